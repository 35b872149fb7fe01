"""What a walk tells: hops with frame and packet, and how it ended."""

from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need
from lvsportal.engine.model.services import Service
from lvsportal.engine.walk.choosing import Choice

ANSWERED, REFUSED, RESET, LOST, LOOP, ICMP, UNDECIDED = (
    "answered",
    "refused",
    "reset",
    "lost",
    "loop",
    "icmp_error",
    "undecided",
)


class Packet(NamedTuple):
    """A TCP or UDP packet. Ports 0 where they are not known. ``outer``: source and destination of the IP header that
    TUN wraps around it."""

    source: Address
    destination: Address
    protocol: str
    source_port: int
    port: int
    ttl: int = 64
    outer: tuple[Address, Address] | None = None

    @property
    def target(self) -> Address:
        """The address that routers look at."""
        return self.outer[1] if self.outer is not None else self.destination


class Hop(NamedTuple):
    """The packet as it is when ``node`` does ``action`` with it. ``macs``: source and destination of the frame, "" where
    there is none or it is not shown. ``to``: the node it goes to next, "" where it stays."""

    node: str
    interface: str
    action: str
    packet: Packet
    macs: tuple[str, str] = ("", "")
    to: str = ""


class Walk(NamedTuple):
    """``by``: the node that ended it. ``reason``: a short name, as ``no_listener``. ``passed``: directors that the reply
    came through (NAT). ``detour``: the reply's way rests on a policy rule, a host route or a rewritten source.
    ``answered_by``: whose socket answered, wherever the reply went then. ``services``: by which each director's ip_vs
    took the packet. ``assumed``: what is not shown of the nodes on the way and was taken to let the packet pass."""

    outcome: str
    by: str
    reason: str
    hops: tuple[Hop, ...]
    passed: tuple[str, ...] = ()
    detour: str = ""
    answered_by: str = ""
    services: tuple[tuple[str, Service], ...] = ()
    assumed: tuple[Need, ...] = ()

    def service_on(self, node: str) -> Service | None:
        """The service by which a director's ip_vs took the packet; None where it did not."""
        return next((service for name, service in self.services if name == node), None)

    def passes_by(self, node: str) -> bool:
        """Whether ip_vs of a director stood aside."""
        return any(hop.node == node and hop.action == "pass_ip_vs" for hop in self.hops)


class Branch(NamedTuple):
    choices: tuple[Choice, ...]
    walk: Walk

    @property
    def needs(self) -> tuple[Need, ...]:
        """The evidence for the facts that were supposed on the way."""
        return tuple(dict.fromkeys(need for choice in self.choices for need in choice.needs))


class Ended(Exception):
    """The packet's way is over; carries the outcome up through the stations."""

    def __init__(self, outcome: str, by: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.by = by
        self.reason = reason
