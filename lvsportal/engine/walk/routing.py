"""Routes as far as the rules ask: the next hop from a node to an address (``fib_lookup``), longest prefix first."""

from typing import NamedTuple

from lvsportal.engine.model.address import Address, Prefix, prefix_of
from lvsportal.engine.model.node import Node, PolicyRule, Route
from lvsportal.engine.source.source import Span


class NextHop(NamedTuple):
    """``gateway`` None: straight on the link. ``at``: the route that decides, None for an inferred one."""

    gateway: Address | None
    interface: str
    at: Span | None


class NoRoute(NamedTuple):
    """There is no route, or one that refuses."""


def next_hop(node: Node, destination: Address, source: Address | None = None) -> NextHop | NoRoute | None:
    """Where the node sends a packet for ``destination`` (from ``source``); None where its routes don't show it.

    Policy rules count where they are shown; without ``ip-rule.json`` the tables ``local``, ``main`` and
    ``default`` count only if no other table was shown."""
    if node.routes is None:
        return None
    tables = _tables(node, destination, source)
    if tables is None:
        return None
    for table in tables:
        route = _longest(node.routes, table, destination)
        if route is not None:
            if route.kind in ("unreachable", "blackhole", "prohibit"):
                return NoRoute()
            return NextHop(route.gateway, route.interface, route.at)
    return NoRoute()


def _tables(node: Node, destination: Address, source: Address | None) -> list[str] | None:
    if node.rules is None:
        shown = {route.table for route in node.routes or ()}
        return ["local", "main", "default"] if shown <= {"local", "main", "default"} else None
    found = []
    for rule in node.rules:
        applies = _applies(rule, destination, source)
        if applies is None:
            return None
        if applies:
            found.append(rule.table)
    return found


def _applies(rule: PolicyRule, destination: Address, source: Address | None) -> bool | None:
    if rule.destination is not None and not rule.destination.holds(destination):
        return False
    if rule.source is not None:
        if source is None:
            return None
        if not rule.source.holds(source):
            return False
    if rule.mark is not None or rule.interface:
        return False  # a reply of the node's own carries no mark and comes in by no interface
    return None if rule.other else True


def _longest(routes: tuple[Route, ...], table: str, destination: Address) -> Route | None:
    best: Route | None = None
    for route in routes:
        if (
            route.table != table
            or route.kind in ("broadcast", "multicast", "anycast")
            or not route.prefix.holds(destination)
        ):
            continue
        if best is None or (route.prefix.length, -route.metric) > (best.prefix.length, -best.metric):
            best = route
    return best


def connected_prefixes(node: Node) -> list[tuple[Prefix, Span]]:
    """The prefixes that the node surely has on an interface: shown addresses, and what keepalived.conf sets with
    a prefix. A VIP without one is a /32 and connects nothing."""
    found: list[tuple[Prefix, Span]] = []
    for shown in node.addresses or ():
        if shown.interface != "lo" and shown.length < shown.address.bits:
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
