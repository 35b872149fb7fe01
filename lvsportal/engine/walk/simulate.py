"""The packet walk: a client's first packet hop by hop through the cluster as it is defined, and the reply back.

The stations are `stack` (what a node does with a frame), `director` (ip_vs), `sockets` and `wire` (ARP and the frame to
the next node); each gives the next event. What is not shown is asked of the chooser, so that the walk splits where it
matters and only there.
"""

from typing import NamedTuple

from lvsportal.engine.model.address import Address, parse_address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import RealServer
from lvsportal.engine.walk import director, entry, sockets, stack, wire
from lvsportal.engine.walk.choosing import FACT, MOST_BRANCHES, Chooser, branches
from lvsportal.engine.walk.routing import Local, NextHop, NoRoute, NotShown, next_hop
from lvsportal.engine.walk.run import CLIENT_PORT, MOST_HOPS, Arrives, Event, Leaves, Run
from lvsportal.engine.walk.state import State, holding, present
from lvsportal.engine.walk.trace import LOST, UNDECIDED, Branch, Ended, Packet, Walk
from lvsportal.engine.walk.tree import pruned
from lvsportal.engine.walk.world import Port, World

_PROTOCOLS = ("TCP", "UDP", "SCTP")


class Question(NamedTuple):
    """A new connection from ``client`` to VIP:port. ``node``: the client's node where it is one of the definition.
    ``holder``: the director that holds the VIP; without it today's state counts. ``first``: the real server that the
    first director chooses; without it each that its scheduler could. ``at_director``: the packet is already at the
    holder's door, so that nobody else's ARP matters. ``served``: sockets are taken to answer, since the question is about the way."""

    client: Address
    vip: Address
    port: int
    protocol: str = "TCP"
    holder: str = ""
    first: RealServer | None = None
    node: str = ""
    at_director: bool = False
    served: bool = False


def question_from(
    cluster: Cluster, client: str, vip: Address, port: int, protocol: str = "TCP"
) -> Question | None:
    """The question for a client that is a node of the definition, by name, or an address; None where it is neither."""
    node = cluster.by_name.get(client)
    if node is None:
        address = parse_address(client)
        owner = cluster.owner(address) if address is not None else None
        name = owner.name if owner is not None else ""
        return None if address is None else Question(address, vip, port, protocol, node=name)
    own = [s.address for s in node.addresses or () if s.interface != "lo" and s.address.family == vip.family]
    hop = next_hop(node, vip, State(cluster))
    source = None
    if isinstance(hop, NextHop):
        source = hop.preferred or wire.source_for(node, hop.interface, hop.gateway or vip)
    elif isinstance(hop, Local):
        source = vip
    source = source or next(iter(own), None)
    return None if source is None else Question(source, vip, port, protocol, node=client)


def walk(cluster: Cluster, asked: Question, most: int = MOST_BRANCHES) -> list[Branch]:
    """All ways the connection can go, without the facts that change nothing."""
    return pruned(walk_all(cluster, asked, most))


def walk_all(
    cluster: Cluster, asked: Question, most: int = MOST_BRANCHES, state: State | None = None
) -> list[Branch]:
    """All ways the connection can go, in a state; without one in each that today's can be."""
    world = world_of(cluster)
    found = branches(lambda chooser: _walk(world, chooser, asked, state), most)
    return [Branch(taken, result) for taken, result in found]


def world_of(cluster: Cluster) -> World:
    """The cluster's segments, found once."""
    return cluster.once(World)


def _state(cluster: Cluster, chooser: Chooser, asked: Question) -> State:
    if asked.holder:
        return holding(cluster, cluster.by_name[asked.holder])
    states, needs = present(cluster, asked.vip)
    if not states:
        return State(cluster)
    options = [
        (f"{state.holder.name} holds the VIP" if state.holder else "as shown", state) for state in states
    ]
    return chooser.choose(FACT, "VRRP", options, needs, "holder")


def _walk(world: World, chooser: Chooser, asked: Question, given: State | None) -> Walk:
    packet = Packet(asked.client, asked.vip, asked.protocol, CLIENT_PORT, asked.port)
    state = given or _state(world.cluster, chooser, asked)
    client = world.cluster.by_name.get(asked.node)
    run = Run(world, chooser, state, packet, client, asked.first, asked.served)
    try:
        event: Event = _first(run, asked, packet)
        while len(run.hops) < MOST_HOPS:
            event = stack.arrive(run, event) if isinstance(event, Arrives) else wire.leave(run, event)
    except Ended as end:
        return Walk(
            end.outcome,
            end.by,
            end.reason,
            tuple(run.hops),
            tuple(run.passed),
            run.detour,
            run.answered_by,
            tuple(run.services.items()),
            tuple(run.assumed),
        )
    return Walk(UNDECIDED, "", "too_long", tuple(run.hops))


# -- the first hop ---------------------------------------------------------------------------------------------


def _first(run: Run, asked: Question, packet: Packet) -> Event:
    holder = run.state.holder or entry.present_holder(run, packet)
    if asked.at_director:
        return _at_the_door(run, holder, packet)
    if run.client is not None:
        return _from_a_node(run, run.client, holder, packet)
    return entry.from_outside(run, holder, packet)


def _at_the_door(run: Run, holder: Node | None, packet: Packet) -> Event:
    if holder is None:
        raise Ended(LOST, "", "no_director")
    interface = _incoming(run, holder, packet)
    run.hop(run.client or run.ghost(packet.source), "", "send", packet, to=holder.name)
    mac = "" if run.client is None else run.mac(run.client, "")
    return Arrives(Port(holder, interface), packet, mac)


def _incoming(run: Run, holder: Node, packet: Packet) -> str:
    """The interface by which the client's packets come in at the director: where its route back to the client leads,
    else where the VIP stands."""
    hop = next_hop(holder, packet.source, run.state)
    if isinstance(hop, NextHop) and hop.interface:
        return hop.interface
    places = run.state.places(holder, packet.destination) or ()
    return next((place.interface for place in places if place.interface != "lo"), "")


def _from_a_node(run: Run, client: Node, holder: Node | None, packet: Packet) -> Event:
    hop = next_hop(client, packet.destination, run.state)
    if isinstance(hop, Local):
        return _from_itself(run, client, packet)
    if isinstance(hop, NoRoute):
        raise run.end(client, "", "drop", packet, LOST, "no_route")
    if isinstance(hop, NotShown):
        return entry.from_outside(run, holder, packet)
    return Leaves(client, packet, hop, "send")


def _from_itself(run: Run, node: Node, packet: Packet) -> Event:
    """The client runs on a machine that has the VIP: ip_vs meets the packet on LOCAL_OUT, with the VIP as its source."""
    here = packet._replace(source=packet.destination)
    run.asked = here
    run.hop(node, "lo", "send", here)
    found = director.takes(run, node, here, 0)
    if found is not None:
        sent = director.forward(run, node, "lo", found, here)
        if isinstance(sent, Leaves):
            return sent
        here = sent
    return sockets.deliver(run, node, "lo", here)
