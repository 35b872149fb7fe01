"""``lvsportal.diff/1``: what changes from one definition to another, in meaning, in flows, in results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic, TypedDict, TypeVar

from lvsportal.engine.compare.compare import Compared
from lvsportal.engine.compare.facts import facts_of
from lvsportal.engine.compare.meaning import Change, changes_between
from lvsportal.engine.report import words
from lvsportal.engine.report.data import both
from lvsportal.engine.report.markdown import code, escape
from lvsportal.engine.report.places import subject_names
from lvsportal.engine.source.language import Text

if TYPE_CHECKING:
    from lvsportal.engine.report import types
    from lvsportal.engine.report.types import Bilingual

SCHEMA = "lvsportal.diff/1"
Said = TypeVar("Said")


class ChangeData(TypedDict, Generic[Said]):
    """One thing that changes. ``kind``: node, service, real_server, sorry_server, instance, vip, address, route, sysctl or firewall;
    ``change``: added, removed, changed or moved; ``of``: the service or instance; ``attribute``: what of it changes."""

    kind: str
    change: str
    node: str
    of: str
    item: str
    attribute: str
    before: str
    after: str
    message: Said


class Difference(TypedDict, Generic[Said]):
    """``results``: those that are new, fixed, gone or hidden."""

    schema: str
    a: types.Side
    b: types.Side
    renamed: dict[str, str]
    changes: list[ChangeData[Said]]
    flows: list[types.FlowChange[Said]]
    counts: dict[str, int]
    results: list[types.Result[Said]]


def difference(compared: Compared) -> Difference[Bilingual]:
    """The difference between the two sides of a comparison."""
    base = compared.report["base"]
    facts = (
        facts_of(compared.base.analysis.cluster, compared.renamed),
        facts_of(compared.head.analysis.cluster),
    )
    new = [result for result in compared.report["results"] if result.get("comparison") == "new"]
    return {
        "schema": SCHEMA,
        "a": {"title": base["title"], "digest": base["digest"], "gate": base["gate"]},
        "b": base["head"],
        "renamed": base["renamed"],
        "changes": [_change(change) for change in changes_between(*facts)],
        "flows": base["flows"],
        "counts": base["counts"],
        "results": [*new, *base["results"]],
    }


def _change(change: Change) -> ChangeData[Bilingual]:
    key = change.key
    return {
        "kind": key.kind,
        "change": change.change,
        "node": key.node,
        "of": key.of,
        "item": key.item,
        "attribute": key.attribute,
        "before": change.before,
        "after": change.after,
        "message": both(change.message),
    }


# -- for people ------------------------------------------------------------------------------------------------

_SIGNS = {"added": "+", "removed": "-", "changed": "~", "moved": "~"}


def as_text(told: Difference[str], language: str) -> str:
    """A localised difference as lines."""
    lines = [f"{_side(told['a'], language)}  →  {_side(told['b'], language)}", ""]
    for title, listed in _sections(told, language):
        lines += [f"{title}:", *(f"  {line}" for line in listed), ""]
    return "\n".join(lines).rstrip() + "\n"


def as_markdown(told: Difference[str], language: str) -> str:
    """A localised difference as Markdown."""
    lines = [f"## `{code(told['a']['title'])}` → `{code(told['b']['title'])}`", ""]
    for title, listed in _sections(told, language):
        lines += [f"### {title}", "", *(f"- {escape(line)}" for line in listed), ""]
    return "\n".join(lines).rstrip() + "\n"


def _side(side: types.Side, language: str) -> str:
    return f"{side['title']} ({words.GATES[side['gate']].say(language)})"


def _sections(told: Difference[str], language: str) -> Iterator[tuple[str, list[str]]]:
    changes = [f"{_SIGNS[one['change']]} {one['message']}" for one in told["changes"]]
    renamed = [f"~ {old} → {new}" for old, new in told["renamed"].items()]
    nothing = [_NOTHING.say(language)]
    yield _MEANING.say(language), [*renamed, *changes] or nothing
    yield _FLOWS.say(language), [one["message"] for one in told["flows"]] or nothing
    yield _RESULTS.say(language), [_result(one, language) for one in told["results"]] or nothing


def _result(result: types.Result[str], language: str) -> str:
    comparison = words.COMPARISONS[result.get("comparison", "new")].say(language)
    verdict = words.VERDICTS[result["verdict"]].say(language)
    names = subject_names(result["subjects"], 5)
    return f"{comparison} · {verdict} · {result['rule']} {result['title']} ({names})"


_MEANING = Text("What it means", "含义变化")
_FLOWS = Text("Flows", "流量")
_RESULTS = Text("Results", "检查结果")
_NOTHING = Text("nothing changes", "没有变化")
