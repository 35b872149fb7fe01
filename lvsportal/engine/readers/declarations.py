"""What cluster.yaml declares: facts that its author vouches for without evidence. What is shown wins; what contradicts it is told.

``declare`` is a mapping of nodes (name, address or a pattern such as ``10.0.0.*``) to what holds there::

    declare:
      "10.0.0.2*":
        why: set up by the same role, looked at on 3 November
        plain: true            # no ip_vs there
        vip: lo                # the VIPs of its services stand on this interface
        arp: suppressed        # arp_ignore=1 and arp_announce=2
        gateway: 10.0.0.1
        listens: [tcp/*:80]
      all:
        why: one VLAN
        segment: [10.0.0.0/24, 10.0.1.0/24]
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from lvsportal.engine.model.address import Address, Prefix, prefix_of
from lvsportal.engine.model.node import InterfaceAddress, Listener, Node, Route, Sysctl, interface_key
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, Span

_ARP = {"arp_ignore": "1", "arp_announce": "2"}
_MOST_NODES = 2000


class Declaration(NamedTuple):
    """``on``: a node's name, an address or a pattern. What is not declared is None or empty. ``vip``: the interface."""

    on: str
    why: str
    at: Span
    plain: bool = False
    vip: str = ""
    arp: bool = False
    gateway: Address | None = None
    listens: tuple[Listener, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()

    def matches(self, node: Node) -> bool:
        """Whether it speaks of the node, by its name or by one of its addresses."""
        names = [node.name, *(shown.address.text for shown in node.addresses or ())]
        return self.on == "all" or any(fnmatchcase(name, self.on) for name in names)


def apply(declared: list[Declaration], nodes: dict[str, Node]) -> Iterator[Diagnostic]:
    """Fill in what is declared and not shown; yields where evidence says otherwise."""
    servers = _servers(nodes)
    for declaration in declared:
        _add_hidden(declaration, nodes, servers)
        for node in nodes.values():
            if declaration.matches(node):
                yield from _on(declaration, node, nodes, servers)


class _Server(NamedTuple):
    """A real server: its address, and the VIPs of the services that it stands in."""

    address: Address
    vips: tuple[Address, ...]


def _servers(nodes: Mapping[str, Node]) -> dict[tuple[int, int], _Server]:
    found: dict[tuple[int, int], _Server] = {}
    for node in nodes.values():
        for service in node.services:
            for real in service.real_servers:
                known = found.get(real.address.key, _Server(real.address, ()))
                if service.vip is not None and service.vip not in known.vips:
                    known = known._replace(vips=(*known.vips, service.vip))
                found[real.address.key] = known
    return found


def _add_hidden(
    declaration: Declaration, nodes: dict[str, Node], servers: Mapping[tuple[int, int], _Server]
) -> None:
    """A real server that is known by its address only becomes a node of that name, where it is declared something."""
    owned = {key for node in nodes.values() for key in node.own_addresses()}
    for key, server in servers.items():
        text = server.address.text
        if (
            key not in owned
            and text not in nodes
            and fnmatchcase(text, declaration.on)
            and len(nodes) < _MOST_NODES
        ):
            nodes[text] = Node(text)


def _on(
    declaration: Declaration, node: Node, nodes: Mapping[str, Node], servers: Mapping[tuple[int, int], _Server]
) -> Iterator[Diagnostic]:
    if declaration.plain:
        if node.live or (node.configuration is not None and node.configuration.services):
            yield _contradicted(declaration, node, "plain")
        elif node.live is None and node.configuration is None:
            node.live = ()
    if declaration.vip:
        yield from _vip(declaration, node, nodes, servers)
    yield from _sysctls(declaration, node)
    if declaration.gateway is not None and node.routes is None and node.addresses is not None:
        at, gateway = declaration.at, declaration.gateway
        node.routes = (
            *_connected(node),
            Route(Prefix(gateway.family, 0, 0), gateway, "", "main", "unicast", 0, at),
        )
    elif declaration.gateway is not None and not _leads_to(node, declaration.gateway):
        yield _contradicted(declaration, node, "gateway")
    if declaration.listens and node.listeners is None:
        node.listeners = declaration.listens


def _vip(
    declaration: Declaration, node: Node, nodes: Mapping[str, Node], servers: Mapping[tuple[int, int], _Server]
) -> Iterator[Diagnostic]:
    own = next((server for server in servers.values() if node.name == server.address.text), None)
    if node.addresses is not None:
        mine = [
            server
            for server in servers.values()
            if any(s.address.key == server.address.key for s in node.addresses or ())
        ]
        for vip in dict.fromkeys(vip for server in mine for vip in server.vips):
            if declaration.vip not in {place.interface for place in node.standing(vip) or ()}:
                yield _contradicted(declaration, node, f"vip {vip}")
        return
    if own is None:
        return
    prefix = _prefix_of(own.address, nodes)
    if prefix is None:
        yield Diagnostic(
            "warning",
            _UNPLACED.fill(node=node.name),
            declaration.at.source.path,
            declaration.at.line,
            declaration.at.column,
            "declared",
        )
        return
    standing = [InterfaceAddress(own.address, prefix.length, "eth0", "global", declaration.at)]
    standing += [InterfaceAddress(vip, vip.bits, declaration.vip, "global", declaration.at) for vip in own.vips]
    node.addresses = tuple(standing)


def _prefix_of(address: Address, nodes: Mapping[str, Node]) -> Prefix | None:
    """The network of a shown node in which the address lies."""
    found = (
        prefix_of(shown.address, shown.length)
        for node in nodes.values()
        for shown in node.addresses or ()
        if shown.length < shown.address.bits and shown.interface != "lo"
    )
    return next((prefix for prefix in found if prefix.holds(address)), None)


def _sysctls(declaration: Declaration, node: Node) -> Iterator[Diagnostic]:
    wanted = {**(_suppressed(node) if declaration.arp else {}), **dict(declaration.settings)}
    known = node.sysctls or {}
    for key, value in wanted.items():
        if key not in known:
            known = {**known, key: Sysctl(value, declaration.at)}
        elif declaration.arp and known[key].value != value:
            yield _contradicted(declaration, node, f"{key} = {known[key].value}")
    if wanted:
        node.sysctls = known


def _suppressed(node: Node) -> dict[str, str]:
    """The settings that keep a VIP quiet, for all interfaces and for each: the kernel takes the larger of the two."""
    interfaces = dict.fromkeys(("all", *(interface_key(shown.interface) for shown in node.addresses or ())))
    return {f"net.ipv4.conf.{name}.{key}": value for name in interfaces for key, value in _ARP.items()}


def _connected(node: Node) -> list[Route]:
    """The routes that come with addresses."""
    return [
        Route(
            prefix_of(one.address, one.length), None, one.interface, "main", "unicast", 0, one.at, one.address
        )
        for one in node.addresses or ()
        if one.interface != "lo" and one.length < one.address.bits
    ]


def _leads_to(node: Node, gateway: Address) -> bool:
    if node.routes is None:
        return True
    return any(
        not route.prefix.length and route.gateway is not None and route.gateway.key == gateway.key
        for route in node.routes
    )


def _contradicted(declaration: Declaration, node: Node, fact: str) -> Diagnostic:
    at = declaration.at
    text = _CONTRADICTED.fill(node=node.name, fact=fact)
    return Diagnostic("warning", text, at.source.path, at.line, at.column, "declared")


_CONTRADICTED = Text(
    "What is shown of {node} contradicts this declaration ({fact}): what is shown counts.",
    "{node} 给出的内容与这条声明不符（{fact}）：以给出的内容为准。",
)
_UNPLACED = Text(
    "The network of {node} is not shown by any node, so its declared VIP can't be placed: give its address with prefix under nodes.",
    "没有节点给出 {node} 所在的网段，无法放置声明的 VIP：请在 nodes 下写出它带前缀的地址。",
)
