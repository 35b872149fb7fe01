"""Whether another rule's violated error explains why a flow fails, so that LVS008 need not say it again."""

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.types import Flow
from lvsportal.engine.model.terms import Severity, Verdict
from lvsportal.engine.rules.collect import Group
from lvsportal.engine.rules.subjects import OfRealServer, OfService, OfVip, Subject
from lvsportal.engine.walk.trace import Branch

_GIVEN = frozenset({"dr", "tun", "nat", "fnat", "localnode"})


def explained(analysis: Analysis, flow: Flow, branch: Branch) -> bool:
    """Whether a violated error on this very flow shows what the branch ends by."""
    return any(
        _is_of(analysis, flow, branch, subject) and shows(analysis, subject, branch)
        for group in analysis.once(_errors)
        if (shows := group.rule.shows) is not None
        for subject in group.subjects
    )


def _errors(analysis: Analysis) -> list[Group]:
    return [
        group
        for group in analysis.groups
        if isinstance(group, Group)
        and group.cause.verdict is Verdict.VIOLATED
        and group.severity is Severity.ERROR
    ]


def _is_of(analysis: Analysis, flow: Flow, branch: Branch, subject: Subject) -> bool:
    """Whether a finding's subject is a part of the flow: its service on one of its directors, its real server on the
    branch's way, its VIP."""
    if isinstance(subject, OfVip):
        return flow.target.vip is not None and subject.vip.key == flow.target.vip.key
    if not isinstance(subject, OfService):
        return False
    keys = {(node.name, service.key) for node, service in flow.target.services}
    if (subject.director.name, subject.service.key) not in keys:
        return False
    if not isinstance(subject, OfRealServer):
        return True
    name = analysis.cluster.name_of(subject.real.address)
    return name in _met(branch)


def _met(branch: Branch) -> set[str]:
    """The nodes that the connection comes to."""
    return {name for hop in branch.walk.hops for name in (hop.node, hop.to)}
