"""The end of a packet's way: a socket answers, or the kernel refuses; and the client, when the reply is there."""

from lvsportal.engine.model.address import Address, from_number
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.walk.listeners import listener
from lvsportal.engine.walk.routing import Local, NextHop, NoRoute, NotShown, next_hop
from lvsportal.engine.walk.run import Leaves, Run
from lvsportal.engine.walk.trace import ANSWERED, LOST, REFUSED, Ended, Packet
from lvsportal.engine.walk.wire import source_for


def deliver(run: Run, node: Node, interface: str, packet: Packet) -> Leaves:
    """The reply on its way. :raises Ended: nothing answers, or the packet is the reply itself."""
    if run.replying:
        raise _arrived(run, node, interface, packet)
    found = listener(node, packet.destination, packet.port, packet.protocol, interface)
    if run.served:
        found = True
    if found is None:
        name = f"a socket answers on port {packet.port}"
        found = run.chooser.fact(node.name, name, (Need(node.name, "ss.txt"),))
    if found is False and packet.protocol == "UDP":
        raise run.icmp(node, interface, "icmp_port", packet, "no_listener")
    run.replying = True
    if found is False:
        return refuse(run, node, interface, packet, "no_listener")
    run.hop(node, interface, "answer", packet)
    run.answered_by = node.name
    wildcard = packet.protocol == "UDP" and not isinstance(found, bool) and found.address is None
    return _reply(run, node, packet, wildcard)


def refuse(run: Run, node: Node, interface: str, packet: Packet, reason: str) -> Leaves:
    """A RST on its way: it must find back to the client as an answer must."""
    run.hop(node, interface, "rst", packet)
    run.refused = (node.name, reason)
    run.replying = True
    return _reply(run, node, packet, False)


def _reply(run: Run, node: Node, request: Packet, wildcard: bool) -> Leaves:
    packet = Packet(request.destination, request.source, request.protocol, request.port, request.source_port)
    packet, masqueraded = _put_back(run, node, packet)
    if masqueraded:
        run.passed.append(node.name)
    hop = next_hop(node, packet.destination, run.state, request.destination)
    if isinstance(hop, Local):
        if run.client is node:
            raise _told(run, node)  # the client is on this machine: the reply stays on `lo`
        # the client's address is one of this node's own too: its reply never leaves the machine
        raise run.end(node, "lo", "drop", packet, LOST, "reply_stays")
    if isinstance(hop, NotShown):
        hop = _unknown_way(run, node, packet, hop)
    elif isinstance(hop, NoRoute):
        raise run.end(node, "", "drop", packet, LOST, "no_route_back")
    if wildcard and not masqueraded and node.name not in run.destinations:
        source = hop.preferred or source_for(node, hop.interface, hop.gateway or packet.destination)
        packet = packet._replace(source=source or packet.source)
    if not hop.plain:
        run.detour = "route"
    return Leaves(node, packet, hop, "reply")


def _put_back(run: Run, node: Node, packet: Packet) -> tuple[Packet, bool]:
    """What the node's own NAT entries make of a reply: its source becomes what the request was sent to."""
    entry = run.destinations.get(node.name)
    if entry is not None and (packet.source.key, packet.source_port) == (entry.after[0].key, entry.after[1]):
        packet = packet._replace(source=entry.before[0], source_port=entry.before[1])
        return packet, node.name in run.masqueraded
    return packet, False


def _unknown_way(run: Run, node: Node, packet: Packet, hop: NotShown) -> NextHop:
    """The routes that a reply would take are not shown: it gets there, or it does not."""
    director = next(iter(run.masqueraded), "")
    if director and node.name not in run.masqueraded:
        through = run.chooser.fact(node.name, f"replies by {director}", hop.needs)
        if through:
            holder = run.cluster.by_name[director]
            towards = next_hop(holder, run.masqueraded[director].address, run.state)
            interface = towards.interface if isinstance(towards, NextHop) else ""
            gateway = source_for(holder, interface, run.masqueraded[director].address)
            return NextHop(gateway or holder_address(holder) or run.asked.destination, "", None)
        return NextHop(None, "", None)
    if not run.chooser.fact(node.name, f"has a route to {packet.destination}", hop.needs):
        raise run.end(node, "", "drop", packet, LOST, "no_route_back")
    return NextHop(None, "", None)


def holder_address(node: Node) -> Address | None:
    """Any address of the node's own."""
    return next((from_number(*key) for key in node.own_addresses()), None)


def _arrived(run: Run, node: Node, interface: str, packet: Packet) -> Ended:
    """The reply has come to a node that takes it for its own: the client checks who it is from."""
    asked = run.asked
    if packet.destination.key != asked.source.key:
        return run.end(node, interface, "rst", packet, LOST, "reply_astray")
    if (packet.source.key, packet.source_port) == (asked.destination.key, asked.port):
        return _told(run, node)
    if run.refused or asked.protocol == "UDP":
        return run.end(node, interface, "wrong_source", packet, LOST, "wrong_source")
    # the stray answer gets a RST, while the client's own connection waits for one from the VIP until it times out
    return run.end(node, interface, "reset", packet, LOST, "reply_bypasses")


def _told(run: Run, node: Node) -> Ended:
    """The client has its answer, or its refusal."""
    if run.refused:
        return Ended(REFUSED, run.refused[0], run.refused[1])
    return Ended(ANSWERED, run.answered_by or node.name, "")


def at_the_client(run: Run, node: Node, packet: Packet) -> Ended:
    """The reply has left towards a client that the definition does not show."""
    return _arrived(run, node, "", packet)
