"""LVS114: an instance that is in FAULT from the start, so that its node can't take over.

``vrrp/vrrp.c: set_vrrp_src_addr, vrrp_complete_instance``; ``vrrp/vrrp_track.c: initialise_tracking_priorities``.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Told
from lvsportal.engine.rules.LVS114_fault_from_start import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.source.source import Span
from lvsportal.engine.vrrp.classes import Member
from lvsportal.engine.vrrp.tracking import Fault, FaultKind, WatchKind, failing_today


def check(analysis: Analysis) -> Iterator[Finding]:
    known = analysis.vrrp.known
    for members in known.classes:
        for member in members.members:
            if member.runs:
                failing = failing_today(known.daemons[member.router.node.name])
                yield _finding(member, failing)


def _finding(member: Member, failing: frozenset[tuple[WatchKind, str]]) -> Finding:
    subject = OfInstance(member.router.node, member.router.instance)
    if member.watched.faults:
        fault = member.watched.faults[0]
        return Finding(_told(fault), subject, at=fault.at)
    down = _down(member, failing)
    if down is not None:
        kind, name, at = down
        if kind is WatchKind.SCRIPT:
            return Finding(texts.script_fails(name=name), subject, at=at)
        return Finding(texts.link_down(name=name), subject, at=at)
    return Finding(texts.no_fault, subject)


def _down(member: Member, failing: frozenset[tuple[WatchKind, str]]) -> tuple[WatchKind, str, Span] | None:
    """What it watches without a weight and is shown to be down."""
    for watch in member.watched.watches:
        if not watch.weight and not watch.reverse and (watch.kind, watch.name) in failing:
            return watch.kind, watch.name, watch.at
    return None


def _told(fault: Fault) -> Told:
    if fault.kind is FaultKind.CONFIG:
        return texts.no_peers()
    if fault.kind is FaultKind.NO_SOURCE:
        return texts.no_source(address=fault.name)
    if fault.kind is FaultKind.MISSING_INTERFACE:
        return texts.missing_interface()
    if fault.kind is FaultKind.FILE:
        return texts.file_says_so()
    return texts.no_address()


RULE = Rule("LVS114", Severity.ERROR, texts, check)
