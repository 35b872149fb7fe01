"""A node's IP stack: what happens to a frame that comes in (``ip_input.c``, ``ip_forward.c``, ``fib_frontend.c``)."""

from lvsportal.engine.model.node import Node, firewall_file, interface_key
from lvsportal.engine.readers.evidence.endpoints import endpoint
from lvsportal.engine.walk import director, entry, sockets, wire
from lvsportal.engine.walk.answer import Answer, unset
from lvsportal.engine.walk.ipvs import mark_services
from lvsportal.engine.walk.netfilter import Verdict, as_seen, run_hook
from lvsportal.engine.walk.routing import Flow, Local, NextHop, NoRoute, NotShown, lookup
from lvsportal.engine.walk.run import Arrives, Event, Leaves, Rewritten, Run
from lvsportal.engine.walk.trace import LOOP, LOST, REFUSED, Packet
from lvsportal.engine.walk.transitions import taken_from_ip_vs
from lvsportal.engine.walk.wire import source_for


def arrive(run: Run, event: Arrives) -> Event:
    """What the node sends on. :raises Ended: the packet's way is over."""
    node, interface = event.port
    if run.is_ghost(node):
        return _at_a_ghost(run, node, event.packet)
    return _received(run, node, interface, event.packet, event.mac)


def _received(run: Run, node: Node, interface: str, packet: Packet, mac: str | None) -> Event:
    verdict = _hook(run, node, "PREROUTING", packet, interface, mac)
    if verdict.dropped:
        raise run.end(node, interface, "drop", packet, LOST, "filter_prerouting")
    packet = _translate(run, node, interface, packet, verdict)
    shown = lookup(node, Flow(packet.target, packet.source, verdict.mark, interface), run.state)
    found = _unknown_route(run, node, packet, shown) if isinstance(shown, NotShown) else shown
    if run.served and not run.replying and _lost_its_vip(run, node, packet):
        found = Local()
    if not isinstance(found, Local) and _taken_by_a_script(run, node, packet):
        return sockets.deliver(run, node, interface, packet)
    if isinstance(found, NoRoute):
        raise run.end(node, interface, "drop", packet, LOST, "no_route")
    _validate_source(run, node, interface, packet, verdict.mark)
    if isinstance(found, Local):
        return _local(run, node, interface, packet, mac, verdict.mark)
    return _forward(run, node, interface, packet, found, mac, verdict.mark)


def _taken_by_a_script(run: Run, node: Node, packet: Packet) -> bool:
    """A notify script may set a REDIRECT for the VIP, and what it does is not guessed: only the firewall's rules tell."""
    family = packet.target.family
    if run.replying or node.firewall(family) is not None or not run.state.floats(packet.destination.key):
        return False
    vrrp = node.configuration.vrrp if node.configuration is not None else None
    if vrrp is None:
        return False
    scripts = [instance.notify for instance in vrrp.instances] + [group.notify for group in vrrp.groups]
    if not any(scripts):
        return False
    return run.fact(node, "a notify script's rule takes the packet", firewall_file(family))


# -- PREROUTING ------------------------------------------------------------------------------------------------


def _hook(
    run: Run,
    node: Node,
    hook: str,
    packet: Packet,
    interface: str,
    mac: str | None,
    mark: int = 0,
    out: str = "",
) -> Verdict:
    if node.firewall(packet.target.family) is None:
        return _unshown_rules(run, node, hook, packet, mark)
    to_self = bool(run.state.places(node, packet.target))
    seen = as_seen(packet, _connection_state(run, node, packet), mac, interface, out, mark, to_self)
    return run_hook(node, hook, seen, run.ask_rule(node), -1000, 98 if hook == "INPUT" else 1000)


def _unshown_rules(run: Run, node: Node, hook: str, packet: Packet, mark: int) -> Verdict:
    """Rules that are not shown are asked for only where ip_vs waits for a mark."""
    family = packet.destination.family
    run.assume(node, firewall_file(family))
    if hook != "PREROUTING" or run.replying:
        return Verdict(False, mark)
    waiting = next(iter(mark_services(node, family)), None)
    if waiting is None:
        return Verdict(False, mark)
    marks = run.fact(node, f"marks the packet with {waiting}", firewall_file(family))
    return Verdict(False, waiting if marks else 0)


def _connection_state(run: Run, node: Node, packet: Packet) -> str:
    """What conntrack calls the packet: a reply is known only where the node saw the request and kept its entry."""
    if not run.replying:
        return "NEW"
    if node.name in run.entries:
        return "ESTABLISHED" if node.number("net.ipv4.vs.conntrack") else "INVALID"
    seen = any(hop.node == node.name and hop.action == "forward" for hop in run.hops)
    local = any(hop.node == node.name for hop in run.hops[:1])
    if seen or local:
        return "ESTABLISHED"
    return "NEW" if packet.protocol == "UDP" else "INVALID"


def _translate(run: Run, node: Node, interface: str, packet: Packet, verdict: Verdict) -> Packet:
    """DNAT and REDIRECT of a request; for a reply, what the entries of the request put back."""
    if run.replying:
        entry = run.sources.get(node.name)
        if entry is not None and packet.destination.key == entry.after[0].key:
            run.detour = "snat"
            return packet._replace(destination=entry.before[0], port=entry.before[1])
        return packet
    rule = verdict.rewrite
    if rule is None:
        return _redirected_by_script(run, node, interface, packet)
    if rule.target == "REDIRECT":
        address = source_for(node, interface, packet.source) or packet.destination
        text = rule.options.get("--to-ports", rule.options.get("--to-port", ""))
    elif rule.target == "DNAT":
        place = endpoint(rule.options.get("--to-destination", "").partition("-")[0])
        if place is None:
            return packet
        address, text = place[0], str(place[1] or "")
    else:
        return packet
    text = text.partition("-")[0]
    port = int(text) if text.isdecimal() else packet.port
    run.destinations[node.name] = Rewritten((packet.destination, packet.port), (address, port))
    changed = packet._replace(destination=address, port=port)
    run.hop(node, interface, "redirect", changed)
    return changed


def _redirected_by_script(run: Run, node: Node, interface: str, packet: Packet) -> Packet:
    """What another director hands over may meet a REDIRECT that a notify script of this one has set while it is backup."""
    own = source_for(node, interface, packet.source)
    if own is None or not taken_from_ip_vs(run, node, packet):
        return packet
    run.destinations[node.name] = Rewritten((packet.destination, packet.port), (own, packet.port))
    changed = packet._replace(destination=own)
    run.hop(node, interface, "redirect", changed)
    return changed


# -- routing of what came in -----------------------------------------------------------------------------------


def _unknown_route(run: Run, node: Node, packet: Packet, found: NotShown) -> Local | NextHop:
    """It is not shown whether the packet is for the node itself, or where it would go on to."""
    if run.served and run.state.floats(packet.target.key):
        return Local()
    if run.replying:  # nobody is suspected of having the client's address
        return NextHop(None, "", None)
    name = f"{packet.target} is local"
    evidence = [need for need in found.needs if need.evidence == "ip-addr.json"]
    if evidence and run.chooser.fact(node.name, name, tuple(evidence)):
        return Local()
    return NextHop(None, "", None)


def _lost_its_vip(run: Run, node: Node, packet: Packet) -> bool:
    """After a fail-over: a director that had the VIP, and as a real server would need it still. Whether it keeps it (on
    `lo`) is another rule's question."""
    return (
        not run.state.is_today
        and run.state.floats(packet.target.key)
        and node is not run.state.holder
        and node in run.cluster.directors
    )


def _validate_source(run: Run, node: Node, interface: str, packet: Packet, mark: int) -> None:
    """``fib_validate_source``: own addresses as a source, and reverse path filtering."""
    if packet.source.family == 6 or packet.outer is not None or interface in ("", "lo"):
        return
    if run.state.places(node, packet.source):
        if not run.chooser.ask(node.name, "accept_local is on", _sysctl_on(node, "accept_local", interface)):
            raise run.end(node, interface, "martian", packet, LOST, "martian")
        return
    if node.routes is None:
        return
    back = lookup(node, Flow(packet.source, packet.destination, mark, interface), run.state)
    if isinstance(back, NextHop) and back.interface == interface:
        return
    if isinstance(back, NotShown | Local):
        return
    strict = isinstance(back, NextHop)
    if run.chooser.ask(node.name, f"rp_filter drops on {interface}", _filters(node, interface, strict)):
        raise run.end(node, interface, "rp_filter", packet, LOST, "rp_filter")


def _sysctl_on(node: Node, setting: str, interface: str) -> Answer:
    """A setting that is on if `all` or the interface has it."""
    values = [
        node.number(f"net.ipv4.conf.all.{setting}"),
        node.number(f"net.ipv4.conf.{interface_key(interface)}.{setting}"),
    ]
    if any(values):
        return Answer(True)
    keys = (f"net.ipv4.conf.{name}.{setting}" for name in ("all", interface_key(interface)))
    return unset(node, *keys) if None in values else Answer(False)


def _filters(node: Node, interface: str, strict: bool) -> Answer:
    """Whether rp_filter in force drops a packet whose source leads out by another interface (``strict``), or nowhere."""
    values = [
        node.number("net.ipv4.conf.all.rp_filter"),
        node.number(f"net.ipv4.conf.{interface_key(interface)}.rp_filter"),
    ]
    known = [value for value in values if value is not None]
    bare = node.addresses is not None and not any(shown.interface == interface for shown in node.addresses)
    if bare:  # an interface without an address of its own passes only what would go out by it (`no_addr`)
        strict = False
    if len(known) < 2 and not (known and max(known) >= 2):
        return unset(node, *(f"net.ipv4.conf.{name}.rp_filter" for name in ("all", interface_key(interface))))
    mode = max(known)
    return Answer(mode == 1 or (mode == 2 and not strict))


# -- for the node itself ---------------------------------------------------------------------------------------


def _local(run: Run, node: Node, interface: str, packet: Packet, mac: str | None, mark: int) -> Event:
    verdict = _hook(run, node, "INPUT", packet, interface, mac, mark)
    if verdict.rejected and not run.replying:
        return sockets.refuse(run, node, interface, packet, "filter_input")
    if verdict.dropped:
        raise run.end(node, interface, "drop", packet, LOST, "filter_input")
    if _own_firewall_drops(run, node, packet):
        raise run.end(node, interface, "drop", packet, LOST, "filter_input")
    if packet.outer is not None:
        packet, interface = _unwrap(run, node, interface, packet)
        return _received(run, node, interface, packet, mac)
    if not run.replying:
        found = director.takes(run, node, packet, verdict.mark)
        if found is not None:
            sent = director.forward(run, node, interface, found, packet)
            if isinstance(sent, Leaves):
                return sent
            packet = sent
    return sockets.deliver(run, node, interface, packet)


def _own_firewall_drops(run: Run, node: Node, packet: Packet) -> bool:
    """Under ``vrrp_strict`` and ``no_accept`` a MASTER drops what is sent to its VIPs, at hook input with priority -1;
    `iptables-save` shows nothing of it."""
    configuration = node.configuration
    if configuration is None or not configuration.instances or run.replying:
        return False
    key = packet.target.key
    if not any(place.interface != "lo" for place in run.state.places(node, packet.target) or ()):
        return False
    return configuration.vrrp.drops(key)


def _unwrap(run: Run, node: Node, interface: str, packet: Packet) -> tuple[Packet, str]:
    """TUN: a tunnel device takes the outer header off; the inner packet counts as received on it (``ipip.c``)."""
    if node.links is None:
        if not run.fact(node, "has a tunnel device that is up", "ip-link.json"):
            raise run.icmp(node, interface, "no_tunnel", packet, "no_tunnel_device")
        device = "tunl0"
    else:
        devices = [link.name for link in node.links.values() if link.is_tunnel and not link.is_down]
        if not devices:
            raise run.icmp(node, interface, "no_tunnel", packet, "no_tunnel_device")
        device = devices[0]
    inner = packet._replace(outer=None)
    run.hop(node, device, "unwrap", inner)
    return inner, device


# -- for somebody else -----------------------------------------------------------------------------------------


def _forward(
    run: Run, node: Node, interface: str, packet: Packet, hop: NextHop, mac: str | None, mark: int
) -> Event:
    if not run.chooser.ask(node.name, "forwards", _forwards(node, interface, packet.target.family)):
        reason = "no_forwarding" if run.replying else "vip_not_local"
        raise run.end(node, interface, "drop", packet, LOST, reason)
    if packet.ttl <= 1:
        raise run.end(node, interface, "ttl_used_up", packet, LOOP, "gateway")
    moved = packet._replace(ttl=packet.ttl - 1)
    verdict = _hook(run, node, "FORWARD", moved, interface, mac, mark, hop.interface)
    if verdict.dropped:
        reason = "filter_forward"
        raise run.end(node, interface, "drop", moved, REFUSED if verdict.rejected else LOST, reason)
    action = "forward"
    real = run.masqueraded.get(node.name)
    if run.replying and real is not None and moved.source.key == real.address.key:
        run.passed.append(node.name)
        asked = run.asked
        moved = moved._replace(source=asked.destination, source_port=asked.port)
        action = "nat_back"
    return Leaves(node, moved, hop, action)


def _forwards(node: Node, interface: str, family: int) -> Answer:
    if family == 6:
        value = node.number("net.ipv6.conf.all.forwarding")
    else:
        value = node.number(f"net.ipv4.conf.{interface_key(interface)}.forwarding") if interface else None
        value = value if value is not None else node.number("net.ipv4.ip_forward")
    key = "net.ipv6.conf.all.forwarding" if family == 6 else "net.ipv4.ip_forward"
    return unset(node, key) if value is None else Answer(bool(value))


# -- a node that is known by its address only ------------------------------------------------------------------


def _at_a_ghost(run: Run, node: Node, packet: Packet) -> Event:
    """A real server without evidence: each thing that decides is asked; a router: it does what routers do."""
    if run.replying:
        raise sockets.at_the_client(run, node, packet)
    if not run.is_ghost_of(node, packet.target) and not _is_real_server(run, node):
        return _through_a_router(run, node, packet)
    if packet.outer is not None:
        packet = packet._replace(outer=None)
        if not run.fact(node, "has a tunnel device that is up", "ip-link.json"):
            raise run.icmp(node, "", "no_tunnel", packet, "no_tunnel_device")
    own = run.is_ghost_of(node, packet.destination)
    if not own and not run.fact(node, f"{packet.destination} is local", "ip-addr.json"):
        raise run.end(node, "", "drop", packet, LOST, "vip_not_local")
    return sockets.deliver(run, node, "", packet)


def _is_real_server(run: Run, node: Node) -> bool:
    return any(
        run.is_ghost_of(node, real.address)
        for director_node in run.cluster.directors
        for service in director_node.active_services
        for real in service.real_servers
    )


def _through_a_router(run: Run, node: Node, packet: Packet) -> Event:
    """Routers that are not shown deliver: what comes of it is seen where the packet gets to."""
    if packet.outer is None and run.state.floats(packet.destination.key):
        return entry.by_a_hidden_router(run, node, packet)
    port = wire.beyond(run, packet.target, Leaves(node, packet, NextHop(None, "", None), "forward"))
    moved = packet._replace(ttl=packet.ttl - 1)
    run.hop(node, "", "forward", moved, ("", run.mac(port.node, port.interface) or ""), port.node.name)
    return Arrives(port, moved, "")
