"""The one way through the engine: a bundle in, a report out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.fixes.prove import apply, carry_out, holds, no_flow_is_worse, violated_subjects
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.readers.declarations import Declaration
from lvsportal.engine.report.build import build
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.catalogue import rules
from lvsportal.engine.rules.collect import Group, collect
from lvsportal.engine.rules.subjects import Subject
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.masking import told

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Report

Progress = Callable[[str], None]


def _silent(step: str) -> None:
    """Nobody listens."""


class Examined(NamedTuple):
    """A definition with all that was found out: for those who ask for more than the report."""

    analysis: Analysis
    report: Report[Bilingual]


Against = Callable[[Cluster], Callable[[Rule, Finding, Subject], str]]


def review(
    bundle: Bundle,
    name: str = "",
    all_subjects: bool = False,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    progress: Progress = _silent,
) -> Report[Bilingual]:
    """The report on a definition, in both languages (``report.localise`` picks one).

    ``select``/``ignore``: rule numbers; ``progress`` is told ``reading``, a rule's number, ``proving``.

    :raises RefusedInput: nothing in the bundle is of a known kind.
    """
    return examine(bundle, name, all_subjects, select, ignore, progress).report


def examine(
    bundle: Bundle,
    name: str = "",
    all_subjects: bool = False,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    progress: Progress = _silent,
    against: Against | None = None,
) -> Examined:
    """As ``review``, with what the report was made from. ``against``: how each subject stands to a base (``engine.compare``)."""
    progress("reading")
    reading = read_bundle(bundle, name)
    analysis = Analysis(reading.cluster)
    chosen = selected(set(select), set(ignore))
    groups = decide(
        analysis, chosen, all_subjects, progress, against(reading.cluster) if against is not None else None
    )
    progress("proving")
    if reading.declared:
        _note_declared(groups, read_bundle(bundle, name, with_declared=False).cluster, reading.declared, chosen)
    proven = prove(bundle, analysis, chosen, groups)
    diagnostics = [*reading.diagnostics, *told(bundle.sources)]
    return Examined(analysis, build(analysis, chosen, groups, diagnostics, proven))


def selected(select: Collection[str] = (), ignore: Collection[str] = ()) -> list[Rule]:
    """The rules that are asked: all, or those of ``select``, without those of ``ignore``."""
    return [rule for rule in rules() if (not select or rule.id in select) and rule.id not in ignore]


def decide(
    analysis: Analysis,
    chosen: Iterable[Rule],
    all_subjects: bool = False,
    progress: Progress = _silent,
    classify: Callable[[Rule, Finding, Subject], str] | None = None,
) -> list[Group]:
    """What the rules find in a cluster."""
    groups: list[Group] = []
    for rule in sorted(chosen, key=lambda rule: rule.speaks_last):
        progress(rule.id)
        analysis.groups = groups
        of_rule = partial(classify, rule) if classify is not None else None
        groups += collect(rule, rule.check(analysis), all_subjects, of_rule)
    return groups


def _note_declared(
    groups: list[Group], shown: Cluster, declared: tuple[Declaration, ...], chosen: Iterable[Rule]
) -> None:
    """Which results rest on a declaration: those that do not come out so from what is shown alone."""
    known = {
        (group.rule.id, group.cause.verdict, subject.identity())
        for group in decide(Analysis(shown), chosen, all_subjects=True)
        for subject in group.subjects
    }
    for group in groups:
        keys = ((group.rule.id, group.cause.verdict, subject.identity()) for subject in group.subjects)
        if any(key not in known for key in keys):
            group.declared = tuple(dict.fromkeys(declaration.at for declaration in declared))


def prove(bundle: Bundle, analysis: Analysis, chosen: list[Rule], groups: list[Group]) -> set[int]:
    """``id()`` of the groups whose fix holds when it is made to a copy, read and judged again: its subjects are no longer
    violated, nothing else is, and no flow is served worse in any state. A fix that does not hold is not offered: it is
    taken away from its group."""
    proven: set[int] = set()
    before = violated_subjects(groups)
    for group in groups:
        if group.fix is None or not group.fix.certain or not (group.edits or group.commands):
            continue
        mended = Analysis(carry_out(read_bundle(apply(bundle, group.edits)).cluster, group.commands.values()))
        after = violated_subjects(decide(mended, chosen))
        if holds(group, before, after) and no_flow_is_worse(analysis, mended):
            proven.add(id(group))
        else:
            group.fix = None
    return proven
