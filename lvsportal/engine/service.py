"""The one way through the engine: a bundle in, a report out."""

from collections.abc import Callable, Collection, Iterable

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.fixes.prove import apply, carry_out, holds, violated_subjects
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.report.build import build
from lvsportal.engine.report.types import Bilingual, Report
from lvsportal.engine.rules.base import Rule
from lvsportal.engine.rules.catalogue import rules
from lvsportal.engine.rules.collect import Group, collect
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.masking import told

Progress = Callable[[str], None]


def _silent(step: str) -> None:
    """Nobody listens."""


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
    progress("reading")
    reading = read_bundle(bundle, name)
    analysis = Analysis(reading.cluster)
    chosen = selected(set(select), set(ignore))
    groups = decide(analysis, chosen, all_subjects, progress)
    progress("proving")
    proven = prove(bundle, chosen, groups)
    return build(analysis, chosen, groups, [*reading.diagnostics, *told(bundle.sources)], proven)


def selected(select: Collection[str] = (), ignore: Collection[str] = ()) -> list[Rule]:
    """The rules that are asked: all, or those of ``select``, without those of ``ignore``."""
    return [rule for rule in rules() if (not select or rule.id in select) and rule.id not in ignore]


def decide(
    analysis: Analysis, chosen: Iterable[Rule], all_subjects: bool = False, progress: Progress = _silent
) -> list[Group]:
    """What the rules find in a cluster."""
    groups: list[Group] = []
    for rule in chosen:
        progress(rule.id)
        groups += collect(rule, rule.check(analysis), all_subjects)
    return groups


def prove(bundle: Bundle, chosen: list[Rule], groups: list[Group]) -> set[int]:
    """``id()`` of the groups whose fix holds when it is made to a copy, read and judged again. A fix that does not hold, or
    trades one trap for another, is not offered: it is taken away from its group."""
    proven: set[int] = set()
    before = violated_subjects(groups)
    for group in groups:
        if group.fix is None or not group.fix.certain or not (group.edits or group.commands):
            continue
        mended = carry_out(read_bundle(apply(bundle, group.edits)).cluster, group.commands.values())
        if holds(group, before, violated_subjects(decide(Analysis(mended), chosen))):
            proven.add(id(group))
        else:
            group.fix = None
    return proven
