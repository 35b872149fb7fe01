"""How the packets of a client that the definition does not show come in."""

from lvsportal.engine.model.address import Prefix
from lvsportal.engine.model.node import Node
from lvsportal.engine.walk import wire
from lvsportal.engine.walk.routing import NextHop, next_hop
from lvsportal.engine.walk.run import Arrives, Event, Run
from lvsportal.engine.walk.trace import LOST, Ended, Packet
from lvsportal.engine.walk.world import Port


def present_holder(run: Run, packet: Packet) -> Node | None:
    """The director that has the VIP, on a wire first; a director of its services, where the VIP is on no interface."""
    holder = run.one_holder(packet.destination)
    if holder is not None or run.state.holders_of(packet.destination.key) is not None:
        return holder
    key = packet.destination.key
    up = [node for node in run.cluster.directors if run.state.is_up(node)]
    return next((node for node in up if key in node.virtual_addresses()), next(iter(up), None))


def from_outside(run: Run, holder: Node | None, packet: Packet) -> Event:
    """The client is nowhere in the definition: its packets come from the router that the director's own replies go to."""
    if holder is None:
        raise Ended(LOST, "", "no_director")
    outside = run.ghost(packet.source) if run.client is None else run.client
    hop = next_hop(holder, packet.source, run.state)
    interface = hop.interface if isinstance(hop, NextHop) else ""
    gateway = hop.gateway if isinstance(hop, NextHop) else None
    router = run.cluster.owner(gateway) if gateway is not None else None
    if router is not None:
        run.hop(outside, "", "send", packet, to=router.name)
        entry = _outer_interface(run, router, packet)
        return Arrives(Port(router, entry), packet, "")
    segment = run.world.segment_at(holder, interface) or run.world.segment_of(packet.destination)
    if segment is None:
        places = run.state.places(holder, packet.destination) or ()
        interface = interface or next((p.interface for p in places if p.interface != "lo"), "")
        segment = run.world.segment_at(holder, interface)
    asker = run.ghost(gateway) if gateway is not None else outside
    chosen = asked_for(run, holder, interface, segment, asker, packet)
    run.hop(outside, "", "send", packet, ("", run.mac(chosen.node, chosen.interface) or ""), chosen.node.name)
    return Arrives(chosen, packet, "")


def by_a_hidden_router(run: Run, router: Node, packet: Packet) -> Event:
    """A router that is not shown has a packet for the VIP: it asks on the wire that the director's replies go to."""
    holder = run.state.holder or present_holder(run, packet)
    if holder is None:
        raise Ended(LOST, "", "no_director")
    hop = next_hop(holder, packet.source, run.state)
    interface = hop.interface if isinstance(hop, NextHop) else ""
    segment = run.world.segment_at(holder, interface) or run.world.segment_of(packet.destination)
    chosen = asked_for(run, holder, interface, segment, router, packet)
    run.hop(router, "", "forward", packet, ("", run.mac(chosen.node, chosen.interface) or ""), chosen.node.name)
    return Arrives(chosen, packet, "")


def asked_for(
    run: Run, holder: Node, interface: str, segment: Prefix | None, asker: Node, packet: Packet
) -> Port:
    """Who gets the frame of a router that is not shown: whoever answers for the VIP on its segment; the director, where
    the VIP is routed to it or no segment is known."""
    if segment is None:
        return Port(holder, interface)
    sure, unsure = wire.candidates(run, segment, asker, packet.destination, None)
    if not any(one[0].node is holder for one in sure) and not _on_segment(run, holder, packet, segment):
        sure, unsure = [(run.world.port_on(holder, segment) or Port(holder, interface), ())], []
    listed = [*sure, *unsure]
    if not listed:
        raise run.end(asker, "", "arp_unanswered", packet, LOST, "arp_unanswered")
    return run.chooser.choose(
        "arp",
        "client",
        [(one.node.name, one) for one, _ in listed],
        question=f"the router asks for {packet.destination}",
        own_needs=[needs for _, needs in listed],
    )


def _on_segment(run: Run, holder: Node, packet: Packet, segment: Prefix) -> bool:
    """Whether the VIP can be asked for on the segment: it lies in a prefix of it, or stands on one of its interfaces."""
    if run.world.segment_of(packet.destination) == segment:
        return True
    places = run.state.places(holder, packet.destination) or ()
    return any(run.world.segment_at(holder, place.interface) == segment for place in places)


def _outer_interface(run: Run, router: Node, packet: Packet) -> str:
    hop = next_hop(router, packet.source, run.state)
    return hop.interface if isinstance(hop, NextHop) else ""
