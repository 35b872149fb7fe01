"""Classes of what can't be told apart: a flow is walked once for all that come out alike.

An address is known by what the definition says about it: which prefixes, routes and rules hold it, and what they mean,
not which they are. Two services whose VIP, port and real servers are alike in this sense are walked once.
"""

from collections.abc import Hashable, Iterable, Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.shapes import shape_of
from lvsportal.engine.flows.types import Target
from lvsportal.engine.model.address import Address, Prefix, parse_address, parse_prefix, prefix_of
from lvsportal.engine.model.netfilter import Match, Netfilter
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.readers.ports import port_number
from lvsportal.engine.walk.listeners import listener
from lvsportal.engine.walk.scheduling import HASHING

_ADDRESSES = ("-s", "-d", "--dst-range", "--src-range")
_PORTS = ("--dport", "--sport")
_WHOLE = {4: 32, 6: 128}
_Meaning = tuple[
    Hashable, ...
]  # the number of a node's shape, and what it says: nodes that are alike say it with one voice
_Told = tuple[int, bool, Prefix | None, frozenset[_Meaning]]


class Classes:
    """What the definition says about addresses and ports. Made once for a cluster."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.cluster = analysis.cluster
        self._prefixes: dict[tuple[int, int], dict[int, dict[_Meaning, None]]] = {}
        self._ranges: list[tuple[int, int, int, _Meaning]] = []
        self._ports: dict[int, list[Hashable]] = {}
        self._port_ranges: list[tuple[int, int, Hashable]] = []
        self._known: dict[tuple[int, int], int] = {}
        self._kinds: dict[tuple[int, int], Hashable] = {}
        self._numbers: dict[Hashable, int] = {}
        self._strange: dict[tuple[str, tuple[int, int]], int] = {}
        self._shapes = {node.name: self._number(shape_of(analysis, node)) for node in self.cluster.nodes}
        for node in self.cluster.nodes:
            self._read(node)

    def _number(self, what: Hashable) -> int:
        """A small number for a thing, the same for equal ones: large ones are hashed once."""
        return self._numbers.setdefault(what, len(self._numbers))

    # -- what the definition says ------------------------------------------------------------------------------

    def _read(self, node: Node) -> None:
        for prefix, meaning in _meanings(node):
            self._note(prefix, (self._shapes[node.name], *meaning))
        for tables in (node.netfilter, node.arptables):
            if tables is not None:
                self._read_rules(node, tables)

    def _read_rules(self, node: Node, tables: Netfilter) -> None:
        for rules in tables.rules.values():
            for number, rule in enumerate(rules):
                for match in rule.matches:
                    meaning = (self._shapes[node.name], rule.table, rule.chain, number, match.option)
                    if match.option in _ADDRESSES:
                        self._note_addresses(match, meaning)
                    elif match.option in _PORTS:
                        self._note_ports(match, meaning)

    def _note(self, prefix: Prefix, meaning: _Meaning) -> None:
        shift = _WHOLE[prefix.family] - prefix.length
        places = self._prefixes.setdefault((prefix.family, shift), {})
        places.setdefault(prefix.value >> shift, {})[meaning] = None

    def _note_addresses(self, match: Match, meaning: _Meaning) -> None:
        for part in match.value.split(","):
            low, dash, high = part.partition("-")
            first, last = parse_address(low), parse_address(high)
            found = parse_prefix(part)
            if dash and first is not None and last is not None:
                self._ranges.append((first.family, first.value, last.value, meaning))
            elif found is not None:
                self._note(prefix_of(*found), meaning)

    def _note_ports(self, match: Match, meaning: Hashable) -> None:
        for part in match.value.split(","):
            low, colon, high = part.partition(":")
            first, last = port_number(low or "0"), port_number(high or "65535")
            if colon and first is not None and last is not None:
                self._port_ranges.append((first, last, meaning))
                continue
            number = port_number(part)
            if number is not None:
                self._ports.setdefault(number, []).append(meaning)

    # -- what that makes of an address, a port, a real server, a target ----------------------------------------

    def address(self, address: Address) -> Hashable:
        """What makes an address different from others."""
        key = address.key
        if key not in self._known:
            self._known[key] = self._number(self._told(address))
        return self._known[key]

    def _told(self, address: Address) -> _Told:
        found: list[_Meaning] = []
        for (family, shift), places in self._prefixes.items():
            if family == address.family and (here := places.get(address.value >> shift)) is not None:
                found += here
        for family, low, high, meaning in self._ranges:
            if family == address.family and low <= address.value <= high:
                found.append(meaning)
        segment = self.analysis.topology.segment_of(address)
        return address.family, address.is_loopback, segment, frozenset(found)

    def port(self, port: int) -> Hashable:
        """What makes a port different from others."""
        found = list(self._ports.get(port, ()))
        found += [meaning for low, high, meaning in self._port_ranges if low <= port <= high]
        return frozenset(found)

    def kind(self, service: Service, real: RealServer) -> Hashable:
        """What makes a real server different from others of its service: of one that is shown what it is like, of a
        stranger what is said of its address."""
        key = real.address.key
        relation = real.method, self._port_relation(service, real), real.weight > 0, bool(real.checks)
        if key not in self._kinds:
            self._kinds[key] = self._of_address(real.address)
        return relation, self._kinds[key]

    def _of_address(self, address: Address) -> Hashable:
        owner = self.cluster.owner(address)
        if owner is None or address.is_loopback:
            return self.address(address)
        return self._shapes[owner.name], self.address(address)

    def _port_relation(self, service: Service, real: RealServer) -> Hashable:
        if real.port is None or real.port == service.port:
            return "same"
        return real.port, self.port(real.port)

    def alike(
        self, service: Service, reals: Iterable[RealServer], gone: frozenset[str] = frozenset()
    ) -> list[list[RealServer]]:
        """The real servers in groups that can't be told apart; nodes that are ``gone`` stand apart. Hashing schedulers look at the whole table, in its order:
        there each stands for itself."""
        if service.scheduler in HASHING:
            return [[real] for real in reals]
        groups: dict[Hashable, list[RealServer]] = {}
        for real in reals:
            owner = self.cluster.owner(real.address) if gone else None
            apart = owner is not None and owner.name in gone
            groups.setdefault((apart, self.kind(service, real)), []).append(real)
        return list(groups.values())

    def representatives(
        self, service: Service, reals: Iterable[RealServer], gone: frozenset[str] = frozenset()
    ) -> list[RealServer]:
        """One real server of each group."""
        return [group[0] for group in self.alike(service, reals, gone)]

    def target(self, target: Target) -> Hashable:
        """What makes a target different from others."""
        if target.vip is None:
            return target.name, target.services[0][0].name
        vip = target.vip
        services = tuple(self._service(target, vip, node, service) for node, service in target.services)
        others = tuple(self._beside(node, target, vip) for node in self.cluster.directors)
        return (
            target.protocol,
            target.port == 0,
            self.port(target.asked),
            self.address(vip),
            services,
            others,
        )

    def _service(self, target: Target, vip: Address, node: Node, service: Service) -> Hashable:
        reals = frozenset(self._real(target, vip, service, real) for real in service.real_servers)
        settings = (service.scheduler, service.persistent > 0, service.fwmark, service.origin, service.ops)
        spare = (
            self._real(target, vip, service, service.sorry_server) if service.sorry_server is not None else None
        )
        order = tuple(real.weight for real in service.real_servers) if service.scheduler in HASHING else ()
        return node.name, settings, reals, spare, order, service.quorum.quorum

    def _real(self, target: Target, vip: Address, service: Service, real: RealServer) -> Hashable:
        owner = self.cluster.owner(real.address)
        checked = tuple((check.kind, check.port, check.address) for check in real.checks)
        if owner is None:
            return self.kind(service, real), bool(checked)
        sockets = (
            listener(owner, vip, target.asked, target.protocol),
            listener(owner, real.address, real.port or target.asked, target.protocol),
        )
        relation = self._port_relation(service, real)
        return owner.name, real.address.key, real.method, relation, real.weight, _plain(sockets), checked

    def _beside(self, node: Node, target: Target, vip: Address) -> Hashable:
        """What else on a director could take the target's packets, and which strangers may answer for its VIP."""
        ports = node.services_at(vip, target.protocol)
        return 0 in ports, target.asked in ports, self._strangers(node, vip)

    def _strangers(self, node: Node, vip: Address) -> Hashable:
        """The kinds of strangers that may answer for a VIP, found once: many services share one."""
        key = node.name, vip.key
        if key not in self._strange:
            kinds = frozenset(
                self.kind(one, real)
                for one in node.services_with(vip)
                for real in one.real_servers
                if real.method in (DR, TUN) and self.cluster.owner(real.address) is None
            )
            self._strange[key] = self._number(kinds)
        return self._strange[key]


def _plain(sockets: Iterable[object]) -> Hashable:
    """Sockets without their port and address: bound to one address, to all, none, or not shown."""
    return tuple(one if one is None or isinstance(one, bool) else (one[1] is None, one[4]) for one in sockets)  # type: ignore[index]


def _meanings(node: Node) -> Iterator[tuple[Prefix, tuple[Hashable, ...]]]:
    """Each prefix that a node's evidence and configuration name, with what they say about it."""
    for shown in node.addresses or ():
        bits = shown.address.bits
        yield prefix_of(shown.address, bits), ("at", shown.interface, shown.length, shown.scope)
        if shown.length < bits:
            yield prefix_of(shown.address, shown.length), ("near", shown.interface, shown.length)
    for route in node.routes or ():
        gateway = route.gateway.key if route.gateway is not None else None
        preferred = None if route.kind == "local" or route.preferred is None else route.preferred.key
        told = (route.table, route.kind, route.interface, gateway, route.metric, route.prefix.length, preferred)
        yield route.prefix, ("route", *told)
    for number, rule in enumerate(node.rules or ()):
        for prefix in (rule.source, rule.destination):
            if prefix is not None:
                yield prefix, ("rule", number)
    yield from _written_meanings(node)


def _written_meanings(node: Node) -> Iterator[tuple[Prefix, tuple[Hashable, ...]]]:
    for family, value in node.own_addresses():
        yield Prefix(family, value, _WHOLE[family]), ("own",)
    for family, value in node.virtual_addresses():
        yield Prefix(family, value, _WHOLE[family]), ("serves",)
    configuration = node.configuration
    if configuration is None:
        return
    for instance in configuration.instances:
        for virtual in instance.addresses:
            told = ("holds", instance.name, virtual.interface, virtual.length)
            yield prefix_of(virtual.address, virtual.address.bits), told
            if virtual.length is not None and virtual.length < virtual.address.bits:
                yield prefix_of(virtual.address, virtual.length), ("near", virtual.interface, virtual.length)
    for route in configuration.routes:
        gateway = route.gateway.key if route.gateway is not None else None
        yield route.prefix, ("static", gateway, route.interface, route.prefix.length)
