"""The states that count: today, what today may be instead, and what follows from one event. Who is master where is
``engine.vrrp``'s to say; here its states become ones that packets are walked in."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.pool import pool_of
from lvsportal.engine.flows.titles import NOT_SHOWN, remarks_of, title_of
from lvsportal.engine.flows.types import ClusterState, Event, Key
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.terms import Event as Kind
from lvsportal.engine.source.language import EMPTY, Text
from lvsportal.engine.vrrp.events import Event as Failure
from lvsportal.engine.vrrp.events import EventKind, interfaces_on
from lvsportal.engine.vrrp.simulation import ClusterState as Simulated
from lvsportal.engine.vrrp.timeline import say, timeline
from lvsportal.engine.walk.state import Failures, State

TODAY = "today"
_KINDS = {
    EventKind.NODE: Kind.NODE,
    EventKind.INTERFACE: Kind.INTERFACE,
    EventKind.SCRIPT: Kind.SCRIPT,
    EventKind.DAEMON: Kind.DAEMON,
    EventKind.HANG: Kind.DAEMON,
    EventKind.CUT: Kind.INTERFACE,
}


def present_states(analysis: Analysis) -> tuple[ClusterState, ...]:
    """Today's state first, then those that it may be instead."""
    simulated = analysis.vrrp.today()
    found = [_state(analysis, one, possible=True) for one in simulated]
    found += _other_hidden_holders(analysis, simulated[0])
    found += _held_elsewhere(analysis, found[0])
    return tuple(found)


def event_states(analysis: Analysis) -> Iterator[ClusterState]:
    """The states after one event each, and after what failed has come back."""
    vrrp = analysis.vrrp
    known = {event.node for event in vrrp.events}
    events = list(vrrp.events)
    events += [
        Failure(EventKind.NODE, node.name) for node in analysis.cluster.directors if node.name not in known
    ]
    for event in events:
        yield _state(analysis, vrrp.after((event,)))
        if event.node in known:
            yield _state(analysis, vrrp.after((event,), back=True))


def state_without(analysis: Analysis, *lost: str) -> ClusterState:
    """The state without some nodes (``lb1``), interfaces (``rs2:eth0``), tracked scripts (``lb1:check_web``) or
    keepalived itself (``lb1:keepalived``).

    :raises KeyError: nothing of that name can fail.
    """
    events = tuple(_failure(analysis, one) for one in lost)
    return _state(analysis, analysis.vrrp.after(events))


def _failure(analysis: Analysis, lost: str) -> Failure:
    known = {event.id: event for event in analysis.vrrp.events}
    if lost in known:
        return known[lost]
    name, colon, interface = lost.partition(":")
    node = analysis.cluster.by_name.get(name)
    if node is None:
        raise KeyError(lost)
    if not colon:
        return Failure(EventKind.NODE, name)
    if interface not in {*(node.links or {}), *(shown.interface for shown in node.addresses or ())}:
        raise KeyError(lost)
    return Failure(EventKind.INTERFACE, name, interface)


# -- from VRRP's state to one that is walked -------------------------------------------------------------------


def _state(
    analysis: Analysis, simulated: Simulated, possible: bool = False, prefers: str = "", name: str = ""
) -> ClusterState:
    """``prefers``: the node that holds the VIPs of which it is not shown who does."""
    failures = _failures(analysis, () if simulated.back else simulated.events)
    if not simulated.events:
        simulated = _as_shown(analysis, simulated)
    holders, needs = _placed(analysis, simulated, failures, prefers)
    walked = State(analysis.cluster, None, holders, failures, pool_of(analysis, failures))
    return ClusterState(
        name or simulated.id,
        title_of(simulated, prefers),
        tuple(_event(one, simulated.back) for one in simulated.events),
        dict(simulated.masters),
        simulated.holders,
        walked,
        possible,
        (*needs, *(simulated.needs if possible else ())),
        remarks_of(analysis, simulated) if possible else (),
        _timeline(analysis, simulated),
    )


def _timeline(analysis: Analysis, simulated: Simulated) -> Text:
    """The fail-over as a line of time, where the daemons do anything."""
    if not simulated.events or not simulated.changes:
        return EMPTY
    moments = timeline(analysis.vrrp, simulated)
    return Text(say(moments, "en"), say(moments, "zh-hans"))


def _as_shown(analysis: Analysis, today: Simulated) -> Simulated:
    """Of several holders only those that may have the VIP today: where one is shown with it, another one that is shown
    without it does not."""
    holders = dict(today.holders)
    for vip in analysis.vrrp.carried_addresses():
        names = holders.get(vip.text)
        if names is None or len(names) < 2:
            continue
        nodes = [analysis.cluster.by_name[name] for name in names]
        shown = {node.name for node in nodes if _shows(node, vip)}
        if shown:
            holders[vip.text] = tuple(n.name for n in nodes if n.name in shown or n.addresses is None)
    return today._replace(holders=holders)


def _shows(node: Node, vip: Address) -> bool:
    return any(place.interface != "lo" for place in node.standing(vip) or ())


def _event(failure: Failure, back: bool) -> Event:
    return Event(Kind.RETURN if back else _KINDS[failure.kind], failure.id, (failure.node,))


def _failures(analysis: Analysis, events: Sequence[Failure]) -> Failures:
    nodes = (event.node for event in events if event.kind is EventKind.NODE)
    daemons = (event.node for event in events if event.kind is EventKind.DAEMON)
    interfaces = (
        (event.node, name)
        for event in events
        if event.kind is EventKind.INTERFACE
        for name in interfaces_on(analysis.cluster.by_name.get(event.node), event.name)
    )
    return Failures(frozenset(nodes), frozenset(interfaces), frozenset(daemons))


def _placed(
    analysis: Analysis, simulated: Simulated, failures: Failures, prefers: str
) -> tuple[Mapping[Key, frozenset[str]], tuple[Need, ...]]:
    """Where VIPs are, as far as VRRP or nothing that is shown says; the others stand where they are shown."""
    carried = {
        vip.key: frozenset(simulated.holders.get(vip.text) or ()) for vip in analysis.vrrp.carried_addresses()
    }
    if not analysis.vrrp.hidden:
        return carried, ()
    supposed, needs = analysis.once(_supposed, failures.nodes, prefers)
    return (ChainMap(carried, supposed) if carried else supposed), needs


def _supposed(
    analysis: Analysis, gone: frozenset[str], prefers: str
) -> tuple[dict[Key, frozenset[str]], tuple[Need, ...]]:
    """VIPs of which it is not shown who has them: one of the directors that may, ``prefers`` before others."""
    found: dict[Key, frozenset[str]] = {}
    needs: dict[Need, None] = {}
    known: dict[tuple[str, ...], frozenset[str]] = {}
    for key, names in analysis.vrrp.hidden.items():
        if names not in known:
            up = [name for name in names if name not in gone]
            known[names] = frozenset([prefers] if prefers in up else up[:1])
            needs.update({Need(name, "ip-addr.json"): None for name in up})
        found[key] = known[names]
    return found, tuple(needs)


# -- what today may be instead ---------------------------------------------------------------------------------


def _other_hidden_holders(analysis: Analysis, simulated: Simulated) -> Iterator[ClusterState]:
    """VIPs without VRRP of which it is not shown who has them: each other director that may."""
    others = dict.fromkeys(name for names in set(analysis.vrrp.hidden.values()) for name in names[1:])
    for name in sorted(others):
        yield _state(analysis, simulated, True, name, f"{TODAY}/{name}")


def _held_elsewhere(analysis: Analysis, today: ClusterState) -> Iterator[ClusterState]:
    """A peer that the definition does not show may be master: of that state nothing can be said."""
    names = {
        peer.address
        for daemon in analysis.vrrp.known.daemons.values()
        for router in daemon.routers
        for peer in router.instance.peers
        if analysis.cluster.owner(peer.address) is None
    }
    for address in sorted(names):
        yield today._replace(
            id=f"{TODAY}/{address}",
            title=NOT_SHOWN.fill(node=address),
            masters=dict.fromkeys(today.masters),
            holders=dict.fromkeys(today.holders),
            walked=None,
            remarks=(),
        )
