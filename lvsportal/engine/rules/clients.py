"""The clients that count: every node that is neither director nor real server nor router, and "outside"."""

from functools import lru_cache
from typing import NamedTuple

from lvsportal.engine.model.address import Address, Prefix, from_number, parse_address, prefix_of
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.walk.routing import NoRoute, next_hop
from lvsportal.engine.walk.state import State

# Stand for "outside": documentation networks (RFC 5737, RFC 3849); the first that no node has counts.
_OUTSIDE = ("198.51.100.7", "203.0.113.7", "192.0.2.7", "2001:db8:ffff::7", "2001:db8:fffe::7")


class Client(NamedTuple):
    """``node``: the node's name, "" for a client that is none of the definition."""

    address: Address
    node: str = ""


def clients(cluster: Cluster, director: Node, service: Service) -> list[Client]:
    """The clients of a service that can reach its director."""
    family = service.family
    found = [client for client in _nodes(cluster) if client.address.family == family]
    outside = Client(outside_address(cluster, family))
    if not isinstance(next_hop(director, outside.address, State(cluster)), NoRoute):
        found.append(outside)
    return found or [_neighbour(director, service) or outside]


@lru_cache(maxsize=4)
def _nodes(cluster: Cluster) -> tuple[Client, ...]:
    servers = {
        real.address.key
        for director in cluster.directors
        for service in director.services
        for real in service.real_servers
    }
    gateways = {
        route.gateway.key for node in cluster.nodes for route in node.routes or () if route.gateway is not None
    }
    found: list[Client] = []
    for node in cluster.nodes:
        own = [
            shown.address
            for shown in node.addresses or ()
            if shown.interface != "lo" and shown.scope == "global"
        ]
        keys = set(node.own_addresses())
        forwards = node.number("net.ipv4.ip_forward") == 1
        if node.is_director or keys & servers or keys & gateways or forwards or not own:
            continue
        found.extend(Client(address, node.name) for address in _one_a_family(own))
    return tuple(found)


def _one_a_family(addresses: list[Address]) -> list[Address]:
    return list({address.family: address for address in reversed(addresses)}.values())


@lru_cache(maxsize=8)
def outside_address(cluster: Cluster, family: int) -> Address:
    """An address in no known prefix: a client that comes from afar."""
    known = [prefix_of(shown.address, shown.length) for node in cluster.nodes for shown in node.addresses or ()]
    candidates = [address for text in _OUTSIDE if (address := parse_address(text)) and address.family == family]
    return next(
        (address for address in candidates if not any(prefix.holds(address) for prefix in known)), candidates[0]
    )


def _neighbour(director: Node, service: Service) -> Client | None:
    """A client on the VIP's own segment, where nobody can come from further away."""
    vip = service.vip
    if vip is None:
        return None
    for shown in director.addresses or ():
        prefix = prefix_of(shown.address, shown.length)
        if shown.length < vip.bits - 2 and prefix.holds(vip):
            return Client(_last(prefix))
    return None


def _last(prefix: Prefix) -> Address:
    size = 1 << (32 if prefix.family == 4 else 128) - prefix.length
    return from_number(prefix.family, prefix.value + min(size, 1 << 16) - 2)
