"""The report as one comment on a change: Markdown under 60,000 bytes, with a hidden marker by which it is found again and
edited in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lvsportal.engine.report import words
from lvsportal.engine.report.counts import counts_of
from lvsportal.engine.report.places import subject_names
from lvsportal.engine.report.relative import OUTCOMES, standing
from lvsportal.engine.report.standing import is_waived
from lvsportal.engine.source.language import Text

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Decision, FlowChange, Report, Result

MOST_BYTES = 59_000
_QUIET = ("safe", "not_applicable")
_ESCAPED = str.maketrans(
    {**{mark: f"\\{mark}" for mark in "\\`*_{}[]#~"}, "<": "&#60;", ">": "&#62;", "|": "&#124;", "@": "&#64;"}
)


def marker(cluster: str) -> str:
    """The first line of the comment on a cluster; an HTML comment, which is not shown."""
    return f"<!-- lvsportal:report:{re.sub('[^A-Za-z0-9._/]+', '-', cluster).strip('-') or 'definition'} -->"


def as_markdown(report: Report[str], language: str) -> str:
    """A localised report as Markdown: what is new first, then the rest, in full as far as it fits."""
    blocks = [*_head(report, language), *_results(report, language)]
    kept: list[str] = []
    room = MOST_BYTES - 200
    for block in blocks:
        room -= len(block.encode("utf-8", "replace")) + 2
        if room < 0:
            kept.append(f"*{words.LEFT_OUT.fill(count=len(blocks) - len(kept)).say(language)}*")
            break
        kept.append(block)
    return marker(report["cluster"]["name"]) + "\n" + "\n\n".join(kept) + "\n"


def _head(report: Report[str], language: str) -> Iterator[str]:
    summary = report["summary"]
    decision, base = report.get("decision"), report.get("base")
    gate = decision["decision"] if decision else summary["gate"]
    yield f"## {words.GATES[gate].say(language)} · {escape(report['cluster']['name'])}"
    if base:
        names = {"base": f"`{code(base['title'])}`", "head": f"`{code(base['head']['title'])}`"}
        yield words.BASE_AND_HEAD.fill(**names).say(language)
    yield "\n".join(
        [
            "| | |",
            "| --- | ---: |",
            *(
                f"| {words.SHAPES[verdict]} {words.VERDICTS[verdict].say(language)} | {count} |"
                for verdict, count in counts_of(summary)
            ),
            *(
                f"| {words.COMPARISONS[name].say(language)} | {count} |"
                for name, count in (base["counts"] if base else {}).items()
                if count
            ),
        ]
    )
    if decision:
        yield "\n".join(_requirements(decision, language))
    if base and base["flows"]:
        yield "\n".join(_flows(base["flows"], language))


def _requirements(decision: Decision[str], language: str) -> Iterator[str]:
    for one in decision["requirements"]:
        if one["level"] != "off":
            yield f"- {OUTCOMES[one['outcome']]} **{one['requirement']}** ({one['level']}): {escape(one['message'])}"


def _flows(changes: list[FlowChange[str]], language: str) -> Iterator[str]:
    yield f"**{_FLOWS.say(language)}**\n"
    for change in changes[:50]:
        yield f"- {escape(change['message'])}"


def _results(report: Report[str], language: str) -> Iterator[str]:
    told = [result for result in report["results"] if result["verdict"] not in _QUIET]
    told.sort(key=lambda result: (is_waived(result), result.get("comparison") not in (None, "new")))
    for result in told:
        yield "\n".join(_result(result, language))
    base = report.get("base")
    for result in base["results"] if base else ():
        state = words.COMPARISONS[result["comparison"]].say(language)
        yield f"- ~~{result['rule']}~~ {state}: {escape(result['message'])} ({_names(result)})"


def _result(result: Result[str], language: str) -> Iterator[str]:
    shape, verdict = words.SHAPES[result["verdict"]], words.VERDICTS[result["verdict"]].say(language)
    marks = [verdict, words.SEVERITIES[result["severity"]].say(language)]
    marks += [stands] if (stands := standing(result, language)) else []
    yield f"### {shape} {result['rule']} {escape(result['title'])} — {' · '.join(marks)}\n"
    places = [place for place in result["locations"] if place["role"] == "subject"] or result["locations"]
    where = f"`{code(places[0]['file'])}:{places[0]['line']}` " if places else ""
    yield f"{where}× {result['count']}\n\n{escape(result['message'])}"
    if result["count"] > 1 and result["subjects"]:
        yield f"\n{_names(result)}"
    for need in result["needs"][:20]:
        yield f"- `{code(need['node'])}/{code(need['evidence'])}`: `{code(need['command'])}`"
    if result["fix"]:
        yield f"\n**{words.FIX.say(language)}**: {escape(result['fix']['summary'])}"
        yield from (f"- `{code(one['node'])}# {code(one['text'])}`" for one in result["fix"]["commands"][:20])


def _names(result: Result[str]) -> str:
    return escape(subject_names(result["subjects"], 10))


def escape(text: str) -> str:
    """Text of a definition as text: no markup, no mention of a person, no reference to an issue."""
    return " ".join(text.split()).translate(_ESCAPED)


def code(text: str) -> str:
    """Text of a definition inside a code span."""
    return " ".join(text.replace("`", "'").split())


_FLOWS = Text("Flows that change", "发生变化的流量")
