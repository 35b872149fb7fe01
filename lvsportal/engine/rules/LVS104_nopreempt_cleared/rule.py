"""LVS104: ``nopreempt`` that keepalived clears (``vrrp/vrrp.c: vrrp_complete_instance``)."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.model.vrrp import OWNER
from lvsportal.engine.rules.base import Edit, Finding, Fix, Rule
from lvsportal.engine.rules.LVS104_nopreempt_cleared import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.router import RepairKind, Router


def check(analysis: Analysis) -> Iterator[Finding]:
    lowest = {pair.lower.key for pair in analysis.vrrp_pairs if pair.lower.priority < pair.higher.priority}
    higher = {pair.higher.key for pair in analysis.vrrp_pairs}
    for daemon in analysis.vrrp.known.daemons.values():
        for router in daemon.routers:
            if router.instance.nopreempt:
                yield _finding(router, router.key in lowest - higher)


def _finding(router: Router, is_lowest: bool) -> Finding:
    instance = router.instance
    subject = OfInstance(router.node, instance)
    place = instance.place("nopreempt")
    if not any(repair.kind is RepairKind.NOPREEMPT_CLEARED for repair in router.repairs):
        return Finding(texts.on_the_lowest if is_lowest else texts.kept, subject, at=place)
    if router.priority == OWNER:
        return Finding(texts.owner, subject, at=place)
    state = instance.place("state")
    fix = Fix(texts.FIX, (Edit(state, "BACKUP"),))
    return Finding(texts.state_master, subject, at=place, related=((state, "state"),), fix=fix)


RULE = Rule("LVS104", Severity.WARNING, texts, check)
