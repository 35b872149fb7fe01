"""Which networks a node stands in and which routes it writes, as far as one configuration shows."""

from lvsportal.engine.model.address import Address, Prefix, prefix_of
from lvsportal.engine.model.node import Node
from lvsportal.engine.source.source import Span


def connected_prefixes(node: Node) -> list[tuple[Prefix, Span]]:
    """The prefixes that the node surely has on an interface: shown addresses, and what keepalived.conf sets with
    a prefix. A VIP without one is a /32 and connects nothing."""
    found: list[tuple[Prefix, Span]] = []
    for shown in node.addresses or ():
        if node.is_wired(shown.interface) and shown.length < shown.address.bits:
            found.append((prefix_of(shown.address, shown.length), shown.at))
    configuration = node.configuration
    if configuration is None:
        return found
    virtual = [address for instance in configuration.instances for address in instance.addresses]
    for address in (*virtual, *configuration.static_addresses):
        if address.length is not None and address.length < address.address.bits:
            found.append((prefix_of(address.address, address.length), address.at))
    for route in configuration.routes:
        if route.gateway is None and route.interface and route.prefix.length:
            found.append((route.prefix, route.at))
    return found


def written_gateway(node: Node, destination: Address) -> tuple[Address, Span] | None:
    """The gateway of the ``static_routes`` entry that leads to ``destination``, if one with ``via`` is the longest."""
    if node.configuration is None:
        return None
    best = None
    for route in node.configuration.routes:
        if (
            route.prefix.holds(destination)
            and route.prefix.length
            and (best is None or route.prefix.length > best.prefix.length)
        ):
            best = route
    return (best.gateway, best.at) if best is not None and best.gateway is not None else None
