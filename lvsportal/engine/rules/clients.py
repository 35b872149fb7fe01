"""The clients that count: every node that is neither director nor real server nor router, and "outside"."""

from typing import NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.address import Address, Prefix, from_number, parse_address, prefix_of
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.walk.routing import NoRoute, NotShown

# Stand for "outside": documentation networks (RFC 5737, RFC 3849); the first that no node has counts.
_OUTSIDE = ("198.51.100.7", "203.0.113.7", "192.0.2.7", "2001:db8:ffff::7", "2001:db8:fffe::7")


class Client(NamedTuple):
    """``node``: the node's name, "" for a client that is none of the definition."""

    address: Address
    node: str = ""


class Places(NamedTuple):
    """``certain``: clients that surely can come; ``possible``: those that come only if ``needs`` show that they can."""

    certain: tuple[Client, ...]
    possible: tuple[Client, ...] = ()
    needs: tuple[Need, ...] = ()


def places(analysis: Analysis, director: Node, service: Service) -> Places:
    """Where the clients of a service can stand."""
    family = service.family
    shown = [client for client in analysis.once(_nodes) if client.address.family == family]
    certain = [client for client in shown if not _may_forward(analysis.cluster.owner(client.address))]
    possible = [client for client in shown if client not in certain]
    outside = Client(analysis.once(outside_address, family))
    needs = [Need(node.name, "ip-addr.json") for node in analysis.once(_hidden)]
    needs += [Need(client.node, "sysctl.txt") for client in possible]
    hop = analysis.next_hop(director, outside.address)
    if isinstance(hop, NotShown) and (shown or analysis.once(_hidden)):
        possible.append(outside)
        needs += hop.needs
    elif not isinstance(hop, NoRoute):
        certain.append(outside)
    if not certain and not possible:
        certain = [_neighbour(director, service) or outside]
    return Places(tuple(certain), tuple(possible), tuple(needs))


def clients(analysis: Analysis, director: Node, service: Service) -> list[Client]:
    """All clients of a service, those that surely can come first."""
    found = places(analysis, director, service)
    return [*found.certain, *found.possible]


def _servers(analysis: Analysis) -> frozenset[tuple[int, int]]:
    return frozenset(
        real.address.key
        for director in analysis.cluster.directors
        for service in director.services
        for real in service.real_servers
    )


def _nodes(analysis: Analysis) -> tuple[Client, ...]:
    gateways = {
        route.gateway.key
        for node in analysis.cluster.nodes
        for route in node.routes or ()
        if route.gateway is not None
    }
    found: list[Client] = []
    for node in analysis.cluster.nodes:
        keys = set(node.own_addresses())
        forwards = node.number("net.ipv4.ip_forward") == 1
        if node.is_director or keys & analysis.once(_servers) or keys & gateways or forwards:
            continue
        own = [
            shown.address
            for shown in node.addresses or ()
            if shown.interface != "lo" and shown.scope == "global"
        ]
        if node.addresses is None:
            own = [from_number(*key) for key in keys]
        found.extend(Client(address, node.name) for address in _one_a_family(own))
    return tuple(found)


def _may_forward(node: Node | None) -> bool:
    """Whether a node may stand on several links and does not show that it forwards nothing: it may be a router."""
    if node is None or node.sysctls is not None:
        return False
    if node.addresses is None:
        return True
    return len({shown.interface for shown in node.addresses if shown.scope == "global"} - {"lo"}) > 1


def _hidden(analysis: Analysis) -> tuple[Node, ...]:
    """Nodes that may be clients, as far as their addresses don't tell: they are not shown at all."""
    return tuple(
        node
        for node in analysis.cluster.nodes
        if not node.is_director and node.addresses is None and not node.own_addresses() and node.evidence
    )


def _one_a_family(addresses: list[Address]) -> list[Address]:
    return list({address.family: address for address in reversed(addresses)}.values())


def outside_address(analysis: Analysis, family: int) -> Address:
    """An address in no known prefix: a client that comes from afar."""
    known = [
        prefix_of(shown.address, shown.length)
        for node in analysis.cluster.nodes
        for shown in node.addresses or ()
    ]
    candidates = [address for text in _OUTSIDE if (address := parse_address(text)) and address.family == family]
    return next(
        (address for address in candidates if not any(prefix.holds(address) for prefix in known)), candidates[0]
    )


def _neighbour(director: Node, service: Service) -> Client | None:
    """A client on the VIP's own segment, where nobody can come from further away."""
    vip = service.vip
    if vip is None:
        return None
    links = [prefix_of(shown.address, shown.length) for shown in director.addresses or ()]
    links += [
        route.prefix for route in director.routes or () if route.gateway is None and route.kind == "unicast"
    ]
    for prefix in links:
        if 0 < prefix.length < vip.bits - 2 and prefix.holds(vip):
            return Client(_last(prefix))
    return None


def _last(prefix: Prefix) -> Address:
    size = 1 << (32 if prefix.family == 4 else 128) - prefix.length
    return from_number(prefix.family, prefix.value + min(size, 1 << 16) - 2)
