"""The cluster: all nodes of a definition, and who is known by which address."""

from collections.abc import Callable
from typing import TypeVar, cast

from lvsportal.engine.model.address import Address, Prefix
from lvsportal.engine.model.node import Node

Key = tuple[int, int]
T = TypeVar("T")


class Cluster:
    """``name``: of the definition. Nodes in the order of their names."""

    def __init__(self, name: str, nodes: list[Node], segments: tuple[tuple[Prefix, ...], ...] = ()) -> None:
        self.name = name
        self.segments = segments  # groups of prefixes that the definition says share one wire
        self.nodes = nodes
        self._derived: dict[object, object] = {}
        self.by_name = {node.name: node for node in nodes}
        self.directors = [node for node in nodes if node.is_director]
        self._owners: dict[Key, Node] = {}
        for node in nodes:
            for key in node.own_addresses():
                self._owners.setdefault(key, node)

    def once(self, derive: "Callable[[Cluster], T]") -> T:
        """``derive(self)``, computed when first asked for and gone with the cluster: what the walk, which stands below
        ``Analysis``, finds out about all nodes."""
        if derive not in self._derived:
            self._derived[derive] = derive(self)
        return cast(T, self._derived[derive])

    def with_nodes(self, changed: dict[str, Node]) -> "Cluster":
        """The cluster with other nodes in the places of those of the same name."""
        return Cluster(self.name, [changed.get(node.name, node) for node in self.nodes], self.segments)

    def owner(self, address: Address) -> Node | None:
        """The node that is shown to have the address for itself (not as a VIP)."""
        return self._owners.get(address.key)

    def is_no_director(self, address: Address) -> bool:
        """Whether the node behind the address is shown, and shown to have no virtual services."""
        node = self._owners.get(address.key)
        return node is not None and node.shows_its_table and not node.is_director

    def name_of(self, address: Address) -> str:
        """How to call the node behind an address: its name, else the address."""
        node = self._owners.get(address.key)
        return node.name if node is not None else address.text

    def hidden_servers(self, most: int) -> list[Address]:
        """The real servers that are known by their address only, at most ``most`` of them."""
        found: dict[Key, Address] = {}
        for director in self.directors:
            for service in director.services:
                for real in service.real_servers:
                    if self.owner(real.address) is None and not real.address.is_loopback:
                        found[real.address.key] = real.address
                        if len(found) >= most:
                            return list(found.values())
        return list(found.values())

    def other_directors(self, director: Node) -> list[Node]:
        return [node for node in self.directors if node is not director]
