"""Where a node sends a packet (``fib_rules.c``, ``fib_lookup``): policy rules by priority, then the longest prefix.

Whether an address is local is decided by the addresses of the state that is walked through, not by a ``local`` table
of one moment; ``local`` routes that no address explains count as well.
"""

from collections.abc import Iterator
from typing import NamedTuple

from lvsportal.engine.model.address import Address, prefix_of
from lvsportal.engine.model.node import Need, Node, PolicyRule, Route
from lvsportal.engine.source.source import Span
from lvsportal.engine.walk.state import State


class NextHop(NamedTuple):
    """``gateway`` None: straight on the link. ``at``: the route that decides, None for an inferred one."""

    gateway: Address | None
    interface: str
    at: Span | None
    preferred: Address | None = None
    plain: bool = True  # decided by the main table's default or connected route, not by a rule or a host route


class Local(NamedTuple):
    """The packet is for the node itself."""


class NoRoute(NamedTuple):
    """There is no route, or one that refuses."""


class NotShown(NamedTuple):
    """The routes that are shown do not tell; ``needs`` would."""

    needs: tuple[Need, ...]


class Flow(NamedTuple):
    """What a lookup knows of a packet. ``came_by``: the interface it came in by, "" for the node's own. ``mark``
    None: not known."""

    destination: Address
    source: Address | None = None
    mark: int | None = 0
    came_by: str = ""


Found = NextHop | Local | NoRoute | NotShown
_REFUSING = ("unreachable", "blackhole", "prohibit", "throw")


def lookup(node: Node, flow: Flow, state: State) -> Found:
    """The route of a packet on the node in a state."""
    places = state.places(node, flow.destination)
    own = places is None and flow.destination.key in node.own_addresses()
    if (places or own) and not _overridden(node):
        return Local()
    if node.routes is None:
        return _without_routes(node, flow, places is None)
    tables = _tables(node, flow)
    if tables is None:
        return NotShown((Need(node.name, "ip-rule.json"),))
    for table, refusing in tables:
        if refusing:
            return NoRoute()
        if table == "local":
            if places or _local_route(node, flow.destination, state):
                return Local()
            told = node.routes_complete and state.is_current(node)
            if places is None and not told and state.floats(flow.destination.key):
                return NotShown((Need(node.name, "ip-addr.json"),))
            continue
        route = _longest(node, table, flow)
        if route is None:
            continue
        if route.kind == "local":
            return Local()
        if route.kind in _REFUSING:
            return NoRoute()
        plain = table == "main" and (route.prefix.length == 0 or route.gateway is None)
        return NextHop(route.gateway, route.interface, route.at, route.preferred, plain)
    return NoRoute()


def next_hop(node: Node, destination: Address, state: State, source: Address | None = None) -> Found:
    """Where the node sends what it sends itself for ``destination``."""
    return lookup(node, Flow(destination, source), state)


def _overridden(node: Node) -> bool:
    """Whether a policy rule stands before the ``local`` table."""
    return bool(node.rules) and node.rules is not None and node.rules[0].table != "local"


def _without_routes(node: Node, flow: Flow, hidden: bool) -> Found:
    if hidden:
        return NotShown((Need(node.name, "ip-addr.json"), Need(node.name, "ip-route.json")))
    for shown in node.addresses or ():
        if (
            node.is_wired(shown.interface)
            and shown.length < shown.address.bits
            and prefix_of(shown.address, shown.length).holds(flow.destination)
        ):
            return NextHop(None, shown.interface, shown.at, shown.address)
    return NotShown((Need(node.name, "ip-route.json"),))


def _tables(node: Node, flow: Flow) -> list[tuple[str, bool]] | None:
    """The tables to look through, in order, each with whether the rule refuses instead; None: not shown."""
    if node.rules is None:
        shown = {route.table for route in node.routes or ()}
        known = shown <= {"local", "main", "default", "254", "255", "253"}
        return [("local", False), ("main", False), ("default", False)] if known else None
    found: list[tuple[str, bool]] = []
    for rule in node.rules:
        applies = _applies(rule, flow)
        if applies is None:
            return None
        if applies:
            found.append((rule.table, rule.kind in _REFUSING))
    return found


def _applies(rule: PolicyRule, flow: Flow) -> bool | None:
    if rule.destination is not None and not rule.destination.holds(flow.destination):
        return False
    if rule.source is not None:
        if flow.source is None:
            return False  # a lookup without a source, as ip_vs makes for a real server
        if not rule.source.holds(flow.source):
            return False
    if rule.mark is not None:
        if flow.mark is None:
            return None
        if flow.mark & rule.mask != rule.mark:
            return False
    if rule.interface and rule.interface != (flow.came_by or "lo"):
        return False
    return None if rule.other else True


_Lengths = dict[int, dict[int, list[Route]]]  # by prefix length, then by the prefix's own bits
_NEVER_CHOSEN = ("broadcast", "multicast", "anycast", "throw")


def _tables_of(node: Node) -> dict[tuple[str, int], _Lengths]:
    """The node's routes by table and family: a lookup looks at each prefix length once, not at each route."""
    known: dict[tuple[str, int], _Lengths] | None = node.derived.get("routes")
    if known is None:
        known = node.derived["routes"] = {}
        for route in node.routes or ():
            prefix = route.prefix
            lengths = known.setdefault((route.table, prefix.family), {})
            places = lengths.setdefault(prefix.length, {})
            places.setdefault(prefix.value >> _WHOLE[prefix.family] - prefix.length, []).append(route)
    return known


_WHOLE = {4: 32, 6: 128}


def _matching(node: Node, table: str, address: Address) -> Iterator[list[Route]]:
    """The routes of a table that lead to an address, those with the longest prefix first."""
    lengths = _tables_of(node).get((table, address.family), {})
    for length in sorted(lengths, reverse=True):
        found = lengths[length].get(address.value >> address.bits - length)
        if found is not None:
            yield found


def _longest(node: Node, table: str, flow: Flow) -> Route | None:
    """The route of the longest prefix, of equal ones the one with the lowest metric, then the first."""
    for found in _matching(node, table, flow.destination):
        able = [route for route in found if route.kind not in _NEVER_CHOSEN]
        if able:
            return min(able, key=lambda route: route.metric)
    return None


def _local_route(node: Node, address: Address, state: State) -> bool:
    """Whether a ``local`` route that no shown address explains makes the address the node's own."""
    listed = (
        route for table in ("local", "255") for found in _matching(node, table, address) for route in found
    )
    for route in listed:
        if route.kind != "local":
            continue
        if route.prefix.length < address.bits:
            # 127.0.0.0/8, a prefix on lo, or one that somebody added: all of it is local
            return True
        if node.addresses is None:
            return state.is_current(node) or not state.floats(address.key)
        if not any(shown.address.key == address.key for shown in node.addresses or ()):
            return not state.floats(address.key)
    return False
