"""From a node's interface to the next one: POSTROUTING, the neighbour's MAC, the frame."""

from collections.abc import Iterator
from itertools import islice

from lvsportal.engine.model.address import Address, Prefix, from_number, parse_address, prefix_of
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, TUN
from lvsportal.engine.walk import arp
from lvsportal.engine.walk.answer import unset
from lvsportal.engine.walk.netfilter import as_seen, run_hook
from lvsportal.engine.walk.routing import Flow, NextHop, NotShown, lookup
from lvsportal.engine.walk.run import Arrives, Leaves, Rewritten, Run
from lvsportal.engine.walk.trace import LOST, UNDECIDED, Ended, Packet
from lvsportal.engine.walk.world import Port


def leave(run: Run, sent: Leaves) -> Arrives:
    """The frame at the next node. :raises Ended: the packet is dropped on the way out, or nobody answers for the next
    hop's address."""
    packet = _postrouting(run, sent)
    node, hop = sent.node, sent.hop
    wanted = hop.gateway or sent.towards or packet.target
    port = _neighbour(run, node, hop.interface, wanted, sent)
    mac = run.mac(node, hop.interface)
    target_mac = run.mac(port.node, port.interface)
    run.hop(node, hop.interface, sent.action, packet, (mac or "", target_mac or ""), port.node.name)
    return Arrives(port, packet, mac)


# -- POSTROUTING -----------------------------------------------------------------------------------------------


def _postrouting(run: Run, sent: Leaves) -> Packet:
    node, packet = sent.node, sent.packet
    if packet.outer is not None or node.firewall(packet.target.family) is None:
        return packet
    if node.name in run.sources and not run.replying:
        return _with_source(packet, run.sources[node.name].after)
    state = "ESTABLISHED" if run.replying else "NEW"
    seen = as_seen(packet, state, leaves_by=sent.hop.interface)
    verdict = run_hook(node, "POSTROUTING", seen, run.ask_rule(node))
    if verdict.dropped:
        raise run.end(node, sent.hop.interface, "drop", packet, LOST, "filter_postrouting")
    rule = verdict.rewrite
    if rule is None or run.replying:
        return packet
    if sent.by_ip_vs and not _tracks(run, node):
        return packet
    address = rule.options.get("--to-source", "").partition("-")[0].partition(":")[0]
    new = parse_address(address) or _own_address(node, sent.hop, packet.target)
    if new is None and node.addresses is None and run.fact(node, "rewrites the source", "ip-addr.json"):
        raise Ended(UNDECIDED, "", "address_not_shown")
    if new is None or new.key == packet.source.key:
        return packet
    run.sources[node.name] = Rewritten((packet.source, packet.source_port), (new, packet.source_port))
    return _with_source(packet, run.sources[node.name].after)


def _tracks(run: Run, node: Node) -> bool:
    """Whether what ip_vs sends passes nat POSTROUTING (``ip_vs_nfct.c``)."""
    conntrack = node.number("net.ipv4.vs.conntrack")
    if conntrack is not None:
        return bool(conntrack)
    return run.chooser.fact(node.name, "vs.conntrack is on", unset(node, "net.ipv4.vs.conntrack").needs)


def _with_source(packet: Packet, source: tuple[Address, int]) -> Packet:
    return packet._replace(source=source[0], source_port=source[1])


def _own_address(node: Node, hop: NextHop, target: Address) -> Address | None:
    found = hop.preferred or source_for(node, hop.interface, hop.gateway or target)
    if found is None and node.addresses is None:
        for route in node.routes or ():  # the `local` table names the interface's addresses
            local = route.kind == "local" and route.interface == hop.interface and route.prefix.length >= 32
            if local and route.prefix.family == target.family:
                return from_number(route.prefix.family, route.prefix.value)
    return found


def source_for(node: Node, interface: str, target: Address) -> Address | None:
    """The address that a node gives to its own packets on an interface (``inet_select_addr``): the first one of a subnet
    with the target, else the first of the interface."""
    own = [
        shown
        for shown in node.addresses or ()
        if shown.interface == interface and shown.address.family == target.family and shown.scope != "host"
    ]
    near = [shown for shown in own if prefix_of(shown.address, shown.length).holds(target)]
    found = near or own
    return found[0].address if found else None


# -- the neighbour ---------------------------------------------------------------------------------------------


def _neighbour(run: Run, node: Node, interface: str, wanted: Address, sent: Leaves) -> Port:
    """Who gets the frame for an address: each that may come to be taken for its owner."""
    key = (node.name, interface, wanted.key)
    if key not in run.neighbours:
        run.neighbours[key] = _resolve(run, node, interface, wanted, sent)
    return run.neighbours[key]


def _resolve(run: Run, node: Node, interface: str, wanted: Address, sent: Leaves) -> Port:
    world = run.world
    segment = world.segment_at(node, interface)
    if segment is None:
        segment = world.segment_of(wanted)
    if segment is None:
        return beyond(run, wanted, sent)
    asker = source_for(node, interface, wanted)
    sure, unsure = candidates(run, segment, node, wanted, asker)
    if not sure and not unsure:
        return _unanswered(run, wanted, sent)
    listed: list[tuple[Port | None, tuple[Need, ...]]] = [*sure, *unsure]
    if not sure:
        listed.append((None, tuple(dict.fromkeys(need for _, needs in unsure for need in needs))))
    chosen = run.chooser.choose(
        "arp",
        node.name,
        [(port.node.name if port is not None else "nobody", port) for port, _ in listed],
        question=f"{node.name} asks for {wanted}",
        own_needs=[needs for _, needs in listed],
    )
    return chosen if chosen is not None else _unanswered(run, wanted, sent)


Candidate = tuple[Port, tuple[Need, ...]]
# Real servers that are known by their addresses only: as many of them are looked at as possible answerers.
_MOST_HIDDEN = 20


def candidates(
    run: Run, segment: Prefix, node: Node, wanted: Address, asker: Address | None
) -> tuple[list[Candidate], list[Candidate]]:
    """The ports on a segment that are taken for the owner of an address, and those of which it is not shown whether
    they can be, with what would tell."""
    key = (segment, node.name, wanted.key, asker, run.asked.source.key)
    known = run.state.answerers.get(key)
    if known is None:
        known = run.state.answerers[key] = _candidates(run, segment, node, wanted, asker)
    sure, unsure = known
    floating = _virtual(run, wanted)
    hidden = _hidden_holders(run, wanted, node) if floating else []
    strangers = _strangers(run, wanted) if floating else []
    return [*sure, *hidden], [*unsure, *strangers]


def _candidates(
    run: Run, segment: Prefix, node: Node, wanted: Address, asker: Address | None
) -> tuple[list[Candidate], list[Candidate]]:
    """Those of the nodes that are shown; the same in all walks of a state."""
    sure: list[Candidate] = []
    unsure: list[Candidate] = []
    floating = _virtual(run, wanted)
    holders = run.state.holders_of(wanted.key) or ()
    for port in run.world.ports_having(segment, wanted, holders if floating else ()):
        if port.node is node or not run.state.is_up(*port):
            continue
        answer = arp.answers_request(port.node, wanted, port.interface, run.state, asker)
        if answer.holds is False and floating and _may_announce(run, port, wanted, node):
            answer = arp.announces(port.node, wanted, port.interface, run.state)
        if answer.holds or (answer.holds is None and _has_it_there(run, port, wanted, floating)):
            sure.append((port, ()))
        elif answer.holds is None and (floating or _owns(port.node, wanted)):
            unsure.append((port, answer.needs))
    return sure, unsure


def _hidden_holders(run: Run, vip: Address, asker: Node) -> list[Candidate]:
    """Holders whose addresses are not shown: no segment knows them, and yet they answer."""
    names = sorted(run.state.holders_of(vip.key) or ())
    holders = [run.cluster.by_name[name] for name in names if name in run.cluster.by_name]
    return [
        (Port(one, ""), ())
        for one in holders
        if one is not asker and one.addresses is None and run.state.is_up(one)
    ]


def _strangers(run: Run, vip: Address) -> list[Candidate]:
    """Real servers that are known by address only: they may answer for the VIP. For IPv6 only an address on the asked
    interface counts, whatever the settings."""
    evidence = ("ip-addr.json",) if vip.family == 6 else ("sysctl.txt", "ip-addr.json")
    return [
        (Port(run.ghost(address), ""), tuple(Need(address.text, one) for one in evidence))
        for address in _hidden_servers(run, vip)
    ]


def _hidden_servers(run: Run, vip: Address) -> list[Address]:
    """The DR and TUN real servers of a VIP that are known by address only, at most ``_MOST_HIDDEN``."""
    key = ("hidden", vip.key)
    known: list[Address] | None = run.state.answerers.get(key)
    if known is None:
        known = run.state.answerers[key] = list(islice(_find_hidden(run, vip), _MOST_HIDDEN))
    return known


def _find_hidden(run: Run, vip: Address) -> Iterator[Address]:
    seen = set()
    for director in run.cluster.directors:
        for service in director.services_with(vip):
            for real in run.state.reals_of(service):
                hidden = run.cluster.owner(real.address) is None and real.method in (DR, TUN)
                if hidden and not real.address.is_loopback and real.address.key not in seen:
                    seen.add(real.address.key)
                    yield real.address


def _has_it_there(run: Run, port: Port, wanted: Address, floating: bool) -> bool:
    """Whether the address stands on the very interface that is asked, on a node that is meant to have it: then it
    answers, whatever the settings that are not shown (but 8, which would cut the node off altogether)."""
    places = run.state.places(port.node, wanted) or ()
    there = any(place.interface == port.interface for place in places)
    return there and (not floating or port.node in run.cluster.directors)


def _owns(node: Node, address: Address) -> bool:
    return address.key in node.own_addresses()


def _may_announce(run: Run, port: Port, vip: Address, asker: Node) -> bool:
    """Whether the node sends ARP requests of its own to the asker with the VIP as their source: it is a DR or TUN real
    server of it, and its replies to the client go out by this interface to the asker."""
    node = port.node
    if not run.state.places(node, vip):
        return False
    if any(place.interface == port.interface for place in run.state.places(node, vip) or ()):
        return False
    if not _serves_directly(run, node):
        return False
    client = run.asked.source
    hop = lookup(node, Flow(client, vip), run.state)
    if isinstance(hop, NotShown):
        return True
    if not isinstance(hop, NextHop) or hop.interface != port.interface:
        return False
    target = hop.gateway or client
    return asker.name not in run.cluster.by_name or run.is_ghost(asker) or _owns(asker, target)


def _serves_directly(run: Run, node: Node) -> bool:
    return not run.state.direct_servers().isdisjoint(node.own_addresses())


def _unanswered(run: Run, wanted: Address, sent: Leaves) -> Port:
    """No shown node answers: one that is known by its address only may stand there; else the packet is lost."""
    owner = run.cluster.owner(wanted)
    if owner is None and not _virtual(run, wanted):
        return beyond(run, wanted, sent)
    if owner is not None and owner.addresses is None and run.state.is_up(owner):
        return Port(owner, "")
    raise run.end(sent.node, sent.hop.interface, "arp_unanswered", sent.packet, LOST, "arp_unanswered")


def _virtual(run: Run, address: Address) -> bool:
    return run.state.floats(address.key)


def beyond(run: Run, wanted: Address, sent: Leaves) -> Port:
    """An address of no shown segment: a node with evidence that has it, else one that is known by address only."""
    owner = run.cluster.owner(wanted)
    if owner is not None:
        interface = next((s.interface for s in owner.addresses or () if s.address.key == wanted.key), "")
        if not run.state.is_up(owner, interface):
            raise run.end(sent.node, sent.hop.interface, "arp_unanswered", sent.packet, LOST, "arp_unanswered")
        return Port(owner, interface)
    if _virtual(run, wanted):
        holder = run.one_holder(wanted)
        if holder is None:
            raise run.end(sent.node, sent.hop.interface, "arp_unanswered", sent.packet, LOST, "arp_unanswered")
        places = run.state.places(holder, wanted)
        return Port(holder, places[0].interface if places else "")
    for director in _unplaced_directors(run) if run.replying and sent.hop.gateway is not None else ():
        if run.fact(director, f"has the address {wanted}", "ip-addr.json"):
            return Port(director, "")
    return Port(run.ghost(wanted), "")


def _unplaced_directors(run: Run) -> list[Node]:
    """The directors that rewrote the request and don't show their addresses: a gateway may be one of them."""
    found = [run.cluster.by_name[name] for name in run.masqueraded]
    return [node for node in found if node.addresses is None and not node.routes_complete]
