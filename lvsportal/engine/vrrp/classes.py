"""Which instances belong together: those that could hear each other, and those that move together in a sync group."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.vrrp.hearing import Hearing, hearing
from lvsportal.engine.vrrp.machine import Key
from lvsportal.engine.vrrp.path import source_of
from lvsportal.engine.vrrp.router import Daemon, Router, daemon
from lvsportal.engine.vrrp.tracking import Watched, group_of, watched
from lvsportal.engine.walk.world import World


class Member(NamedTuple):
    """An instance with what it watches and its sync group's number on its node."""

    router: Router
    watched: Watched
    group: int | None
    runs: bool


class InstanceClass(NamedTuple):
    """Instances of one election. ``hearings``: by (sender, receiver)."""

    members: tuple[Member, ...]
    hearings: dict[tuple[Key, Key], Hearing]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names of its nodes, in their order."""
        return tuple(dict.fromkeys(member.router.node.name for member in self.members))


class Daemons(NamedTuple):
    """All of the cluster that VRRP knows."""

    daemons: dict[str, Daemon]
    classes: tuple[InstanceClass, ...]


def daemons_of(cluster: Cluster) -> Daemons:
    """The daemons of a cluster's nodes, and the classes of their instances."""
    found = {node.name: one for node in cluster.nodes if (one := daemon(node)) is not None}
    members = {
        router.key: Member(router, watched(one, router), group_of(one, router), one.runs)
        for one in found.values()
        for router in one.routers
    }
    world = World(cluster)
    hearings: dict[tuple[Key, Key], Hearing] = {}
    for one_key, other_key in _pairs(world, [member.router for member in members.values()]):
        first, second = members[one_key].router, members[other_key].router
        hearings[one_key, other_key] = hearing(world, first, second)
        hearings[other_key, one_key] = hearing(world, second, first)
    return Daemons(found, tuple(_classes(members, hearings)))


def _pairs(world: World, routers: Iterable[Router]) -> Iterator[tuple[Key, Key]]:
    """Instances of two nodes with one VRID and family that share a VIP, a segment, or an address they speak to."""
    buckets: dict[tuple[object, ...], dict[Key, None]] = {}
    for router in routers:
        for place in _places(world, router):
            buckets.setdefault((router.vrid, router.family, *place), {})[router.key] = None
    seen: set[tuple[Key, Key]] = set()
    for keys in buckets.values():
        for pair in combinations(keys, 2):
            if pair[0][0] != pair[1][0] and pair not in seen and pair[::-1] not in seen:
                seen.add(pair)
                yield pair


def _places(world: World, router: Router) -> Iterator[tuple[object, ...]]:
    for vip in router.all_vips:
        yield "vip", vip.address.key
    segment = world.segment_at(router.node, router.interface)
    if segment is not None and not router.is_unicast:
        yield "segment", segment
    source = source_of(router)
    addresses = [peer.address for peer in router.peers]
    for address in [*addresses, source] if source is not None and router.is_unicast else addresses:
        yield "address", address.key


def _classes(members: dict[Key, Member], hearings: dict[tuple[Key, Key], Hearing]) -> Iterator[InstanceClass]:
    parent: dict[Key, Key] = {key: key for key in members}

    def root(key: Key) -> Key:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in hearings:
        parent[root(other)] = root(one)
    groups: dict[tuple[str, int], Key] = {}
    for key, member in members.items():
        if member.group is not None:
            first = groups.setdefault((key[0], member.group), key)
            parent[root(key)] = root(first)
    found: dict[Key, list[Member]] = {}
    for key, member in members.items():
        found.setdefault(root(key), []).append(member)
    own: dict[Key, dict[tuple[Key, Key], Hearing]] = {}
    for pair, heard in hearings.items():
        own.setdefault(root(pair[0]), {})[pair] = heard
    for key, listed in found.items():
        yield InstanceClass(tuple(listed), own.get(key, {}))
