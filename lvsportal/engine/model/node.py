"""A node of the cluster: what its evidence shows. ``None`` always means *not shown*, never *none* and never a default."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from lvsportal.engine.model.address import Address, Prefix, prefix_of
from lvsportal.engine.model.evidence import command
from lvsportal.engine.model.services import Configuration, Service
from lvsportal.engine.model.vrrp import VirtualAddress
from lvsportal.engine.source.source import Span

if TYPE_CHECKING:  # loaded with the rules that read netfilter's tables, if there are any
    from lvsportal.engine.model.netfilter import Netfilter

Key = tuple[int, int]  # of an address: family and value


def firewall_file(family: int) -> str:
    """The evidence that shows the firewall's rules for a family (4 or 6)."""
    return "ip6tables-save.txt" if family == 6 else "iptables-save.txt"


class InterfaceAddress(NamedTuple):
    """``scope``: global, link or host. ``interface``: where it stands."""

    address: Address
    length: int
    interface: str
    scope: str
    at: Span


_OFF_THE_WIRE = frozenset({"dummy", "ipip", "sit", "gre", "ip6tnl", "ip6gre", "vti", "tun", "wireguard", "ifb"})


class Link(NamedTuple):
    """``kind``: "" for a plain device, else vlan, bond, bridge, macvlan, ipip, dummy …; ``flags`` as ``ip`` shows them
    (UP, NOARP …), empty where they are not shown."""

    name: str
    mac: str
    kind: str
    master: str
    mtu: int
    at: Span
    flags: frozenset[str] = frozenset()

    @property
    def is_down(self) -> bool:
        """Whether it is shown to be switched off: then it neither sends nor gets anything."""
        return bool(self.flags) and "UP" not in self.flags

    @property
    def on_a_wire(self) -> bool:
        """Whether neighbours can ask for addresses by it."""
        return (
            self.name != "lo"
            and self.kind not in _OFF_THE_WIRE
            and "NOARP" not in self.flags
            and "LOOPBACK" not in self.flags
            and not self.is_down
        )

    @property
    def is_tunnel(self) -> bool:
        """Whether it can take IP-in-IP packets."""
        return self.kind in ("ipip", "any") or (not self.kind and self.name.startswith("tunl"))


class Route(NamedTuple):
    """``kind``: unicast, local, broadcast, unreachable, blackhole. ``table``: main, local, default or a number."""

    prefix: Prefix
    gateway: Address | None
    interface: str
    table: str
    kind: str
    metric: int
    at: Span
    preferred: Address | None = None  # the source address that it gives to what the node itself sends


class PolicyRule(NamedTuple):
    """``matches`` are the selectors that are not understood or not empty, by name."""

    priority: int
    table: str
    source: Prefix | None
    destination: Prefix | None
    mark: int | None
    mask: int
    interface: str
    other: tuple[str, ...]
    kind: str = ""  # an action instead of a table: unreachable, blackhole, prohibit


class Listener(NamedTuple):
    """A listening socket; ``address`` None is the wildcard. ``family``: 4, 6, or 46 for a v6 wildcard that takes v4 too."""

    protocol: str
    address: Address | None
    port: int
    interface: str
    family: int


class Neighbour(NamedTuple):
    """An entry of the neighbour table."""

    address: Address
    mac: str
    interface: str
    at: Span


class Traffic(NamedTuple):
    """Bytes of a service since the counters were reset."""

    bytes_in: int
    bytes_out: int


class Sysctl(NamedTuple):
    value: str
    at: Span


class Node:
    """One machine. Readers fill it; nothing changes it afterwards."""

    __slots__ = (
        "_marked",
        "_own",
        "_standing",
        "_tables",
        "_virtual",
        "_written",
        "addresses",
        "arptables",
        "configuration",
        "derived",
        "evidence",
        "in_role",
        "keepalived_version",
        "kernel",
        "left_overs",
        "links",
        "listeners",
        "live",
        "localnodes",
        "name",
        "neighbours",
        "netfilter",
        "routes",
        "routes_complete",
        "rules",
        "sync_daemons",
        "sysctls",
        "traffic",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.evidence: dict[str, str] = {}  # kind → path of the file
        self.in_role: dict[
            str, Node
        ] = {}  # master, backup → what its kernel is shown to hold in that VRRP state
        self.left_overs: tuple[str, ...] = ()  # paths of configurations beside its own that nothing includes
        self.keepalived_version: tuple[int, ...] | None = None
        self.kernel: tuple[int, ...] | None = None
        self.localnodes: dict[
            Key, Span
        ] = {}  # its own addresses, as far as its table calls a real server Local
        self.configuration: Configuration | None = None
        self.live: tuple[Service, ...] | None = None
        self.links: dict[str, Link] | None = None
        self.addresses: tuple[InterfaceAddress, ...] | None = None
        self.routes: tuple[Route, ...] | None = None
        self.routes_complete = False  # all tables were shown, not `main` alone
        self.neighbours: tuple[Neighbour, ...] | None = None
        self.rules: tuple[PolicyRule, ...] | None = None
        self.sysctls: dict[str, Sysctl] | None = None
        self.netfilter: Netfilter | None = None
        self.arptables: Netfilter | None = None
        self.sync_daemons: tuple[tuple[str, str], ...] | None = None  # (role, interface)
        self.listeners: tuple[Listener, ...] | None = None
        self.traffic: dict[tuple[int, int, int, int, str], Traffic] | None = None
        self.derived: dict[str, Any] = {}  # tables that the walk makes of the evidence, each once
        self._own: dict[tuple[int, int], Span] | None = None
        self._virtual: dict[tuple[int, int], Span] | None = None
        self._standing: tuple[dict[Key, list[InterfaceAddress]], list[InterfaceAddress]] | None = None
        self._written: dict[Key, VirtualAddress] | None = None
        self._tables: dict[tuple[Key, str], dict[int, Service]] | None = None
        self._marked: dict[int, dict[int, Service]] | None = None

    @property
    def is_director(self) -> bool:
        """It has virtual services, written or in the kernel's table, or holds VIPs by VRRP."""
        if self.services:
            return True
        instances = self.configuration.instances if self.configuration is not None else ()
        return any(one.addresses for one in instances)

    def firewall(self, family: int) -> "Netfilter | None":
        """The rules that packets of a family (4 or 6) meet; None: those of this family are not shown."""
        found = self.netfilter
        return found if found is not None and str(family) in found.shown else None

    def is_wired(self, interface: str) -> bool:
        """Whether neighbours can ask for addresses by the interface; true where its link is not shown."""
        link = (self.links or {}).get(interface)
        return interface != "lo" and (link is None or link.on_a_wire)

    @property
    def shows_its_table(self) -> bool:
        """Whether it is known which virtual services it has, none included."""
        return self.live is not None or self.configuration is not None

    @property
    def services(self) -> tuple[Service, ...]:
        """The services as written; where nothing is written, those of the kernel's table."""
        if self.configuration is not None:
            return self.configuration.services
        return self.live or ()

    @property
    def active_services(self) -> tuple[Service, ...]:
        """The services that the kernel has: its table where it is shown, else what keepalived will load."""
        return self.live if self.live is not None else self.services

    def sysctl(self, key: str) -> str | None:
        """The value of a key such as ``net.ipv4.ip_forward``; None where it is not shown."""
        found = self.sysctls.get(key) if self.sysctls is not None else None
        return found.value if found is not None else None

    def number(self, key: str) -> int | None:
        """As ``sysctl``, as a number."""
        value = self.sysctl(key)
        return int(value) if value is not None and value.lstrip("-").isdecimal() else None

    def copy(self) -> "Node":
        """A node with the same facts, to be changed by whoever makes it; nothing that was derived from them goes along."""
        other = Node(self.name)
        for fact in _FACTS:
            setattr(other, fact, getattr(self, fact))
        return other

    def standing(self, address: Address) -> list[InterfaceAddress] | None:
        """Where the address is shown to stand; a prefix on ``lo`` makes all of it local. None: not shown."""
        if self.addresses is None:
            return None
        if self._standing is None:
            by_key: dict[Key, list[InterfaceAddress]] = {}
            wide: list[InterfaceAddress] = []
            for shown in self.addresses:
                by_key.setdefault(shown.address.key, []).append(shown)
                if shown.interface == "lo" and shown.length < shown.address.bits:
                    wide.append(shown)
            self._standing = by_key, wide
        by_key, wide = self._standing
        found = by_key.get(address.key, [])
        more = [
            one
            for one in wide
            if one.address.key != address.key and prefix_of(one.address, one.length).holds(address)
        ]
        return found + more if more else found

    def written_vip(self, address: Address) -> VirtualAddress | None:
        """The VIP as one of the node's VRRP instances writes it."""
        if self._written is None:
            self._written = {}
            for instance in self.configuration.instances if self.configuration is not None else ():
                for virtual in instance.addresses:
                    self._written.setdefault(virtual.address.key, virtual)
        return self._written.get(address.key)

    @property
    def marked_services(self) -> dict[int, dict[int, Service]]:
        """The active fwmark services, by family and mark."""
        if self._marked is None:
            self._marked = {}
            for service in self.active_services:
                if service.vip is None:
                    self._marked.setdefault(service.family, {})[service.fwmark] = service
        return self._marked

    def services_at(self, vip: Address, protocol: str) -> Mapping[int, Service]:
        """The active address services of a VIP and protocol, by port; of two that are the same the kernel has the first."""
        if self._tables is None:
            self._tables = {}
            for service in self.active_services:
                if service.vip is not None:
                    ports = self._tables.setdefault((service.vip.key, service.protocol), {})
                    ports.setdefault(service.port, service)
        return self._tables.get((vip.key, protocol), {})

    def services_with(self, vip: Address) -> list[Service]:
        """The active address services of a VIP."""
        return [one for protocol in ("TCP", "UDP", "SCTP") for one in self.services_at(vip, protocol).values()]

    def own_addresses(self) -> dict[tuple[int, int], Span]:
        """The addresses that this node is known to have for itself, VIPs left out. Found once, after reading."""
        if self._own is None:
            self._own = self._find_own()
        return self._own

    def _by_local_routes(self) -> Iterator[tuple[Key, Span]]:
        """The addresses that ``local`` routes name, though not where a VIP stands."""
        for route in self.routes or ():
            if route.kind == "local" and route.interface != "lo" and route.prefix.length in (32, 128):
                yield (route.prefix.family, route.prefix.value), route.at

    def _find_own(self) -> dict[tuple[int, int], Span]:
        found: dict[tuple[int, int], Span] = {}
        floating = self.virtual_addresses()
        for shown in self.addresses or ():
            if shown.address.key not in floating and not shown.address.is_loopback:
                found[shown.address.key] = shown.at
        for key, at in self.localnodes.items():
            if key not in floating:
                found.setdefault(key, at)
        if self.addresses is None:
            found.update((key, at) for key, at in self._by_local_routes() if key not in floating)
        if self.configuration is not None:
            for instance in self.configuration.instances:
                if instance.source_address is not None:
                    found.setdefault(instance.source_address.address.key, instance.source_address.at)
            for static in self.configuration.static_addresses:
                if static.address.key not in floating:
                    found.setdefault(static.address.key, static.at)
        return found

    def virtual_addresses(self) -> dict[tuple[int, int], Span]:
        """The VIPs of this node's VRRP instances and services. Found once, after reading."""
        if self._virtual is None:
            self._virtual = self._find_virtual()
        return self._virtual

    def _find_virtual(self) -> dict[tuple[int, int], Span]:
        found: dict[tuple[int, int], Span] = {}
        if self.configuration is not None:
            for instance in self.configuration.instances:
                for virtual in instance.addresses:
                    found.setdefault(virtual.address.key, virtual.at)
        for service in self.services:
            if service.vip is not None:
                found.setdefault(service.vip.key, service.at)
        return found

    def peers(self) -> dict[tuple[int, int], Span]:
        """The other directors, as far as ``unicast_peer`` names them."""
        if self.configuration is None:
            return {}
        peers = [peer for instance in self.configuration.instances for peer in instance.peers]
        return {peer.address.key: peer.at for peer in (*peers, *self.configuration.directors)}


_FACTS = tuple(name for name in Node.__slots__ if not name.startswith("_") and name != "derived")


def interface_key(interface: str) -> str:
    """The interface's name as it stands in a sysctl key."""
    return interface.replace(".", "/")


class Need(NamedTuple):
    """Evidence that would decide a question: a file of a node (by name, or by the address it is known by). ``keys``: what
    is missing in a file that was given; ``role``: master or backup, where it must be collected in that VRRP role."""

    node: str
    evidence: str
    keys: tuple[str, ...] = ()
    role: str = ""

    @property
    def command(self) -> str:
        return command(self.evidence)
