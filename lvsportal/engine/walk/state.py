"""Which node holds the VIPs: as shown, or as after a fail-over (VRRP; section 8 of the behaviour that is modelled)."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, NamedTuple

from lvsportal.engine.model.address import Address, prefix_of
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import InterfaceAddress, Need, Node
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.walk.netfilter import marked_traffic
from lvsportal.engine.walk.scheduling import choices_among

Key = tuple[int, int]


class Failures(NamedTuple):
    """What is supposed to have failed: whole nodes, by name; interfaces that have lost their carrier, by node and name;
    ``daemons``: nodes whose keepalived has stopped, and has taken its services out of the kernel's table."""

    nodes: frozenset[str] = frozenset()
    interfaces: frozenset[tuple[str, str]] = frozenset()
    daemons: frozenset[str] = frozenset()


NO_FAILURES = Failures()
Pool = Callable[[Node, Service], tuple[RealServer, ...]]
Distinct = Callable[[Service, Iterable[RealServer]], list[RealServer]]


class State:
    """Who holds the VIPs, what has failed, and whom each service can choose.

    ``holder``: the one director that holds every floating VIP. ``holders``: instead of it, the holders of each VIP by
    name, none for a VIP that nobody has; a VIP that it lacks stands where the evidence shows it. Without both all of
    them do. ``pool``: the real servers that a new connection can get from a service; None: as its table says.
    ``distinct``: of real servers that can't be told apart one; None: all of them.
    """

    __slots__ = (
        "_memo",
        "_virtual",
        "answerers",
        "cluster",
        "distinct",
        "failures",
        "holder",
        "holders",
        "pool",
    )

    def __init__(
        self,
        cluster: Cluster,
        holder: Node | None = None,
        holders: Mapping[Key, frozenset[str]] | None = None,
        failures: Failures = NO_FAILURES,
        pool: Pool | None = None,
        distinct: Distinct | None = None,
    ) -> None:
        self.cluster = cluster
        self.holder = holder
        self.holders = holders or {}
        self.failures = failures
        self.pool = pool
        self.distinct = distinct
        self._virtual = virtual_addresses(cluster)
        self._memo: dict[tuple[str, Key], list[InterfaceAddress] | None] = {}
        # Who answers for an address on a segment, found once: all branches of all walks in this state ask it.
        self.answerers: dict[Hashable, Any] = {}

    def floats(self, key: Key) -> bool:
        """Whether the address goes where the holder is."""
        return key in self._virtual

    def holders_of(self, key: Key) -> frozenset[str] | None:
        """The names of those that hold a floating VIP; None where the evidence alone says."""
        if self.holder is not None:
            return frozenset((self.holder.name,))
        return self.holders.get(key)

    def is_up(self, node: Node, interface: str = "") -> bool:
        """Whether the node runs, and its interface has its carrier."""
        failed = self.failures
        return node.name not in failed.nodes and (node.name, interface) not in failed.interfaces

    def has_services(self, node: Node) -> bool:
        """Whether the node's kernel has virtual services."""
        return bool(node.active_services) and node.name not in self.failures.daemons

    def is_current(self, node: Node) -> bool:
        """Whether the node holds what the evidence shows it to hold, so that what is shown of its tables counts."""
        if self.holder is None and not self.holders:
            return True
        if node.addresses is None:
            return self._is_today()
        return self._shown_vips(node) == self._vips_of(node)

    def _is_today(self) -> bool:
        """Whether those who hold VIPs in this state are shown to hold some."""
        names = set[str]().union(*self.holders.values()) if self.holder is None else {self.holder.name}
        return all(
            self._shown_vips(self.cluster.by_name[name]) for name in names if name in self.cluster.by_name
        )

    def _shown_vips(self, node: Node) -> set[Key]:
        return {
            shown.address.key
            for shown in node.addresses or ()
            if shown.address.key in self._virtual and node.is_wired(shown.interface)
        }

    def _vips_of(self, node: Node) -> set[Key]:
        """The VIPs that the node holds; those that no rule of fail-over places are where they are shown."""
        shown = self._shown_vips(node)
        if self.holder is not None:
            return shown or {(0, 0)} if node is self.holder else set()
        return {key for key in self.holders if node.name in self.holders[key]} | (shown - self.holders.keys())

    @property
    def is_today(self) -> bool:
        """Whether this is the state that the evidence shows."""
        return (self.holder is None and not self.holders) or self._is_today()

    def holds(self, node: Node) -> bool | None:
        """Whether the node holds a floating VIP; None where that is not shown."""
        if self.holder is not None:
            return node is self.holder
        if any(node.name in names for names in self.holders.values()):
            return True
        rest = self._virtual.keys() - self.holders.keys()
        if not rest:
            return False
        return bool(self._shown_vips(node) & rest) if node.addresses is not None else None

    def reals_of(self, service: Service) -> Iterable[RealServer]:
        """The real servers of a service, of those that can't be told apart one, where the state knows them."""
        return service.real_servers if self.distinct is None else self.distinct(service, service.real_servers)

    def direct_servers(self) -> frozenset[Key]:
        """The addresses of all real servers that are served by DR or TUN."""
        known: frozenset[Key] | None = self.answerers.get("direct")
        if known is None:
            known = self.answerers["direct"] = frozenset(
                real.address.key
                for director in self.cluster.directors
                for service in director.active_services
                for real in service.real_servers
                if real.method in (DR, TUN)
            )
        return known

    def choices(self, node: Node, service: Service) -> tuple[RealServer, ...]:
        """The real servers that a new connection can get from a service of the node."""
        return choices_among(service, service.real_servers) if self.pool is None else self.pool(node, service)

    def holds_vip(self, node: Node, vip: Address) -> bool | None:
        """Whether the node has a VIP where neighbours ask for it; None where that is not shown."""
        names = self.holders_of(vip.key) if self.floats(vip.key) else None
        if names is not None:
            return node.name in names
        places = self.places(node, vip)
        return None if places is None else any(place.interface != "lo" for place in places)

    def places(self, node: Node, address: Address) -> list[InterfaceAddress] | None:
        """Where on the node the address stands, in this state; None where it is not shown."""
        key = (node.name, address.key)
        if key not in self._memo:
            self._memo[key] = self._find(node, address)
        return self._memo[key]

    def _find(self, node: Node, address: Address) -> list[InterfaceAddress] | None:
        shown = node.standing(address)
        names = self.holders_of(address.key) if self.floats(address.key) else None
        if names is None:
            return shown
        if node.name in names:
            if shown and any(place.interface != "lo" for place in shown):
                return shown
            return [*(shown or ()), self._taken_over(node, address)]
        if shown is None or node not in self.cluster.directors:
            return shown
        return [place for place in shown if place.interface == "lo" or not _is_floating(node, place)]

    def _taken_over(self, node: Node, address: Address) -> InterfaceAddress:
        """The VIP as keepalived sets it on the new master."""
        written = node.written_vip(address)
        length = written.length if written is not None else None
        interface = written.interface if written is not None else ""
        at = written.at if written is not None else node.virtual_addresses().get(address.key)
        if not interface:
            interface = _interface_towards(node, address) or _other_holder_interface(self.cluster, address)
        if at is None:
            at = node.services[0].at
        return InterfaceAddress(address, length or address.bits, interface, "global", at)


def holding(cluster: Cluster, holder: Node) -> State:
    """The state in which a director holds the floating VIPs, made once."""
    known = cluster.once(_by_holder)
    if holder not in known:
        known[holder] = State(cluster, holder)
    return known[holder]


def _by_holder(_: Cluster) -> dict[Node, State]:
    return {}


def virtual_addresses(cluster: Cluster) -> dict[Key, list[Node]]:
    """Every VIP of the definition with the directors that serve it; those of fwmark services as their rules name them."""
    return cluster.once(_virtual_addresses)


def _virtual_addresses(cluster: Cluster) -> dict[Key, list[Node]]:
    found: dict[Key, list[Node]] = {}
    for node in cluster.directors:
        marked = [
            vip.key
            for service in node.active_services
            if service.vip is None
            for vip, _, _ in marked_traffic(node, service.fwmark, service.family) or ()
        ]
        for key in dict.fromkeys([*node.virtual_addresses(), *marked]):
            found.setdefault(key, []).append(node)
    return found


def _is_floating(node: Node, place: InterfaceAddress) -> bool:
    """Whether a shown VIP is one that fail-over takes away: where VRRP puts it, or on a wire."""
    written = node.written_vip(place.address)
    if written is not None and written.interface:
        return place.interface == written.interface
    link = (node.links or {}).get(place.interface)
    return link is None or link.on_a_wire


def _interface_towards(node: Node, address: Address) -> str:
    """The interface with an address of a prefix that holds ``address``, else the only one there is."""
    wired = [
        shown for shown in node.addresses or () if shown.interface != "lo" and shown.length < shown.address.bits
    ]
    for shown in wired:
        if prefix_of(shown.address, shown.length).holds(address):
            return shown.interface
    names = {shown.interface for shown in wired}
    return names.pop() if len(names) == 1 else ""


def _other_holder_interface(cluster: Cluster, address: Address) -> str:
    for node in cluster.directors:
        for place in node.standing(address) or ():
            if place.interface != "lo":
                return place.interface
    return ""


def serving(cluster: Cluster, vip: Address) -> list[Node]:
    """The directors that have, or float, the VIP."""
    return virtual_addresses(cluster).get(vip.key, [])


def present(cluster: Cluster, vip: Address) -> tuple[list[State], tuple[Need, ...]]:
    """The states that can be today's, and what would tell which: one where the evidence shows it."""
    directors = serving(cluster, vip) or cluster.directors
    shown = [node for node in directors if any(_on_wire(node, vip))]
    hidden = [node for node in directors if node.addresses is None]
    if shown or not hidden:
        return [State(cluster)], ()
    needs = tuple(Need(node.name, "ip-addr.json") for node in hidden) if len(hidden) > 1 else ()
    return [State(cluster, node) for node in hidden], needs


def _on_wire(node: Node, vip: Address) -> list[InterfaceAddress]:
    return [place for place in node.standing(vip) or () if place.interface != "lo"]
