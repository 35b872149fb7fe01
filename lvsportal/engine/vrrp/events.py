"""What can fail, and come back: named so that a state can be asked for (``lb1``, ``lb1:eth0``, ``lb1/back``)."""

from enum import StrEnum
from typing import NamedTuple

from lvsportal.engine.model.node import Node
from lvsportal.engine.vrrp.election import Election
from lvsportal.engine.vrrp.tracking import WatchKind


class EventKind(StrEnum):
    NODE = "node"  # loses power
    DAEMON = "daemon"  # keepalived stops
    HANG = "hang"  # keepalived stands still: silence, and the VIPs stay
    INTERFACE = "interface"  # loses its carrier
    SCRIPT = "script"  # a tracked script or process fails
    CUT = "cut"  # the wire between two nodes carries nothing, the carrier stays


class Event(NamedTuple):
    """``name``: the interface, script or process; for CUT the other node."""

    kind: EventKind
    node: str
    name: str = ""

    @property
    def id(self) -> str:
        """As states are called."""
        if self.kind is EventKind.NODE:
            return self.node
        if self.kind is EventKind.HANG:
            return f"{self.node}:keepalived/hang"
        if self.kind is EventKind.CUT:
            return f"{self.node}|{self.name}"
        return f"{self.node}:{self.name or 'keepalived'}"


def happen(event: Event, election: Election, nodes: dict[str, Node]) -> None:
    """The event in an election."""
    if event.kind is EventKind.NODE:
        election.lose_power([event.node])
    elif event.kind is EventKind.DAEMON:
        election.stop([event.node])
    elif event.kind is EventKind.HANG:
        election.hang([event.node])
    elif event.kind is EventKind.CUT:
        election.cut.add(frozenset((event.node, event.name)))
    else:
        for kind, name in _failures(event, nodes):
            election.fail(event.node, (kind, name))


def undo(event: Event, election: Election, nodes: dict[str, Node]) -> None:
    """What failed is back."""
    if event.kind in (EventKind.NODE, EventKind.DAEMON):
        election.start([event.node])
    elif event.kind is EventKind.HANG:
        election.resume([event.node])
    elif event.kind is EventKind.CUT:
        election.cut.discard(frozenset((event.node, event.name)))
    else:
        for kind, name in _failures(event, nodes):
            election.recover(event.node, (kind, name))


def _failures(event: Event, nodes: dict[str, Node]) -> list[tuple[WatchKind, str]]:
    """What the node's instances see of it: VLANs and macvlans go down with the link they stand on."""
    if event.kind is EventKind.INTERFACE:
        return [(WatchKind.INTERFACE, name) for name in interfaces_on(nodes.get(event.node), event.name)]
    return [(WatchKind.SCRIPT, event.name), (WatchKind.PROCESS, event.name)]


def interfaces_on(node: Node | None, interface: str) -> list[str]:
    """The interface, and those of the node that stand on it by their name (``eth0.100``)."""
    links = (node.links or {}) if node is not None else {}
    return [interface, *(name for name in links if name.startswith(f"{interface}."))]
