"""The states that count: today, what today may be instead, and what follows from one event."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.masters import Mastership, masterships
from lvsportal.engine.flows.pool import pool_of
from lvsportal.engine.flows.types import ClusterState, Event
from lvsportal.engine.model.address import from_number
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.terms import Event as EventKind
from lvsportal.engine.source.language import Text
from lvsportal.engine.walk.state import NO_FAILURES, Failures, State

TODAY = "today"
_TODAY = Text("today", "当前")
_INSTEAD = Text("today, if {node} is master", "当前（若 {node} 为主）")
_NODE_DOWN = Text("{node} is down", "{node} 停机")
_INTERFACE_DOWN = Text("{interface} of {node} is down", "{node} 的 {interface} 断开")


def present_states(analysis: Analysis) -> tuple[ClusterState, ...]:
    """Today's state, and those that it may be instead."""
    found = []
    for mastership in masterships(analysis):
        name = f"{TODAY}/{mastership.suffix}" if mastership.suffix else TODAY
        title = _INSTEAD.fill(node=mastership.suffix) if mastership.suffix else _TODAY
        found.append(_state(analysis, name, title, (), NO_FAILURES, mastership, possible=True))
    return tuple(found)


def state_without(analysis: Analysis, *lost: str) -> ClusterState:
    """The state without some nodes (``lb1``) and interfaces (``rs2:eth0``).

    :raises KeyError: no node, or no interface of it, has that name.
    """
    for one in lost:
        _check_name(analysis, one)
    nodes = frozenset(one for one in lost if ":" not in one)
    interfaces = frozenset((one.partition(":")[0], one.partition(":")[2]) for one in lost if ":" in one)
    events = tuple(Event(_kind(one), one, (one.partition(":")[0],)) for one in lost)
    failures = Failures(nodes, interfaces)
    mastership = masterships(analysis, failures)[0]
    title = _joined([_title(event) for event in events])
    return _state(analysis, "+".join(lost), title, events, failures, mastership)


def event_states(analysis: Analysis) -> Iterator[ClusterState]:
    """The states after one event each: a director down, an interface of it with VIPs down."""
    for node in analysis.cluster.directors:
        yield analysis.once(state_without, node.name)
        for interface in _interfaces_of(node):
            yield analysis.once(state_without, f"{node.name}:{interface}")


def _kind(lost: str) -> EventKind:
    return EventKind.INTERFACE if ":" in lost else EventKind.NODE


def _check_name(analysis: Analysis, lost: str) -> None:
    name, colon, interface = lost.partition(":")
    node = analysis.cluster.by_name[name]
    if colon and interface not in {*(node.links or {}), *_interfaces_of(node), *_shown_interfaces(node)}:
        raise KeyError(lost)


def _shown_interfaces(node: Node) -> set[str]:
    return {shown.interface for shown in node.addresses or ()}


def _interfaces_of(node: Node) -> list[str]:
    """The interfaces of a node's VRRP instances and VIPs, without `lo`."""
    instances = node.configuration.instances if node.configuration is not None else ()
    names = [instance.interface for instance in instances]
    names += [virtual.interface for instance in instances for virtual in instance.addresses]
    return [name for name in dict.fromkeys(names) if name and name != "lo"]


def _title(event: Event) -> Text:
    node, _, interface = event.at.partition(":")
    if event.kind is EventKind.INTERFACE:
        return _INTERFACE_DOWN.fill(node=node, interface=interface)
    return _NODE_DOWN.fill(node=node)


def _joined(titles: list[Text]) -> Text:
    return Text(", ".join(one.en for one in titles), "，".join(one.zh for one in titles))


def _state(
    analysis: Analysis,
    name: str,
    title: Text,
    events: tuple[Event, ...],
    failures: Failures,
    mastership: Mastership,
    possible: bool = False,
) -> ClusterState:
    walked = State(analysis.cluster, None, mastership.holders, failures, pool_of(analysis, failures))
    holders = {
        from_number(*key): None if key in mastership.hidden else tuple(sorted(names))
        for key, names in mastership.holders.items()
    }
    needs, remarks = mastership.needs, mastership.remarks
    return ClusterState(name, title, events, mastership.masters, holders, walked, possible, needs, remarks)
