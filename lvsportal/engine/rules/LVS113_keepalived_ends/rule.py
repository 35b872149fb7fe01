"""LVS113: keepalived ends with this configuration: one bad instance takes the others and the checkers with it.

``vrrp/vrrp.c: chk_min_cfg, vrrp_complete_instance, check_vrid_conflicts``; the parent ends with its child.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Told
from lvsportal.engine.rules.LVS113_keepalived_ends import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.router import Problem, ProblemKind


def check(analysis: Analysis) -> Iterator[Finding]:
    for daemon in analysis.vrrp.known.daemons.values():
        for problem in daemon.problems:
            yield Finding(_told(problem), OfInstance(daemon.node, problem.instance, problem.at))
        if daemon.runs:
            for router in daemon.routers:
                yield Finding(texts.runs, OfInstance(daemon.node, router.instance))


def _told(problem: Problem) -> Told:
    if problem.kind is ProblemKind.NO_ROUTER_ID:
        return texts.no_router_id()
    if problem.kind is ProblemKind.NO_INTERFACE:
        return texts.no_interface()
    if problem.kind is ProblemKind.MISSING_INTERFACE:
        return texts.missing_interface()
    if problem.kind is ProblemKind.MISSING_TRACKED:
        return texts.missing_tracked(name=problem.name)
    if problem.kind is ProblemKind.NO_VIP:
        return texts.no_vip()
    if problem.kind is ProblemKind.DUPLICATE:
        return texts.duplicate(name=problem.name)
    return texts.unfinished(line=problem.at.line)


RULE = Rule("LVS113", Severity.ERROR, texts, check)
