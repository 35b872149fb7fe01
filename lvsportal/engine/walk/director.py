"""What ip_vs does with a packet that it takes (``ip_vs_core.c``, ``ip_vs_xmit.c``)."""

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, FNAT, NAT, TUN, RealServer, Service
from lvsportal.engine.walk.ipvs import address_service, mark_services, stands_aside
from lvsportal.engine.walk.links import written_gateway
from lvsportal.engine.walk.netfilter import as_seen, run_hook
from lvsportal.engine.walk.routing import Local, NextHop, NoRoute, next_hop
from lvsportal.engine.walk.run import Hashed, Leaves, Rewritten, Run
from lvsportal.engine.walk.scheduling import HASHING
from lvsportal.engine.walk.trace import LOOP, LOST, Packet
from lvsportal.engine.walk.transitions import taken_from_ip_vs
from lvsportal.engine.walk.wire import source_for


def takes(run: Run, node: Node, packet: Packet, mark: int) -> Service | RealServer | None:
    """What decides about the packet on the node: the entry of its connection (the real server it was given), else the
    service that it meets; None where it goes on to the sockets."""
    if not run.state.has_services(node):
        if not node.shows_its_table:
            run.assume(node, "ipvsadm-save.txt")
        return None
    found: Service | RealServer | None = run.entries.get(node.name)
    if found is None and mark:
        found = mark_services(node, packet.destination.family).get(mark)
    if found is None:
        found = address_service(node, packet.destination, packet.port, packet.protocol)
    if found is None:
        return None
    if run.chooser.ask(node.name, "ip_vs stands aside", stands_aside(node, run.state)):
        run.hop(node, "", "pass_ip_vs", packet)
        return None
    if isinstance(found, Service) and taken_from_ip_vs(run, node, packet):
        return None
    return found


def forward(
    run: Run, node: Node, interface: str, found: Service | RealServer, packet: Packet
) -> Leaves | Packet:
    """The packet on its way to a real server; a plain packet where the director is that server itself."""
    if isinstance(found, RealServer):
        real = found
    else:
        able = run.state.choices(node, found)
        if not able:
            raise run.icmp(node, interface, "refuse", packet, "no_destination")
        real = _choose(run, node, found, able)
        run.entries[node.name] = real
        run.services[node.name] = found
    if real.method in (NAT, FNAT):
        run.masqueraded[node.name] = real
    if real.address.is_loopback or run.state.places(node, real.address) or _is_own(node, real.address):
        run.hop(node, interface, "localnode", packet)
        if real.method == NAT:
            run.destinations[node.name] = Rewritten(
                (packet.destination, packet.port), (real.address, real.port or packet.port)
            )
            return packet._replace(destination=real.address, port=real.port or packet.port)
        return packet
    return _transmit(run, node, interface, real, packet)


def _is_own(node: Node, address: Address) -> bool:
    return address.key in node.own_addresses()


def _choose(run: Run, node: Node, service: Service, able: tuple[RealServer, ...]) -> RealServer:
    """What the scheduler picks. The hashing ones pick the same from the same table, on every director."""
    options = list(_named(able).items())
    fixed = service.scheduler if service.scheduler in HASHING else "persistent" if service.persistent else ""
    if run.first is not None and not run.entries:
        chosen = run.first
    elif service.scheduler not in HASHING:
        return run.chooser.choose("real_server", node.name, options, question=fixed)
    else:
        same = _hashed_before(run, node, service, able)
        chosen = same or run.chooser.choose("real_server", node.name, options, question=fixed)
    if service.scheduler in HASHING:
        run.hashed.append(Hashed(node, _order(node, service), _content(able), chosen))
    return chosen


def _named(able: tuple[RealServer, ...]) -> dict[str, RealServer]:
    """The real servers by address; with the port where the same address is there twice (NAT to two ports)."""
    found = {one.address.text: one for one in able}
    if len(found) < len(able):
        found = {f"{one.address}:{one.port or 0}": one for one in able}
    return found


def _content(able: tuple[RealServer, ...]) -> frozenset[tuple[tuple[int, int], int]]:
    return frozenset((one.address.key, one.weight) for one in able)


def _order(node: Node, service: Service) -> tuple[tuple[int, int], ...] | None:
    """The order in which the servers were put into the table; None where it is not shown: ``ipvsadm -S`` sorts them."""
    written = node.configuration.services if node.configuration is not None else ()
    found = next((one for one in written if one.key == service.key), None)
    if found is None and service.origin == "written":
        found = service
    return tuple(one.address.key for one in found.real_servers) if found is not None else None


def _hashed_before(run: Run, node: Node, service: Service, able: tuple[RealServer, ...]) -> RealServer | None:
    """The server that another director chose for this connection from an equal table; equal means in content and in
    order (``ip_vs_sh.c: ip_vs_sh_reassign``)."""
    order = _order(node, service)
    for before in run.hashed:
        if before.content != _content(able):
            continue
        if order is not None and before.order is not None:
            equal = order == before.order
        else:
            needs = tuple(
                Need(one.name, "keepalived.conf")
                for one, known in ((before.node, before.order), (node, order))
                if known is None
            )
            equal = run.chooser.fact(node.name, f"has its table in the order of {before.node.name}", needs)
        if equal:
            return next((one for one in able if one.address.key == before.chosen.address.key), None)
    return None


def _transmit(run: Run, node: Node, interface: str, real: RealServer, packet: Packet) -> Leaves:
    """DR, TUN, NAT: each lowers the TTL by one; at one it sends ICMP time exceeded (``decrement_ttl``)."""
    if packet.ttl <= 1:
        circled = "circle" if len(run.entries) > 1 else "gateway"
        raise run.end(node, interface, "ttl_used_up", packet, LOOP, circled)
    sent = packet._replace(ttl=packet.ttl - 1)
    hop = _route(run, node, real.address, packet)
    actions: dict[str, str] = {DR: "dr", TUN: "tun", NAT: "nat"}
    action = actions.get(real.method, "fnat")
    if real.method == TUN:
        outer = hop.preferred or source_for(node, hop.interface, hop.gateway or real.address)
        sent = sent._replace(outer=(outer or real.address, real.address))
    elif real.method in (NAT, FNAT):
        sent = sent._replace(destination=real.address, port=real.port or packet.port)
    if _output_drops(run, node, sent, hop):
        raise run.end(node, hop.interface, "drop", sent, LOST, "filter_output")
    if real.method == DR and hop.gateway is not None:
        _towards_router(run, node, hop, sent)
    return Leaves(node, sent, hop, action, True, real.address)


def _route(run: Run, node: Node, address: Address, packet: Packet) -> NextHop:
    """The route to a real server. What is not shown is taken to be a link, as far as nothing written says otherwise:
    whether it is one is LVS003's question."""
    found = next_hop(node, address, run.state)
    if isinstance(found, NextHop):
        return found
    if isinstance(found, NoRoute | Local):
        raise run.end(node, "", "drop", packet, LOST, "no_route")
    written = written_gateway(node, address)
    return NextHop(written[0] if written else None, "", None)


def _towards_router(run: Run, node: Node, hop: NextHop, packet: Packet) -> None:
    """DR by a gateway that the definition does not show: a router with a packet for the VIP, which it routes back to
    the director, again and again."""
    gateway = hop.gateway
    if gateway is None or run.cluster.owner(gateway) is not None:
        return
    run.hop(node, hop.interface, "dr", packet, (run.mac(node, hop.interface) or "", ""), gateway.text)
    raise run.end(run.ghost(gateway), "", "forward_back", packet, LOOP, "gateway")


def _output_drops(run: Run, node: Node, packet: Packet, hop: NextHop) -> bool:
    """ip_vs sends by LOCAL_OUT (``ip_vs_nat_send_or_cont``), so `filter OUTPUT` sees the packet."""
    if node.firewall(packet.target.family) is None or packet.outer is not None:
        return False
    seen = as_seen(packet, "UNTRACKED", leaves_by=hop.interface)
    return run_hook(node, "OUTPUT", seen, run.ask_rule(node)).dropped
