"""A definition judged against a base: both by the same engine and rules, result by result and flow by flow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from lvsportal.engine.compare.digest import digest_of
from lvsportal.engine.compare.flows import SHOWN, Ending, FlowChange, flow_changes
from lvsportal.engine.compare.pairing import renamed_nodes
from lvsportal.engine.compare.results import Against, counts, verdicts_of
from lvsportal.engine.compare.subjects import Inventory
from lvsportal.engine.compare.tables import flow_table
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.report.data import both
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.subjects import Subject
from lvsportal.engine.service import Examined, Progress, examine
from lvsportal.engine.source.bundle import Bundle

if TYPE_CHECKING:
    from lvsportal.engine.report import types
    from lvsportal.engine.report.types import Bilingual, Report


class Given(NamedTuple):
    """One of the two definitions. ``title``: how people know it (a path, a revision). ``is_one_place``: it is the files of one
    machine, whose name in the report is only that of a file or folder; two such are the same machine."""

    bundle: Bundle
    title: str
    is_one_place: bool = False


class Compared(NamedTuple):
    """Both sides examined. ``report``: of the head, with ``base`` and each result's ``comparison``; ``renamed``: base → head."""

    base: Examined
    head: Examined
    report: Report[Bilingual]
    renamed: dict[str, str]


class Options(NamedTuple):
    """How both sides are judged, as ``service.review`` takes it. ``stored``: the fingerprints that were violated in the base's
    stored report, None where there is none."""

    name: str = ""
    all_subjects: bool = False
    select: Iterable[str] = ()
    ignore: Iterable[str] = ()
    stored: frozenset[str] | None = None


_PLAIN = Options()


def _silent(step: str) -> None:
    """Nobody listens."""


def compare(base: Given, head: Given, options: Options = _PLAIN, progress: Progress = _silent) -> Compared:
    """The head's report against the base.

    :raises RefusedInput: one of them holds nothing of a known kind.
    """
    before = examine(base.bundle, options.name, True, options.select, options.ignore, progress)
    renamed: dict[str, str] = {}
    classes: list[Against] = []

    def against(cluster: Cluster) -> Callable[[Rule, Finding, Subject], str]:
        renamed.update(_renamed(base, head, before.analysis.cluster, cluster))
        inventory = Inventory(before.analysis.cluster, renamed)
        classes.append(
            Against(verdicts_of(before.report, inventory, renamed), Inventory(cluster, {}), options.stored)
        )
        return _classify(classes[0], cluster)

    now = examine(
        head.bundle, options.name, options.all_subjects, options.select, options.ignore, progress, against
    )
    former = list(classes[0].no_longer_violated(before.report, renamed))
    changes = flow_changes(flow_table(before), flow_table(now), renamed)
    told: types.Base[Bilingual] = {
        "title": base.title,
        "digest": digest_of(base.bundle),
        "gate": before.report["summary"]["gate"],
        "head": {
            "title": head.title,
            "digest": digest_of(head.bundle),
            "gate": now.report["summary"]["gate"],
        },
        "renamed": renamed,
        "counts": counts(now.report["results"], former),
        "flows": [flow_change(change) for change in changes],
        "results": former,
    }
    return Compared(before, now, {**now.report, "base": told}, renamed)


def _classify(classes: Against, cluster: Cluster) -> Callable[[Rule, Finding, Subject], str]:
    def classify(rule: Rule, finding: Finding, subject: Subject) -> str:
        cause = finding.cause
        return classes.classify(
            rule.id, cause.verdict, cause.severity or rule.severity, subject.fields(cluster)
        )

    return classify


def _renamed(base: Given, head: Given, before: Cluster, now: Cluster) -> dict[str, str]:
    if base.is_one_place and head.is_one_place and len(before.nodes) == len(now.nodes) == 1:
        old, new = before.nodes[0].name, now.nodes[0].name
        return {old: new} if old != new else {}
    return renamed_nodes(before, now)


def flow_change(change: FlowChange) -> types.FlowChange[Bilingual]:
    """A change of flows as data."""
    return {
        "kind": change.kind,
        "state": change.state,
        "gate": change.gate,
        "before": _ending(change.before),
        "after": _ending(change.after),
        "count": len(change.members),
        "members": [{"client": one.client, "service": one.service} for one in change.members[:SHOWN]],
        "message": both(change.message),
    }


def _ending(ending: Ending | None) -> types.Ending | None:
    return None if ending is None else {"conclusion": ending.conclusion, "by": list(ending.by)}
