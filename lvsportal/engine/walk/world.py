"""Who stands on which wire: the cluster's nodes, the real servers that are known by address only, and the client.

The one inference of the contracts: interfaces with addresses in one connected prefix stand on one segment; an
interface with addresses of two prefixes joins them; the definition may join more.
"""

from typing import NamedTuple

from lvsportal.engine.model.address import Address, Prefix, prefix_of
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node


class Port(NamedTuple):
    """A node's interface on a segment."""

    node: Node
    interface: str


class World:
    """Segments are named by one of their prefixes."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._joined: dict[Prefix, Prefix] = {}
        self._ports: list[tuple[Prefix, Port]] = []
        for node in cluster.nodes:
            self._place(node)
        for group in cluster.segments:
            for prefix in group[1:]:
                self._join(group[0], prefix)

    def _place(self, node: Node) -> None:
        by_interface: dict[str, list[Prefix]] = {}
        for shown in node.addresses or ():
            if shown.interface != "lo" and shown.length < shown.address.bits:
                by_interface.setdefault(shown.interface, []).append(prefix_of(shown.address, shown.length))
        for interface, prefixes in by_interface.items():
            for prefix in prefixes:
                self._joined.setdefault(prefix, prefix)
                self._join(prefixes[0], prefix)
            self._ports.append((prefixes[0], Port(node, interface)))

    def _root(self, prefix: Prefix) -> Prefix:
        while self._joined.get(prefix, prefix) != prefix:
            prefix = self._joined[prefix]
        return prefix

    def _join(self, one: Prefix, other: Prefix) -> None:
        self._joined.setdefault(one, one)
        self._joined[self._root(other)] = self._root(one)

    def segment_of(self, address: Address) -> Prefix | None:
        """The segment of the longest known prefix that holds the address; None where no such prefix is known."""
        held = [prefix for prefix in self._joined if prefix.holds(address)]
        return self._root(max(held, key=lambda prefix: prefix.length)) if held else None

    def segment_at(self, node: Node, interface: str) -> Prefix | None:
        """The segment that a node's interface stands on."""
        for prefix, port in self._ports:
            if port.node is node and port.interface == interface:
                return self._root(prefix)
        return None

    def ports(self, segment: Prefix) -> list[Port]:
        """All interfaces on a segment."""
        return [port for prefix, port in self._ports if self._root(prefix) == segment]

    def port_on(self, node: Node, segment: Prefix) -> Port | None:
        """The node's interface on a segment."""
        return next((port for port in self.ports(segment) if port.node is node), None)
