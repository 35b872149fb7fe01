"""What a walk tells: hops with frame and packet, and how it ended."""

from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need
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
    """A TCP or UDP packet. Ports 0 where they are not known."""

    source: Address
    destination: Address
    protocol: str
    source_port: int
    port: int
    ttl: int = 64


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
    """``by``: the node that ended it. ``reason``: a short name, as ``no_listener``."""

    outcome: str
    by: str
    reason: str
    hops: tuple[Hop, ...]


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
