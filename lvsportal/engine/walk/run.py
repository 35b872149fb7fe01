"""What one run of a walk carries from station to station."""

from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.netfilter import Rule
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.walk.choosing import FACT, Chooser
from lvsportal.engine.walk.routing import NextHop
from lvsportal.engine.walk.state import State
from lvsportal.engine.walk.trace import LOST, REFUSED, Ended, Hop, Packet
from lvsportal.engine.walk.world import Port, World

CLIENT_PORT = 40000
# More hops than any packet can make: 64 laps, each with a handful of hops. A guard, never an answer.
MOST_HOPS = 1200


class Arrives(NamedTuple):
    """A frame has come in at a node. ``mac``: its source; "" of a node that is not of the definition, None where
    the sender is shown but its MAC is not."""

    port: Port
    packet: Packet
    mac: str | None


class Leaves(NamedTuple):
    """A node has decided to send. ``action``: what it did with the packet. ``by_ip_vs``: ip_vs sends it."""

    node: Node
    packet: Packet
    hop: NextHop
    action: str
    by_ip_vs: bool = False
    towards: Address | None = None  # whose MAC the frame gets; None: the packet's own destination


class Rewritten(NamedTuple):
    """A node's NAT entry for the connection: what the packet had, and what it has since."""

    before: tuple[Address, int]
    after: tuple[Address, int]


class Hashed(NamedTuple):
    """What a hashing scheduler chose on a director. ``order``: of its table, None where it is not shown."""

    node: Node
    order: tuple[tuple[int, int], ...] | None
    content: frozenset[tuple[tuple[int, int], int]]
    chosen: RealServer


Event = Arrives | Leaves


class Run:
    """One run, led by a chooser. ``first``: the real server that the first director chooses, where that is asked."""

    def __init__(
        self,
        world: World,
        chooser: Chooser,
        state: State,
        asked: Packet,
        client: Node | None,
        first: RealServer | None,
        served: bool = False,
    ) -> None:
        self.world = world
        self.cluster = world.cluster
        self.chooser = chooser
        self.state = state
        self.asked = asked
        self.client = client
        self.first = first
        # Sockets answer and VIPs are local, where that is not shown: the question is another.
        self.served = served
        self.services: dict[str, Service] = {}
        self.hops: list[Hop] = []
        self.entries: dict[str, RealServer] = {}  # ip_vs's connection table, by director
        self.masqueraded: dict[str, RealServer] = {}  # those of them that forward by NAT
        self.destinations: dict[str, Rewritten] = {}  # DNAT and REDIRECT, by node
        self.sources: dict[str, Rewritten] = {}  # SNAT and MASQUERADE, by node
        self.hashed: list[Hashed] = []
        self.ghosts: dict[tuple[int, int], Node] = {}
        if client is None:
            self.ghosts[asked.source.key] = Node("client")
        self.neighbours: dict[tuple[str, str, tuple[int, int]], Port] = {}
        self.replying = False
        self.answered_by = ""
        self.refused: tuple[str, str] | None = None  # by whose kernel, and why
        self.assumed: dict[Need, None] = {}
        self.passed: list[str] = []
        self.detour = ""

    def one_holder(self, vip: Address) -> Node | None:
        """A director that has the VIP in this state, one of several by choice; None where nobody is shown to have it."""
        names = self.state.holders_of(vip.key)
        if names is None:
            having = [node for node in self.cluster.directors if self.state.holds_vip(node, vip)]
        else:
            having = [self.cluster.by_name[name] for name in sorted(names) if name in self.cluster.by_name]
        up = [node for node in having if self.state.is_up(node)]
        if len(up) < 2:
            return up[0] if up else None
        return self.chooser.choose(
            "arp", "client", [(node.name, node) for node in up], question=f"who has {vip}"
        )

    def hop(
        self,
        node: Node,
        interface: str,
        action: str,
        packet: Packet,
        macs: tuple[str, str] = ("", ""),
        to: str = "",
    ) -> None:
        """Note what a node does with the packet."""
        self.hops.append(Hop(node.name, interface, action, packet, macs, to))

    def end(self, node: Node, interface: str, action: str, packet: Packet, outcome: str, reason: str) -> Ended:
        """The last hop, and how it ended; to be raised."""
        self.hop(node, interface, action, packet)
        return Ended(outcome, node.name, reason)

    def icmp(self, node: Node, interface: str, action: str, packet: Packet, reason: str) -> Ended:
        """The kernel refuses by an ICMP error; those are rate-limited (``icmpv4_xrlim_allow``), so some clients see
        nothing at all. To be raised."""
        options = (("the ICMP error is sent", REFUSED), ("the ICMP error is held back by its rate limit", LOST))
        outcome = self.chooser.choose(FACT, node.name, options)
        return self.end(node, interface, action, packet, outcome, reason)

    def fact(self, node: Node, name: str, *evidence: str) -> bool:
        """Something about a node that is not shown."""
        return self.chooser.fact(node.name, name, tuple(Need(node.name, one) for one in evidence))

    def assume(self, node: Node, evidence: str) -> None:
        """What is not shown of a node on the way is taken to let the packet pass: it splits no walk, and yet nothing is
        proven without it. A client's own machine, and one that is known by its address only, are not asked so."""
        if node is not self.client and not self.is_ghost(node):
            self.assumed[Need(node.name, evidence)] = None

    def ask_rule(self, node: Node) -> "RuleAsker":
        return RuleAsker(self, node)

    def ghost(self, address: Address) -> Node:
        """A node that the definition knows by an address only."""
        return self.ghosts.setdefault(address.key, Node(address.text))

    def is_ghost(self, node: Node) -> bool:
        """Whether the node is known by an address only."""
        return any(ghost is node for ghost in self.ghosts.values())

    def is_ghost_of(self, node: Node, address: Address) -> bool:
        """Whether the node is the one that is known by this very address."""
        return self.ghosts.get(address.key) is node

    def mac(self, node: Node, interface: str) -> str | None:
        """The MAC of a node's interface; "" for a node that is not shown, None where it is and its MAC is not."""
        if node.name not in self.cluster.by_name or self.is_ghost(node):
            return ""
        links = node.links or {}
        link = links.get(interface)
        if link is None:
            wired = [one for one in links.values() if one.on_a_wire]
            link = wired[0] if len(wired) == 1 else None
        return link.mac or None if link is not None else None


class RuleAsker:
    """Asks the chooser whether a firewall rule applies that can't be told."""

    def __init__(self, run: Run, node: Node) -> None:
        self.run = run
        self.node = node

    def __call__(self, rule: Rule, missing: str) -> bool:
        name = f"rule {rule.at.source.path}:{rule.at.line} applies"
        if missing == "mac":
            sender = self.run.hops[-1].node if self.run.hops else self.node.name
            return self.run.chooser.fact(self.node.name, name, (Need(sender, "ip-link.json"),))
        return self.run.fact(self.node, name, "iptables-save.txt")
