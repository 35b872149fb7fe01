"""The clients that count (flows.md): who asks for a service, and whether the gate looks at them."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.types import ClientPlace, Target
from lvsportal.engine.model.address import Address, Prefix, from_number, parse_address, prefix_of
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import FNAT, NAT
from lvsportal.engine.source.language import Text

OUTSIDE = "outside"
# Stand for "outside": documentation networks (RFC 5737, RFC 3849); the first that no node has counts.
_OUTSIDE = ("198.51.100.7", "203.0.113.7", "192.0.2.7", "2001:db8:ffff::7", "2001:db8:fffe::7")
_MOST_HOPS = 16
_FORWARDING = {4: "net.ipv4.ip_forward", 6: "net.ipv6.conf.all.forwarding"}

_INTERNAL = Text(
    "Nothing shown leads back to clients outside: {node} has no route to them. The service is taken to be internal.",
    "所给的证据里没有通回外部客户端的路：{node} 没有到外部的路由。该服务视为内部服务。",
)
_MAY_FORWARD = Text(
    "{node} stands on several links and does not show whether it forwards: it may be a router.",
    "{node} 接在多条链路上，又未提供是否转发：它可能是路由器。",
)


def client_places(analysis: Analysis, target: Target) -> tuple[ClientPlace, ...]:
    """Where the clients of a target stand: those that count first."""
    cluster = analysis.cluster
    nodes = [place for place in analysis.once(client_nodes) if place.address.family == target.family]
    places = [*nodes, outside(analysis, target)]
    if not any(place.counts for place in places):
        near = _on_the_vips_segment(cluster, target)
        if near is not None:
            places.insert(0, near)
        elif not any(place.needs for place in places):
            places = [place._replace(counts=True) if place.name == OUTSIDE else place for place in places]
    return tuple(sorted(places, key=lambda place: not place.counts))


# -- nodes of the definition -----------------------------------------------------------------------------------


def client_nodes(analysis: Analysis) -> tuple[ClientPlace, ...]:
    """The nodes that are clients: shown, without ip_vs and keepalived, no real server, no router, without a VIP."""
    cluster = analysis.cluster
    found = []
    for node in cluster.nodes:
        if _serves(analysis, node):
            continue
        for address in _one_a_family(_addresses(node)):
            forwards = node.number(_FORWARDING[address.family])
            if forwards == 1:
                continue
            unsure = forwards is None and _may_forward(node)
            needs = (Need(node.name, "sysctl.txt"),) if unsure else ()
            remark = _MAY_FORWARD.fill(node=node.name) if unsure else Text("", "")
            found.append(ClientPlace(address, node.name, node.name, not unsure, remark, needs))
    return tuple(found)


def _serves(analysis: Analysis, node: Node) -> bool:
    """Whether a node is a director, real server or gateway, runs keepalived, or holds a VIP."""
    keys = set(node.own_addresses())
    taken = analysis.once(_real_servers) | analysis.once(_gateways) | analysis.once(_vips)
    has_vip = any(shown.address.key in analysis.once(_vips) for shown in node.addresses or ())
    return node.is_director or node.configuration is not None or has_vip or not keys.isdisjoint(taken)


def _real_servers(analysis: Analysis) -> frozenset[tuple[int, int]]:
    return frozenset(
        real.address.key
        for director in analysis.cluster.directors
        for service in director.services
        for real in service.real_servers
    )


def _vips(analysis: Analysis) -> frozenset[tuple[int, int]]:
    return frozenset(key for director in analysis.cluster.directors for key in director.virtual_addresses())


def _gateways(analysis: Analysis) -> frozenset[tuple[int, int]]:
    return frozenset(
        route.gateway.key
        for node in analysis.cluster.nodes
        for route in node.routes or ()
        if route.gateway is not None
    )


def _addresses(node: Node) -> list[Address]:
    if node.addresses is None:
        return [from_number(*key) for key in node.own_addresses()]
    return [s.address for s in node.addresses if s.interface != "lo" and s.scope == "global"]


def _one_a_family(addresses: list[Address]) -> list[Address]:
    return list({address.family: address for address in reversed(addresses)}.values())


def _may_forward(node: Node) -> bool:
    """Whether a node may be a router, as far as its links tell."""
    if node.addresses is None:
        return True
    return len({shown.interface for shown in node.addresses if shown.scope == "global"} - {"lo"}) > 1


# -- outside ---------------------------------------------------------------------------------------------------


def outside(analysis: Analysis, target: Target) -> ClientPlace:
    """Clients from afar; they do not count where a table that is shown leads no reply back to them."""
    place = ClientPlace(analysis.once(outside_address, target.family), OUTSIDE)
    stop = _no_way_back(analysis, target, place.address)
    return place if stop is None else place._replace(counts=False, remark=_INTERNAL.fill(node=stop.name))


def outside_address(analysis: Analysis, family: int) -> Address:
    """An address in no known prefix."""
    known = [
        prefix_of(shown.address, shown.length)
        for node in analysis.cluster.nodes
        for shown in node.addresses or ()
    ]
    listed = [address for text in _OUTSIDE if (address := parse_address(text)) and address.family == family]
    free = (address for address in listed if not any(prefix.holds(address) for prefix in known))
    return next(free, listed[0])


def _no_way_back(analysis: Analysis, target: Target, client: Address) -> Node | None:
    """The node at which replies to outside clients are shown to end: those of each real server, or of each director
    (under DR and TUN a router behind it: no reply comes to the director itself)."""
    servers = _servers_of(analysis.cluster, target)
    ends = [
        analysis.once(_end_of_way, node, client, target.vip) if node is not None else None for node in servers
    ]
    if ends and None not in ends:
        return ends[0]
    masquerades = any(
        real.method in (NAT, FNAT) for _, service in target.services for real in service.real_servers
    )
    directors = list(dict.fromkeys(node for node, _ in target.services))
    ends = [analysis.once(_end_of_way, node, client, None) for node in directors]
    if ends and None not in ends and (masquerades or not set(ends) & set(directors)):
        return ends[0]
    return None


def _servers_of(cluster: Cluster, target: Target) -> list[Node | None]:
    reals = (
        real for _, service in target.services for real in service.real_servers if not real.address.is_loopback
    )
    return list(dict.fromkeys(cluster.owner(real.address) for real in reals if real.weight > 0))


def _end_of_way(analysis: Analysis, start: Node, client: Address, source: Address | None) -> Node | None:
    """The node on the way from ``start`` to the client that has no route on; None where the way leaves what is shown."""
    from lvsportal.engine.walk.routing import Local, NextHop, NoRoute

    node = start
    for _ in range(_MOST_HOPS):
        if node.routes is None:
            return None
        hop = analysis.next_hop(node, client, None, source)
        if isinstance(hop, NoRoute):
            return node
        if isinstance(hop, Local) or not isinstance(hop, NextHop) or hop.gateway is None:
            return None
        beyond = analysis.cluster.owner(hop.gateway)
        if beyond is None:
            return None
        node = beyond
    return None


# -- the VIP's own segment -------------------------------------------------------------------------------------


def _on_the_vips_segment(cluster: Cluster, target: Target) -> ClientPlace | None:
    """A client in the VIP's own prefix, where nobody can come from further away."""
    if target.vip is None:
        return None
    for director, _ in target.services:
        for prefix in _links(director):
            if 0 < prefix.length < target.vip.bits - 2 and prefix.holds(target.vip):
                return ClientPlace(_last(prefix), str(prefix))
    return None


def _links(director: Node) -> Iterator[Prefix]:
    for shown in director.addresses or ():
        yield prefix_of(shown.address, shown.length)
    for route in director.routes or ():
        if route.gateway is None and route.kind == "unicast":
            yield route.prefix


def _last(prefix: Prefix) -> Address:
    size = 1 << (32 if prefix.family == 4 else 128) - prefix.length
    return from_number(prefix.family, prefix.value + min(size, 1 << 16) - 2)
