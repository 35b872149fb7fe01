"""The one way through the engine: a bundle in, a report out."""

from collections.abc import Callable, Iterable

from lvsportal.engine.fixes.prove import apply, carry_out, holds, violated_subjects
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.report.build import Data, build
from lvsportal.engine.rules.base import Outcomes, Rule
from lvsportal.engine.rules.catalogue import rules
from lvsportal.engine.source.bundle import Bundle

Found = list[tuple[Rule, Outcomes]]
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
) -> Data:
    """The report on a definition, in both languages (``report.localise`` picks one).

    ``select``/``ignore``: rule numbers; ``progress`` is told ``reading``, a rule's number, ``proving``.

    :raises RefusedInput: nothing in the bundle is of a known kind.
    """
    progress("reading")
    reading = read_bundle(bundle, name)
    found = decide(reading.cluster, all_subjects, set(select), set(ignore), progress)
    progress("proving")
    return build(reading.cluster, found, reading.diagnostics, prove(bundle, found))


def decide(
    cluster: Cluster,
    all_subjects: bool = False,
    select: frozenset[str] | set[str] = frozenset(),
    ignore: frozenset[str] | set[str] = frozenset(),
    progress: Progress = _silent,
) -> Found:
    """What each rule finds in a cluster."""
    found: Found = []
    for rule in rules():
        if (select and rule.id not in select) or rule.id in ignore:
            continue
        progress(rule.id)
        outcomes = Outcomes(rule.causes, all_subjects)
        rule.decide(cluster, outcomes)
        found.append((rule, outcomes))
    return found


def prove(bundle: Bundle, found: Found) -> set[tuple[str, str]]:
    """(rule, cause) of the fixes that hold when they are made to a copy, read and judged again. One that does not hold,
    or trades one trap for another, is not offered: it is taken out of ``found``."""
    proven: set[tuple[str, str]] = set()
    before = violated_subjects(found)
    for rule, outcomes in found:
        for name, group in outcomes.groups.items():
            if group.fix is None or not group.fix.certain or not (group.edits or group.commands):
                continue
            mended = carry_out(read_bundle(apply(bundle, group.edits)).cluster, group.commands.values())
            if holds(rule, group, before, violated_subjects(decide(mended, select={r.id for r, _ in found}))):
                proven.add((rule.id, name))
            else:
                group.fix = None
    return proven
