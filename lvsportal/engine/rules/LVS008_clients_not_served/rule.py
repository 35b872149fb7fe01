"""LVS008: clients that are not served. What the matrix shows to fail today and no other rule explains.

Every reason that a walk can end for has its own text, with the hop where it ends (flows.md, "LVS008").
"""

from collections.abc import Iterable, Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.types import FAILING, ClusterState, Flow, FlowConclusion
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Conclusion, Reason, Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.explained import explained
from lvsportal.engine.rules.LVS008_clients_not_served import texts
from lvsportal.engine.rules.LVS008_clients_not_served.reasons import CAUSES
from lvsportal.engine.rules.subjects import OfFlow, OfFlows
from lvsportal.engine.walk.trace import Branch


def check(analysis: Analysis) -> Iterator[Finding]:
    matrix = analysis.matrix
    for flow in matrix.flows:
        state = _worst(flow, matrix.today)
        if state is None:
            continue
        concluded = flow.conclusions[state.id]
        if concluded.value in FAILING:
            yield from _failing(analysis, flow, state, concluded)
        elif flow.client.counts:
            yield _other(flow, concluded)


def _worst(flow: Flow, states: Iterable[ClusterState]) -> ClusterState | None:
    """The state in which the flow fails, of several the first; else today's elected one."""
    listed = list(states)
    failing = (state for state in listed if flow.conclusions[state.id].value in FAILING)
    return next(failing, listed[0] if listed else None)


# -- what fails ------------------------------------------------------------------------------------------------


def _failing(
    analysis: Analysis, flow: Flow, state: ClusterState, concluded: FlowConclusion
) -> Iterator[Finding]:
    if not flow.client.counts:
        if flow.client.needs:
            yield Finding(texts.may_be_no_client, _subject(flow), needs=flow.client.needs)
        return
    ends: dict[str, list[Branch]] = {}
    for branch in concluded.failures:
        if not explained(analysis, flow, branch):
            ends.setdefault(branch.walk.reason, []).append(branch)
    for reason, branches in ends.items():
        yield _finding(flow, state, reason, branches, _names(concluded.ends_of(branches)))


def _finding(flow: Flow, state: ClusterState, reason: str, branches: list[Branch], where: str) -> Finding:
    return Finding(CAUSES[Reason(reason)], _subject(flow, state, where), walk=lambda: branches[0])


# -- the rest --------------------------------------------------------------------------------------------------


def _other(flow: Flow, concluded: FlowConclusion) -> Finding:
    if concluded.value is Conclusion.SERVED:
        by = _names(concluded.by)
        told = texts.by_sorry_server(by=by) if concluded.spare else texts.served(by=by)
        return Finding(told, _subject(flow))
    return Finding(texts.not_shown, _subject(flow), needs=concluded.needs)


_MOST_NAMES = 5


def _names(nodes: tuple[str, ...]) -> str:
    rest = len(nodes) - _MOST_NAMES
    return ", ".join(nodes[:_MOST_NAMES]) + (f" +{rest}" if rest > 0 else "")


def _subject(flow: Flow, state: ClusterState | None = None, where: str = "") -> OfFlow:
    """All services of the class, each a subject. ``state``: named where it is not today's elected one; ``where`` it ends."""
    services: list[tuple[Node, Service]] = [target.services[0] for target in flow.targets]
    name = state.id if state is not None and "/" in state.id else ""
    return OfFlows(services, flow.client.name, name, where)


RULE = Rule("LVS008", Severity.ERROR, texts, check, explains=CAUSES, from_client=True, speaks_last=True)
