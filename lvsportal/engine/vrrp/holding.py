"""From instances in MASTER to the nodes that answer for each VIP: those, and nodes that have it by other means."""

from collections.abc import Iterable
from functools import cached_property

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.vrrp.events import Event, EventKind, interfaces_on
from lvsportal.engine.vrrp.machine import Key
from lvsportal.engine.vrrp.router import Daemon

AddressKey = tuple[int, int]


class Holding:
    """The VIPs of a cluster, by address, and the instances that carry them. Made once."""

    def __init__(self, cluster: Cluster, daemons: dict[str, Daemon]) -> None:
        self._cluster = cluster
        self._names = self._instance_names(daemons)
        self._addresses: dict[AddressKey, Address] = {}
        self._carriers: dict[AddressKey, dict[Key, str]] = {}  # instance → the VIP's interface there
        self._reals: dict[AddressKey, set[AddressKey]] = {}
        self.servers: dict[
            AddressKey, dict[str, Node]
        ] = {}  # VIP → the directors with a service on it, by name
        for daemon in daemons.values():
            for router in daemon.routers:
                for vip in router.all_vips:
                    self._addresses.setdefault(vip.address.key, vip.address)
                    self._carriers.setdefault(vip.address.key, {})[router.key] = vip.interface
        for node in cluster.directors:
            for service in node.services:
                if service.vip is not None:
                    self._addresses.setdefault(service.vip.key, service.vip)
                    reals = self._reals.setdefault(service.vip.key, set())
                    reals.update(real.address.key for real in service.real_servers)
                    self.servers.setdefault(service.vip.key, {})[node.name] = node
        self._standing = self._shown_at()
        self._order = {node.name: number for number, node in enumerate(cluster.nodes)}

    def _shown_at(self) -> dict[AddressKey, list[tuple[Node, str]]]:
        """Where nodes show a VIP so that neighbours can ask for it: (node, interface)."""
        found: dict[AddressKey, list[tuple[Node, str]]] = {}
        for node in self._cluster.nodes:
            for shown in node.addresses or ():
                if shown.address.key in self._addresses and node.is_wired(shown.interface):
                    found.setdefault(shown.address.key, []).append((node, shown.interface))
        return found

    @staticmethod
    def _instance_names(daemons: dict[str, Daemon]) -> dict[str, frozenset[Key]]:
        """By name: the instances called so, and those of other nodes with their VRID and a VIP in common."""
        routers = [router for daemon in daemons.values() for router in daemon.routers]
        by_name: dict[str, list[Key]] = {}
        sharing: dict[tuple[int, int, AddressKey], list[Key]] = {}
        kin: dict[Key, list[Key]] = {}
        for router in routers:
            by_name.setdefault(router.name, []).append(router.key)
            for vip in router.all_vips[:1]:
                alike = sharing.setdefault((router.vrid, router.family, vip.address.key), [])
                alike.append(router.key)
                kin[router.key] = alike
        found: dict[str, frozenset[Key]] = {}
        for name, keys in by_name.items():
            nodes = {node for node, _ in keys}
            others = (other for key in keys for other in kin.get(key, ()) if other[0] not in nodes)
            found[name] = frozenset([*keys, *others])
        return found

    def masters(self, masters: frozenset[Key]) -> dict[str, tuple[str, ...] | None]:
        """The nodes that are master of each instance, by the instance's name."""
        return {
            name: self._in_order({node for node, _ in keys & masters}) for name, keys in self._names.items()
        }

    def holders(self, holders: frozenset[Key], events: Iterable[Event]) -> dict[str, tuple[str, ...] | None]:
        """The nodes that answer for each VIP; None where that is not shown."""
        listed = tuple(events)
        gone = {event.node for event in listed if event.kind is EventKind.NODE}
        dead = {
            (event.node, name)
            for event in listed
            if event.kind is EventKind.INTERFACE
            for name in interfaces_on(self._cluster.by_name.get(event.node), event.name)
        }
        found = dict(self._elsewhere)
        touched = {
            key
            for key, places in self._standing.items()
            if any(node.name in gone or (node.name, interface) in dead for node, interface in places)
        }
        for key in (*self._carriers, *(touched - self._carriers.keys())):
            found[self._addresses[key].text] = self._holders_of(key, holders, gone, dead)
        return found

    @cached_property
    def _elsewhere(self) -> dict[str, tuple[str, ...] | None]:
        """Who has the VIPs that no instance brings, while nothing has failed; with a place for the others."""
        nobody: frozenset[Key] = frozenset()
        return {
            address.text: () if key in self._carriers else self._holders_of(key, nobody, set(), set())
            for key, address in self._addresses.items()
        }

    @cached_property
    def hidden(self) -> dict[AddressKey, tuple[str, ...]]:
        """The VIPs of which it is not shown who has them, with the directors that may."""
        return {
            key: tuple(node.name for node in self.servers.get(key, {}).values() if node.addresses is None)
            for key, address in self._addresses.items()
            if key not in self._carriers and self._elsewhere[address.text] is None
        }

    def carried_addresses(self) -> list[Address]:
        """The VIPs that VRRP instances bring."""
        return [self._addresses[key] for key in self._carriers]

    def _holders_of(
        self, vip: AddressKey, holders: frozenset[Key], gone: set[str], dead: set[tuple[str, str]]
    ) -> tuple[str, ...] | None:
        carriers = self._carriers.get(vip, {})
        found = {
            key
            for key, interface in carriers.items()
            if key in holders and (key[0], interface) not in dead and _is_up(self._node(key), interface)
        }
        carrying = {node for node, _ in carriers}
        by_hand = {
            node.name
            for node, interface in self._standing.get(vip, ())
            if node.name not in gone
            and node.name not in carrying
            and (node.name, interface) not in dead
            and not self._is_real_server(node, vip)
        }
        if not carriers and not by_hand and self._is_hidden(vip):
            return None
        return self._in_order({node for node, _ in found} | by_hand)

    def _node(self, key: Key) -> Node:
        return self._cluster.by_name[key[0]]

    def _is_real_server(self, node: Node, vip: AddressKey) -> bool:
        """A real server's answers for the VIP are branches of its flows, not its to hold."""
        reals = self._reals.get(vip)
        return (
            bool(reals) and not node.is_director and any(key in (reals or ()) for key in node.own_addresses())
        )

    def _is_hidden(self, vip: AddressKey) -> bool:
        """Whether a director that serves the VIP does not show its addresses."""
        return any(node.addresses is None for node in self.servers.get(vip, {}).values())

    def _in_order(self, names: set[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=self._order.__getitem__))


def _is_up(node: Node, interface: str) -> bool:
    link = (node.links or {}).get(interface)
    return link is None or not link.is_down
