"""Definitions with nothing to walk: configurations alone, whose real servers are all known by their address only."""

from collections.abc import Iterator, Sequence

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.clients import OUTSIDE, outside_address
from lvsportal.engine.flows.states import event_states, present_states
from lvsportal.engine.flows.targets import targets
from lvsportal.engine.flows.types import ClientPlace, ClusterState, Flow, FlowConclusion, Matrix, Target
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, FNAT, NAT, TUN
from lvsportal.engine.model.terms import Conclusion, Reason

_MOST_NEEDS = 20
# Of more nodes with VRRP only those are states whose end changes something.
_MOST_DAEMONS = 50


def nothing_to_walk(analysis: Analysis) -> bool:
    """Whether no walk could say anything: no evidence of any node, no gateway, and every real server a stranger."""
    cluster = analysis.cluster
    if not all(_shows_nothing(node) for node in cluster.nodes):
        return False
    own = {key for node in cluster.nodes for key in (*node.own_addresses(), *node.virtual_addresses())}
    return not any(
        real.address.is_loopback or real.address.key in own or real.weight <= 0
        for node in cluster.directors
        for service in node.services
        for real in service.real_servers
    )


def _shows_nothing(node: Node) -> bool:
    shown = (node.addresses, node.routes, node.links, node.netfilter, node.live, node.listeners, node.sysctls)
    if any(one is not None for one in shown) or node.sync_daemons is not None:
        return False
    return node.configuration is None or not any(
        route.gateway is not None and route.prefix.length for route in node.configuration.routes
    )


def plain_matrix(analysis: Analysis) -> Matrix:
    """The matrix of such a definition: no walk is made, and none is imported."""
    states = (*analysis.once(present_states), *event_states(analysis))
    return unwalked(analysis, states)


def unwalked(analysis: Analysis, states: Sequence[ClusterState]) -> Matrix:
    """The flows of such a definition, one for each kind: of a VIP that somebody may hold nothing is known, of one that
    nobody holds everything. States that change nothing are left out."""
    listed = [states[0], *(one for one in states[1:] if one.possible or _counts(analysis, one, states[0]))]
    kinds: dict[tuple[object, ...], list[Target]] = {}
    known: dict[object, tuple[bool, ...]] = {}
    hidden = analysis.vrrp.hidden
    for target in analysis.once(targets):
        key = target.vip.key if target.vip is not None else None
        alike = hidden.get(key, key) if key is not None else None
        if alike not in known:
            known[alike] = tuple(_is_held(state, target) for state in listed)
        fates = known[alike]
        kinds.setdefault((target.family, target.services[0][1].method, fates), []).append(target)
    return Matrix(tuple(listed), tuple(_flow(analysis, listed, members) for members in kinds.values()))


def _counts(analysis: Analysis, state: ClusterState, today: ClusterState) -> bool:
    return _differs(state, today) or is_asked_for(analysis, state)


def is_asked_for(analysis: Analysis, state: ClusterState) -> bool:
    """Whether people ask "what if it dies?": of a node that runs VRRP, also where the answer is "nothing"."""
    daemons = analysis.vrrp.known.daemons
    return state.id in daemons and len(daemons) <= _MOST_DAEMONS


def _differs(state: ClusterState, today: ClusterState) -> bool:
    return state.masters != today.masters or state.holders != today.holders


def _is_held(state: ClusterState, target: Target) -> bool:
    """Whether a node may have the target's VIP."""
    if state.walked is None or target.vip is None:
        return True
    names = state.walked.holders_of(target.vip.key)
    return names is None or bool(names)


def _flow(analysis: Analysis, states: Sequence[ClusterState], members: list[Target]) -> Flow:
    first = members[0]
    place = ClientPlace(analysis.once(outside_address, first.family), OUTSIDE)
    open_ = FlowConclusion.nothing(tuple(_needs(members)))
    lost = FlowConclusion(Conclusion.LOST, reason=Reason.NO_DIRECTOR)
    conclusions = {state.id: open_ if _is_held(state, first) else lost for state in states}
    return Flow(f"{place.name}>{first.name}", place, tuple(members), conclusions)


def _needs(members: list[Target]) -> Iterator[Need]:
    """What would tell whether they are served: of the first real servers what their method asks for."""
    seen: set[Need] = set()
    for target in members:
        for need in (*target.needs, *_needs_of(target)):
            if need not in seen:
                seen.add(need)
                yield need
        if len(seen) >= _MOST_NEEDS:
            return


def _needs_of(target: Target) -> Iterator[Need]:
    for node, service in target.services:
        for real in service.real_servers[:_MOST_NEEDS]:
            for evidence in _EVIDENCE[real.method]:
                yield Need(real.address.text, evidence)
        if service.method in (NAT, FNAT):
            yield Need(node.name, "sysctl.txt")


_EVIDENCE: dict[str, tuple[str, ...]] = {
    DR: ("ip-addr.json", "sysctl.txt", "ss.txt"),
    TUN: ("ip-addr.json", "ip-link.json", "sysctl.txt", "ss.txt"),
    NAT: ("ip-route.json", "ss.txt"),
    FNAT: ("ss.txt",),
}
