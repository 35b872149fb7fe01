"""The packet walk: a client's first packet hop by hop through the cluster as it is defined, and the reply back.

Each station is a method; what is not shown is asked of the chooser, so that the walk splits where it matters and only
there. The order of stations is the kernel's (``ip_input.c``, ``ip_vs_core.c``, ``ip_vs_xmit.c``).
"""

from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, NAT, TUN, RealServer, Service
from lvsportal.engine.walk import arp, netfilter
from lvsportal.engine.walk.answer import Answer
from lvsportal.engine.walk.choosing import Chooser, branches
from lvsportal.engine.walk.ipvs import choices, stands_aside
from lvsportal.engine.walk.listeners import listens, redirected
from lvsportal.engine.walk.routing import NextHop, next_hop, written_gateway
from lvsportal.engine.walk.trace import ANSWERED, LOOP, LOST, REFUSED, RESET, Branch, Ended, Hop, Packet, Walk
from lvsportal.engine.walk.world import Port, World

CLIENT_PORT = 40000
# Laps of a circle that are told hop by hop; the rest is the same until the TTL is used up.
_LAPS = 2


class Question(NamedTuple):
    """A new connection. ``holder``: the director that holds the VIP now, by name; without it each one is tried.
    ``first``: the real server that the first director chooses; without it each that its scheduler could."""

    client: Address
    vip: Address
    port: int
    protocol: str = "TCP"
    holder: str = ""
    first: RealServer | None = None


def walk(cluster: Cluster, asked: Question) -> list[Branch]:
    """All ways the connection can go."""
    world = World(cluster)
    packet = Packet(asked.client, asked.vip, asked.protocol, CLIENT_PORT, asked.port)
    found = branches(lambda chooser: _Run(world, chooser, asked).walk(packet))
    return [Branch(taken, result) for taken, result in found]


class _Run:
    """One run, led by a chooser."""

    def __init__(self, world: World, chooser: Chooser, asked: Question) -> None:
        self.world = world
        self.cluster = world.cluster
        self.chooser = chooser
        self.hops: list[Hop] = []
        self.entries: dict[str, RealServer] = {}  # ip_vs's connection table: by director
        self.nat: tuple[Node, RealServer] | None = None
        self.laps = 0
        self.first = asked.first
        self.hashed: dict[tuple[tuple[tuple[int, int], int], ...], RealServer] = {}
        self.ghosts: dict[tuple[int, int], Node] = {}
        self.holder = self._holder(asked.holder)

    def _holder(self, name: str) -> Node | None:
        directors = self.cluster.directors
        if name or len(directors) < 2:
            return self.cluster.by_name.get(name) or (directors[0] if directors else None)
        return self.chooser.choose("fact", "VRRP", [(f"{node.name} holds the VIP", node) for node in directors])

    def walk(self, packet: Packet) -> Walk:
        try:
            if self.holder is None:
                raise Ended(LOST, "", "no_director")
            receiver = self._first_receiver(packet)
            self._hop("client", "", "send", packet, to=receiver.node.name)
            self._receive(receiver, packet, "")
        except Ended as end:
            return Walk(end.outcome, end.by, end.reason, tuple(self.hops))
        return Walk(LOST, "", "no_end", tuple(self.hops))

    # -- the wire ----------------------------------------------------------------------------------------------

    def _first_receiver(self, packet: Packet) -> Port:
        """Who gets the client's frame: whoever ARP says has the VIP. Without a known segment, the holder."""
        holder = self.holder
        if holder is None:
            raise Ended(LOST, "", "no_director")
        interface = next(
            (s.interface for s in holder.addresses or () if s.address.key == packet.destination.key), ""
        )
        segment = self.world.segment_of(packet.destination) or self.world.segment_at(holder, interface)
        here = self.world.port_on(holder, segment) if segment is not None else None
        answers = [(holder.name, here or Port(holder, interface))]
        if segment is not None:
            for port in self.world.ports(segment):
                if port.node is not holder and self._takes_arp(port, packet.destination):
                    answers.append((port.node.name, port))
        return self.chooser.choose("arp", "client", answers)

    def _takes_arp(self, port: Port, vip: Address) -> bool:
        """Whether the node can come to be taken for the VIP's owner: by an answer, or by what it announces."""
        if port.node in self.cluster.directors and not arp.places(port.node, vip):
            return False
        for answer in (arp.answers_request(port.node, vip, port.interface), self._announces(port, vip)):
            if answer.holds or (
                answer.holds is None and self.chooser.fact(port.node.name, "answers ARP", answer.needs)
            ):
                return True
        return False

    def _announces(self, port: Port, vip: Address) -> Answer:
        return arp.announces(port.node, vip, port.interface)

    # -- a node gets a packet ----------------------------------------------------------------------------------

    def _receive(self, port: Port, packet: Packet, mac: str) -> None:
        node = port.node
        if packet.ttl <= 0:
            raise Ended(LOOP, node.name, "ttl")
        local = self._is_local(node, packet.destination)
        if not local:
            self._forward(node, port.interface, packet)
            return
        if self._drops(node, "INPUT"):
            self._end(node, port.interface, "drop", packet, LOST, "filter_input")
        service = self._ip_vs(node, packet, mac)
        if service is not None:
            self._schedule(node, port.interface, service, packet)
            return
        self._socket(node, port.interface, packet)

    def _is_local(self, node: Node, address: Address) -> bool:
        if node is self.holder and address.key in node.virtual_addresses():
            return True
        if address.key in node.own_addresses() or self.ghosts.get(address.key) is node:
            return True
        stands = arp.places(node, address)
        if stands is None:
            return self.chooser.fact(node.name, f"{address} is local", (Need(node.name, "ip-addr.json"),))
        return bool(stands) or redirected_any(node, address)

    def _drops(self, node: Node, chain: str) -> bool:
        return node.netfilter is not None and node.netfilter.policies.get(("filter", chain)) == "DROP"

    def _forward(self, node: Node, interface: str, packet: Packet) -> None:
        forwarding = node.number("net.ipv4.ip_forward")
        if forwarding == 0:
            self._end(node, interface, "drop", packet, LOST, "vip_not_local")
        if forwarding is None and not self.chooser.fact(
            node.name, "forwards", (Need(node.name, "sysctl.txt"),)
        ):
            self._end(node, interface, "drop", packet, LOST, "vip_not_local")
        self._end(node, interface, "forward_back", packet, LOOP, "vip_not_local")

    # -- ip_vs -------------------------------------------------------------------------------------------------

    def _ip_vs(self, node: Node, packet: Packet, mac: str) -> Service | None:
        """The service that takes the packet; None where it goes on to the sockets."""
        if not node.is_director:
            return None
        aside = stands_aside(node, node is self.holder)
        if aside.holds or (
            aside.holds is None and self.chooser.fact(node.name, "ip_vs stands aside", aside.needs)
        ):
            self._hop(node.name, "", "pass_ip_vs", packet, to="")
            return None
        marked = {service.fwmark: service for service in node.active_services if service.vip is None}
        if marked:
            mark = self._mark(node, packet, mac, list(marked))
            if mark in marked:
                return marked[mark]
        loose = None
        for service in node.active_services:
            if (
                service.vip is not None
                and service.vip.key == packet.destination.key
                and service.protocol == packet.protocol
            ):
                if service.port == packet.port:
                    return service
                loose = service if not service.port else loose
        return loose

    def _mark(self, node: Node, packet: Packet, mac: str, marks: list[int]) -> int:
        macs = frozenset({mac}) if mac else frozenset({"client"}) if not self.hops[1:] else None
        found = netfilter.mark_of(
            node, netfilter.Packet(packet.destination, packet.protocol, packet.port, macs)
        )
        if found.value is not None:
            return found.value
        needs = (Need(node.name, "iptables-save.txt" if found.missing == "rules" else "ip-link.json"),)
        return marks[0] if self.chooser.fact(node.name, f"marks with {marks[0]}", needs) else 0

    def _schedule(self, node: Node, interface: str, service: Service, packet: Packet) -> None:
        real = self.entries.get(node.name)
        if real is None:
            able = choices(service)
            if not able:
                self._end(node, interface, "refuse", packet, REFUSED, "no_destination")
            real = self._choose(node, service, able)
            self.entries[node.name] = real
        else:
            self.laps += 1
            if self.laps > _LAPS * 2:
                self._hop(node.name, interface, "circle", packet, to="")
                raise Ended(LOOP, node.name, "circle")
        if real.address.key in node.local_addresses or real.address.is_loopback:
            self._hop(node.name, interface, "localnode", packet)
            self._socket(node, interface, packet)
            return
        self._transmit(node, service, real, packet)

    def _choose(self, node: Node, service: Service, able: tuple[RealServer, ...]) -> RealServer:
        """What the scheduler picks. ``sh`` picks the same from the same table, on every director."""
        if self.first is not None and not self.entries:
            return self.first
        options = [(one.address.text, one) for one in able]
        if service.scheduler != "sh":
            return self.chooser.choose("real_server", node.name, options)
        table = tuple((one.address.key, one.weight) for one in able)
        if table not in self.hashed:
            self.hashed[table] = self.chooser.choose("real_server", node.name, options)
        return self.hashed[table]

    def _transmit(self, node: Node, service: Service, real: RealServer, packet: Packet) -> None:
        """DR, TUN, NAT: each lowers the TTL by one."""
        sent = packet._replace(ttl=packet.ttl - 1)
        if real.method == NAT:
            self.nat = (node, real)
            sent = sent._replace(destination=real.address, port=real.port or packet.port)
        hop = self._route(node, real.address)
        target = self._port_of(real.address)
        macs = (self._mac(node, hop.interface), self._mac(target.node, target.interface))
        action = {DR: "dr", TUN: "tun", NAT: "nat"}.get(real.method, "fnat")
        self._hop(node.name, hop.interface, action, sent, macs, target.node.name)
        if real.method == DR and hop.gateway is not None:
            raise Ended(LOOP, hop.gateway.text, "gateway")
        self._receive(target, sent, macs[0])

    def _route(self, node: Node, address: Address) -> NextHop:
        found = next_hop(node, address)
        if isinstance(found, NextHop):
            return found
        if found is None:
            written = written_gateway(node, address)
            return NextHop(written[0] if written else None, "", None)
        self._end(node, "", "drop", self.hops[-1].packet, LOST, "no_route")
        raise AssertionError("unreachable")

    def _port_of(self, address: Address) -> Port:
        """Where a real server takes packets for its own address; a node that is not shown is a node all the same."""
        node = self.cluster.owner(address)
        if node is None:
            return Port(self.ghosts.setdefault(address.key, Node(address.text)), "")
        interface = next(
            (shown.interface for shown in node.addresses or () if shown.address.key == address.key), ""
        )
        return Port(node, interface)

    def _mac(self, node: Node, interface: str) -> str:
        links = node.links or {}
        if interface in links:
            return links[interface].mac
        real = [link.mac for name, link in links.items() if name != "lo"]
        return real[0] if len(real) == 1 else ""

    # -- the socket, and back ----------------------------------------------------------------------------------

    def _socket(self, node: Node, interface: str, packet: Packet) -> None:
        port = redirected(node, packet.port) or packet.port
        answers = listens(node, packet.destination, port, packet.protocol)
        if answers is None:
            need = (Need(node.name, "ss.txt"),)
            answers = self.chooser.fact(node.name, f"listens on {port}", need)
        if not answers:
            self._end(node, interface, "rst", packet, REFUSED, "no_listener")
        self._hop(node.name, interface, "answer", packet)
        if self.nat is not None:
            self._nat_reply(node, packet)
        else:
            self._direct_reply(node, packet)
        raise Ended(ANSWERED, node.name, "")

    def _direct_reply(self, node: Node, packet: Packet) -> None:
        """DR, TUN, localnode: straight to the client, with the VIP as source."""
        reply = _turned(packet)
        hop = next_hop(node, packet.source, packet.destination)
        if isinstance(hop, NextHop) and hop.gateway is not None and node is not self.holder:
            gateway = self.cluster.owner(hop.gateway)
            if (
                gateway is self.holder
                and gateway is not None
                and not gateway.number("net.ipv4.conf.all.accept_local")
            ):
                self._end(gateway, "", "drop", reply, LOST, "martian")
        self._hop(node.name, "", "reply", reply, to="client")

    def _nat_reply(self, node: Node, packet: Packet) -> None:
        """NAT: only the director puts the VIP back; the reply's way decides."""
        if self.nat is None or self.nat[0] is node:
            return
        director, real = self.nat
        reply = _turned(packet)
        snat = netfilter.snat_applies(director) and director.number("net.ipv4.vs.conntrack")
        hop = next_hop(node, packet.source, real.address)
        if hop is None and not snat:
            through = self.chooser.fact(
                node.name, f"replies by {director.name}", (Need(node.name, "ip-route.json"),)
            )
        else:
            local = director.local_addresses
            through = bool(snat) or (
                isinstance(hop, NextHop) and hop.gateway is not None and hop.gateway.key in local
            )
        if not through:
            self._hop(node.name, "", "reply", reply, to="client")
            raise Ended(RESET, node.name, "reply_bypasses")
        forwarding = director.number("net.ipv4.ip_forward")
        if forwarding == 0 or (
            forwarding is None
            and not self.chooser.fact(director.name, "forwards", (Need(director.name, "sysctl.txt"),))
        ):
            self._end(director, "", "drop", reply, LOST, "no_forwarding")
        self._hop(node.name, "", "reply", reply, to=director.name)
        back = reply._replace(source=self.hops[0].packet.destination, source_port=self.hops[0].packet.port)
        self._hop(director.name, "", "nat_back", back, to="client")

    # -- telling -----------------------------------------------------------------------------------------------

    def _hop(
        self,
        node: str,
        interface: str,
        action: str,
        packet: Packet,
        macs: tuple[str, str] = ("", ""),
        to: str = "",
    ) -> None:
        self.hops.append(Hop(node, interface, action, packet, macs, to))

    def _end(self, node: Node, interface: str, action: str, packet: Packet, outcome: str, reason: str) -> None:
        self._hop(node.name, interface, action, packet)
        raise Ended(outcome, node.name, reason)


def redirected_any(node: Node, address: Address) -> bool:
    """Whether a REDIRECT makes packets for the address end here without it being local."""
    if node.netfilter is None:
        return False
    return any(rule.target == "REDIRECT" for rule in node.netfilter.rules.get(("nat", "PREROUTING"), ()))


def _turned(packet: Packet) -> Packet:
    return Packet(packet.destination, packet.source, packet.protocol, packet.port, packet.source_port)
