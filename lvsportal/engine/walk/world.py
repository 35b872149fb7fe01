"""Who stands on which wire: the nodes that are shown, by their interfaces' prefixes.

The one inference of the contracts: interfaces with addresses in one connected prefix stand on one segment; an
interface with addresses of two prefixes joins them; the definition may join more.
"""

from collections.abc import Iterable
from typing import NamedTuple

from lvsportal.engine.model.address import Address, Prefix, prefix_of
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node

Key = tuple[int, int]


class Port(NamedTuple):
    """A node's interface on a segment."""

    node: Node
    interface: str


def _inside(small: Prefix, large: Prefix) -> bool:
    shift = (32 if large.family == 4 else 128) - large.length
    return small.value >> shift == large.value >> shift


class World:
    """Segments are named by one of their prefixes. Made once for a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._parent: dict[Prefix, Prefix] = {}
        self._first: dict[tuple[str, str], Prefix] = {}
        self._ports: dict[Prefix, list[Port]] = {}
        placed: list[tuple[Prefix, Port]] = []
        for node in cluster.nodes:
            placed.extend(self._place(node))
        for group in cluster.segments:
            for prefix in group[1:]:
                self._join(group[0], prefix)
        for node in cluster.nodes:
            self._join_by_routes(node)
        self._here: dict[Prefix, dict[str, Port]] = {}
        self._twice: dict[Prefix, set[str]] = {}  # nodes with two interfaces on the segment
        for prefix, port in placed:
            root = self._root(prefix)
            self._ports.setdefault(root, []).append(port)
            here = self._here.setdefault(root, {})
            if here.setdefault(port.node.name, port) is not port:
                self._twice.setdefault(root, set()).add(port.node.name)
        self._having: dict[Key, list[str]] = {}
        self._wide: list[tuple[Prefix, str]] = []
        for node in cluster.nodes:
            self._index_addresses(node)
        self._by_length: dict[tuple[int, int], dict[int, Prefix]] = {}
        for prefix in self._parent:
            shift = (32 if prefix.family == 4 else 128) - prefix.length
            self._by_length.setdefault((prefix.family, shift), {})[prefix.value >> shift] = prefix

    def _place(self, node: Node) -> list[tuple[Prefix, Port]]:
        by_interface: dict[str, list[Prefix]] = {}
        for shown in node.addresses or ():
            if node.is_wired(shown.interface) and shown.scope != "link" and shown.length < shown.address.bits:
                by_interface.setdefault(shown.interface, []).append(prefix_of(shown.address, shown.length))
        found: list[tuple[Prefix, Port]] = []
        for interface, prefixes in by_interface.items():
            for prefix in prefixes:
                self._parent.setdefault(prefix, prefix)
                self._join(prefixes[0], prefix)
            self._first[node.name, interface] = prefixes[0]
            found.append((prefixes[0], Port(node, interface)))
        return found

    def _index_addresses(self, node: Node) -> None:
        for shown in node.addresses or ():
            self._having.setdefault(shown.address.key, []).append(node.name)
            if shown.interface == "lo" and shown.length < shown.address.bits and not shown.address.is_loopback:
                self._wide.append((prefix_of(shown.address, shown.length), node.name))

    def ports_having(self, segment: Prefix, address: Address, others: Iterable[str] = ()) -> list[Port]:
        """The interfaces on a segment whose nodes show the address anywhere, and those of ``others``, by name."""
        wide = (name for prefix, name in self._wide if prefix.holds(address))
        names = dict.fromkeys([*self._having.get(address.key, ()), *wide, *others])
        here = self._here.get(segment, {})
        if len(names) * 2 > len(here):
            return [port for port in self.ports(segment) if port.node.name in names]
        ports = [here[name] for name in names if name in here]
        several = {port.node.name for port in ports if port.node.name in self._twice.get(segment, ())}
        return [port for port in self.ports(segment) if port.node.name in names] if several else ports

    def _join_by_routes(self, node: Node) -> None:
        """A route without a gateway says that its network is on the interface's own wire."""
        for route in node.routes or ():
            own = self._first.get((node.name, route.interface))
            plain = route.gateway is None and route.kind == "unicast" and route.prefix.length > 1
            if own is None or not plain or route.prefix.family != own.family:
                continue
            shift = (32 if own.family == 4 else 128) - route.prefix.length
            for known in list(self._parent):
                if known.family == own.family and (
                    known == route.prefix
                    or (known.length < route.prefix.length and _inside(route.prefix, known))
                    or (
                        known.length > route.prefix.length
                        and known.value >> shift == route.prefix.value >> shift
                    )
                ):
                    self._join(own, known)

    def _root(self, prefix: Prefix) -> Prefix:
        while self._parent.get(prefix, prefix) != prefix:
            prefix = self._parent[prefix]
        return prefix

    def _join(self, one: Prefix, other: Prefix) -> None:
        self._parent.setdefault(one, one)
        self._parent.setdefault(other, other)
        self._parent[self._root(other)] = self._root(one)

    def segment_of(self, address: Address) -> Prefix | None:
        """The segment of the longest known prefix that holds the address; None where no such prefix is known."""
        best: Prefix | None = None
        for (family, shift), known in self._by_length.items():
            if family == address.family and (found := known.get(address.value >> shift)) is not None:
                best = found if best is None or found.length > best.length else best
        return self._root(best) if best is not None else None

    def segment_at(self, node: Node, interface: str) -> Prefix | None:
        """The segment that a node's interface stands on."""
        first = self._first.get((node.name, interface))
        return self._root(first) if first is not None else None

    def ports(self, segment: Prefix) -> list[Port]:
        """All interfaces on a segment."""
        return self._ports.get(segment, [])

    def segments(self) -> list[tuple[list[Prefix], list[Port]]]:
        """Each segment with all its prefixes and its interfaces."""
        prefixes: dict[Prefix, list[Prefix]] = {}
        for prefix in self._parent:
            prefixes.setdefault(self._root(prefix), []).append(prefix)
        return [(prefixes[root], ports) for root, ports in self._ports.items()]

    def port_on(self, node: Node, segment: Prefix) -> Port | None:
        """The node's interface on a segment."""
        return self._here.get(segment, {}).get(node.name)
