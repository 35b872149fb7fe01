"""What makes a shown node different from others, its own addresses and MACs aside: two hundred real servers that were set
up alike are walked as one."""

from collections.abc import Container, Hashable

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.types import Key
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.netfilter import Netfilter, Rule
from lvsportal.engine.model.node import Node, Route

_OWN = "own"


def shape_of(analysis: Analysis, node: Node) -> Hashable:
    """Equal for nodes that no packet can tell apart; a director, and a node that a rule knows by its MAC, is like no other."""
    if node.is_director or analysis.once(_known_macs) & {link.mac for link in (node.links or {}).values()}:
        return node.name
    own = node.own_addresses().keys()
    return (
        _addresses(node, own),
        _routes(node, own),
        None if node.rules is None else tuple(map(repr, node.rules)),
        _links(node),
        _sockets(node, own),
        None if node.sysctls is None else frozenset((key, one.value) for key, one in node.sysctls.items()),
        _rules(node.netfilter),
        _rules(node.arptables),
        None if node.live is None else len(node.live),
        node.configuration is None,
    )


def _known_macs(analysis: Analysis) -> frozenset[str]:
    """The MACs that a rule of any node names."""
    return frozenset(
        mac
        for node in analysis.cluster.nodes
        if node.netfilter is not None
        for rules in node.netfilter.rules.values()
        for rule in rules
        for match in rule.matches
        if match.option == "--mac-source"
        for mac in match.value.lower().split(",")
    )


def _masked(address: Address | None, own: Container[Key]) -> Hashable:
    if address is None:
        return None
    return _OWN if address.key in own else address.key


def _addresses(node: Node, own: Container[Key]) -> Hashable:
    if node.addresses is None:
        return None
    return tuple((_masked(one.address, own), one.length, one.interface, one.scope) for one in node.addresses)


def _routes(node: Node, own: Container[Key]) -> Hashable:
    if node.routes is None:
        return None
    return frozenset(_route(route, own) for route in node.routes), node.routes_complete


def _route(route: Route, own: Container[Key]) -> Hashable:
    key = (route.prefix.family, route.prefix.value)
    host = route.prefix.length in (32, 128) and key in own
    return (
        _OWN if host else (key, route.prefix.length),
        _masked(route.gateway, own),
        route.interface,
        route.table,
        route.kind,
        route.metric,
        _masked(route.preferred, own),
    )


def _links(node: Node) -> Hashable:
    if node.links is None:
        return None
    return frozenset(
        (one.name, bool(one.mac), one.kind, one.master, one.mtu, one.flags) for one in node.links.values()
    )


def _sockets(node: Node, own: Container[Key]) -> Hashable:
    if node.listeners is None:
        return None
    return frozenset(
        (one.protocol, _masked(one.address, own), one.port, one.interface, one.family) for one in node.listeners
    )


def _rules(tables: Netfilter | None) -> Hashable:
    if tables is None:
        return None
    chains = tuple((key, tuple(map(_rule, rules))) for key, rules in tables.rules.items())
    return tables.bases, chains, tables.shown


def _rule(rule: Rule) -> Hashable:
    return rule.matches, rule.target, tuple(rule.options.items()), rule.goto
