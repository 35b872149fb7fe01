"""Whether an advertisement gets from one node to another: the wire, both firewalls, the check of its source.

An advertisement is an IP packet of protocol 112 (51 under AH) to a group or to a peer. Its sockets are bound to the
instance's interface (``vrrp.c: open_vrrp_send_socket``), so it leaves there whatever the routes say.
"""

from enum import StrEnum
from typing import NamedTuple

from lvsportal.engine.model.address import Address, prefix_of
from lvsportal.engine.model.netfilter import Rule
from lvsportal.engine.model.node import Need, Node, Route, firewall_file, interface_key
from lvsportal.engine.source.source import Span
from lvsportal.engine.vrrp.router import Router
from lvsportal.engine.vrrp.tracking import source_places
from lvsportal.engine.walk.netfilter import Seen, run_hook
from lvsportal.engine.walk.world import World


class Obstacle(StrEnum):
    """What an advertisement is lost by on its way."""

    SEGMENTS = "segments"
    INTERFACE = "interface"
    FIREWALL_OUT = "firewall_out"
    FIREWALL_IN = "firewall_in"
    RP_FILTER = "rp_filter"
    MARTIAN = "martian"


class Way(NamedTuple):
    """``arrives``: None where what is shown does not tell. ``as_master``: the same once the receiver is MASTER, when
    its VIPs give it a way back. ``established``: it arrives once the receiver has sent adverts of its own, as the
    answer to them. ``hops``: routers between."""

    arrives: bool | None
    as_master: bool | None
    obstacle: Obstacle | None = None
    at: Span | None = None
    node: str = ""  # whose obstacle it is
    needs: tuple[Need, ...] = ()
    established: bool = False
    hops: int = 0


_BLOCKED = Way(False, False)


def source_of(router: Router) -> Address | None:
    """The address that the instance's adverts come from; None: not shown, or there is none."""
    written = router.instance.unicast_src_ip if router.is_unicast else router.instance.mcast_src_ip
    if written is None:
        written = router.instance.source_address
    if written is not None and written.address.family == router.family:
        return written.address
    places = source_places(router)
    return places[0].address if places else None


def way(world: World, sender: Router, receiver: Router) -> Way:
    """The way of the sender's adverts to the receiver's interface and sockets, its own interface up."""
    found = _wire(world, sender, receiver)
    if found.arrives is False:
        return found
    source = source_of(sender)
    target = sender.group or source_of(receiver)
    if source is None or target is None:
        missing = [one for one in (sender, receiver) if one.node.addresses is None]
        return found._replace(needs=found.needs + tuple(_addresses(one.node) for one in missing))
    protocol = "ah" if sender.auth[0] == "AH" else "vrrp"
    packet = Seen(source, target, protocol, 0, 0)
    out = _passes(sender.node, ("OUTPUT", "POSTROUTING"), packet._replace(leaves_by=sender.interface))
    found = _and(found, out, Obstacle.FIREWALL_OUT, sender.node)
    inside = packet._replace(came_by=receiver.interface, mac=None, to_self=True)
    passed = _passes(receiver.node, ("PREROUTING", "INPUT"), inside)
    if passed.accepted is False and sender.is_unicast:
        answer = _passes(receiver.node, ("PREROUTING", "INPUT"), inside._replace(state="ESTABLISHED"))
        if answer.accepted is not False:
            found = found._replace(established=True, obstacle=Obstacle.FIREWALL_IN, at=passed.at)
            passed = answer
    found = _and(found, passed, Obstacle.FIREWALL_IN, receiver.node)
    if found.arrives is False or sender.family == 6:
        return found
    return _validated(found, receiver, source)


# -- the wire --------------------------------------------------------------------------------------------------


def _wire(world: World, sender: Router, receiver: Router) -> Way:
    """Whether both interfaces stand on one segment, or a router carries unicast adverts to the receiver's."""
    here = world.segment_at(sender.node, sender.interface)
    there = world.segment_at(receiver.node, receiver.interface)
    hidden = tuple(_addresses(one.node) for one in (sender, receiver) if one.node.addresses is None)
    if here is None or there is None:
        return Way(None if hidden else True, None if hidden else True, needs=hidden)
    if here == there:
        return Way(True, True)
    if not sender.is_unicast:
        return _BLOCKED._replace(obstacle=Obstacle.SEGMENTS, at=sender.instance.place("interface"))
    return _routed(sender, receiver)


def _routed(sender: Router, receiver: Router) -> Way:
    """Unicast to another segment: by a gateway on the sender's own interface."""
    target = source_of(receiver)
    blocked = _BLOCKED._replace(obstacle=Obstacle.SEGMENTS, at=sender.instance.place("interface"))
    places = source_places(receiver)
    if target is None or (places is not None and all(one.address.key != target.key for one in places)):
        return blocked._replace(obstacle=Obstacle.INTERFACE)
    if sender.node.routes is None:
        return Way(None, None, needs=(Need(sender.node.name, "ip-route.json"),), hops=1)
    route = _longest([one for one in sender.node.routes if one.interface in ("", sender.interface)], target)
    if route is None or route.gateway is None:
        return blocked
    return Way(True, True, hops=1)


def _longest(routes: list[Route], target: Address) -> Route | None:
    fitting = [route for route in routes if route.kind == "unicast" and route.prefix.holds(target)]
    return max(fitting, key=lambda route: route.prefix.length, default=None)


def _addresses(node: Node) -> Need:
    return Need(node.name, "ip-addr.json")


# -- firewalls -------------------------------------------------------------------------------------------------


class _Passage(NamedTuple):
    """``accepted``: None where a condition can't be told, or no rules are shown (``needs`` then)."""

    accepted: bool | None
    at: Span | None = None
    needs: tuple[Need, ...] = ()


def _passes(node: Node, hooks: tuple[str, ...], packet: Seen) -> _Passage:
    if node.firewall(packet.destination.family) is None:
        return _Passage(None, None, (Need(node.name, firewall_file(packet.destination.family)),))
    for hook in hooks:
        kept, dropped = (run_hook(node, hook, packet, _Answer(applies)) for applies in (False, True))
        if kept.dropped and dropped.dropped:
            return _Passage(False, kept.by.at if kept.by is not None else None)
        if kept.dropped or dropped.dropped:
            by = kept.by or dropped.by
            return _Passage(None, by.at if by is not None else None)
    return _Passage(True)


class _Answer:
    """Says of every condition that can't be told that it holds, or that it does not."""

    def __init__(self, applies: bool) -> None:
        self.applies = applies

    def __call__(self, rule: Rule, what: str) -> bool:
        return self.applies


def _and(found: Way, passage: _Passage, obstacle: Obstacle, node: Node) -> Way:
    if passage.accepted is False:
        return _BLOCKED._replace(obstacle=obstacle, at=passage.at, node=node.name)
    if passage.accepted is None:
        return found._replace(needs=found.needs + passage.needs, arrives=_weaken(found.arrives, passage))
    return found


def _weaken(arrives: bool | None, passage: _Passage) -> bool | None:
    """Rules that are not shown leave it as it is: adverts pass where nothing says otherwise."""
    return arrives if passage.needs else None


# -- reverse path filtering ------------------------------------------------------------------------------------


def _validated(found: Way, receiver: Router, source: Address) -> Way:
    """``fib_validate_source`` on the receiver, as BACKUP and as MASTER."""
    node = receiver.node
    if node.addresses is None:
        return found
    if any(shown.address.key == source.key for shown in node.addresses):
        return _BLOCKED._replace(obstacle=Obstacle.MARTIAN, node=node.name)
    results = [_way_back(receiver, source, as_master) for as_master in (False, True)]
    if results == [True, True]:
        return found
    place = _filter_place(node, receiver.interface)
    needs = found.needs
    if None in results:
        lacking = "ip-route.json" if node.routes is None else "sysctl.txt"
        needs += (Need(node.name, lacking),)
    return found._replace(
        arrives=_both(found.arrives, results[0]),
        as_master=_both(found.as_master, results[1]),
        obstacle=Obstacle.RP_FILTER,
        at=place,
        node=node.name,
        needs=needs,
    )


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _filter_place(node: Node, interface: str) -> Span | None:
    for key in (f"net.ipv4.conf.{interface_key(interface)}.rp_filter", "net.ipv4.conf.all.rp_filter"):
        found = node.sysctls.get(key) if node.sysctls is not None else None
        if found is not None and found.value != "0":
            return found.at
    return None


def _way_back(receiver: Router, source: Address, as_master: bool) -> bool | None:
    """Whether the receiver's reverse path filter lets a packet from ``source`` in by its interface."""
    interfaces = _leading_to(receiver, source, as_master)
    if receiver.interface in interfaces:
        return True
    values = [
        receiver.node.number("net.ipv4.conf.all.rp_filter"),
        receiver.node.number(f"net.ipv4.conf.{interface_key(receiver.interface)}.rp_filter"),
    ]
    known = [value for value in values if value is not None]
    if len(known) == 2 and not any(known):
        return True
    if receiver.node.routes is None and not interfaces:
        return None
    if len(known) < 2 and max(known, default=0) < 2:
        return None
    return max(known) == 2 and bool(interfaces)


def _leading_to(receiver: Router, source: Address, as_master: bool) -> list[str]:
    """The interfaces that the longest route to ``source`` leaves by: connected networks first, then routes."""
    node = receiver.node
    vips = {vip.address.key for vip in receiver.all_vips}
    connected = [
        (shown.length, shown.interface)
        for shown in node.addresses or ()
        if shown.address.key not in vips and prefix_of(shown.address, shown.length).holds(source)
    ]
    if as_master:
        connected += [
            (vip.length, vip.interface)
            for vip in receiver.all_vips
            if vip.length is not None and prefix_of(vip.address, vip.length).holds(source)
        ]
    routed = [
        (route.prefix.length, route.interface)
        for route in node.routes or ()
        if route.kind == "unicast"
        and route.prefix.holds(source)
        and (route.preferred is None or route.preferred.key not in vips)
    ]
    found = connected + routed
    best = max((length for length, _ in found), default=-1)
    return [interface for length, interface in found if length == best]
