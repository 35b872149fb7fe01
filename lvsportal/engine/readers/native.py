"""cluster.yaml, the native form: small enough to write by hand, and to complete what the other files don't show.

The shape is published as a JSON Schema (``/schema/cluster.json``). The reader checks as it goes, so that each mistake
has its line and column; what is right is still read. It never raises on any text.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from lvsportal.engine.model.address import Address, Prefix, parse_address, parse_prefix, prefix_of
from lvsportal.engine.model.health import CheckKind, HealthCheck, Quorum
from lvsportal.engine.model.node import InterfaceAddress, Link, Listener, Node, Route, Sysctl
from lvsportal.engine.model.services import DR, FNAT, NAT, TUN, Configuration, RealServer, Service
from lvsportal.engine.model.vrrp import Peer, VirtualAddress, Vrrp, VrrpInstance
from lvsportal.engine.readers.declarations import Declaration
from lvsportal.engine.readers.evidence.values import mac_of, whole
from lvsportal.engine.readers.ports import port_number
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, Source, Span

_MOST_NODES = 200_000
_METHODS = (DR, TUN, NAT, FNAT)
_SERVICE_FIELDS = {
    "vip",
    "port",
    "fwmark",
    "protocol",
    "scheduler",
    "method",
    "persistent",
    "real_servers",
    "check",
    "quorum",
    "sorry_server",
}
_INSTANCE_NUMBERS = {"router_id", "priority", "version"}
_INSTANCE_FIELDS = _INSTANCE_NUMBERS | {
    "name", "interface", "state", "advert_int", "vips", "peers", "source", "nopreempt"
}  # fmt: skip
# What keepalived.conf calls it, for the places that rules point to.
_KEYWORDS = {
    "router_id": "virtual_router_id",
    "vips": "virtual_ipaddress",
    "peers": "unicast_peer",
    "source": "unicast_src_ip",
}
_CHECK_FIELDS = {"kind", "address", "port", "path", "interval", "timeout", "retries"}
_DECLARED = {"why", "plain", "vip", "arp", "gateway", "listens", "segment"}
_YES = ("true", "yes", "on", "1")
Scalar = yaml.ScalarNode


class Native(NamedTuple):
    """``segments``: groups of prefixes that share one wire."""

    name: str
    segments: tuple[tuple[Prefix, ...], ...]
    diagnostics: list[Diagnostic]
    declarations: tuple[Declaration, ...] = ()


def read(source: Source, node_of: Callable[[str], Node]) -> Native:
    """Fill the nodes that the file names; facts that a node has already from elsewhere are kept."""
    reader = _Reader(source, node_of)
    root = reader.parse()
    if root is not None:
        reader.cluster(root)
    return Native(reader.name, tuple(reader.segments), reader.diagnostics, tuple(reader.declarations))


class _Reader:
    def __init__(self, source: Source, node_of: Callable[[str], Node]) -> None:
        self.source = source
        self.node_of = node_of
        self.name = ""
        self.segments: list[tuple[Prefix, ...]] = []
        self.declarations: list[Declaration] = []
        self.diagnostics: list[Diagnostic] = []

    def parse(self) -> yaml.Node | None:
        """The document's root; aliases are refused, since they multiply."""
        try:
            for count, event in enumerate(yaml.parse(self.source.text, Loader=yaml.SafeLoader)):
                if isinstance(event, yaml.AliasEvent) or count > _MOST_NODES:
                    self._tell(_ALIAS, event.start_mark)
                    return None
            return yaml.compose(self.source.text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            problem = str(error.problem or "not YAML")[:120]
            self._tell(_NO_YAML.fill(problem=problem), error.problem_mark)
        except (yaml.YAMLError, RecursionError) as error:
            self._tell(_NO_YAML.fill(problem=str(error).splitlines()[0][:120]), None)
        return None

    # -- the levels --------------------------------------------------------------------------------------------

    def cluster(self, root: yaml.Node) -> None:
        for key, value in self._pairs(root, {"name", "nodes", "segments", "version", "declare"}):
            if key == "name":
                self.name = self._text(value)
            elif key == "nodes":
                for name, node in self._pairs(value, None):
                    self.node(self.node_of(name), node)
            elif key == "segments":
                self.segments = [self._segment(row) for row in self._rows(value)]
            elif key == "declare":
                for on, declared in self._pairs(value, None):
                    self._declaration(on, declared)

    def _declaration(self, on: str, root: yaml.Node) -> None:
        """``NODE: {why, plain, vip, arp, gateway, listens, segment}``; without a reason it does not count."""
        fields = dict(self._pairs(root, _DECLARED))
        why = self._text(fields["why"]).strip() if "why" in fields else ""
        if not why:
            self._wrong(root, "a why: who looked at it, and when", "why：谁确认的，什么时候")
            return
        listens = [one for row in self._rows(fields.get("listens")) if (one := self._listener(row))]
        declaration = Declaration(
            on,
            why[:500],
            self._span(root),
            "plain" in fields and self._text(fields["plain"]).lower() in _YES,
            self._text(fields["vip"]) if "vip" in fields else "",
            "arp" in fields and self._text(fields["arp"]).lower() in (*_YES, "suppressed"),
            self._address(fields["gateway"]) if "gateway" in fields else None,
            tuple(listens),
        )
        self.declarations.append(declaration)
        if "segment" in fields:
            self.segments.append(self._segment(fields["segment"]))

    def node(self, node: Node, root: yaml.Node) -> None:
        fields = dict(
            self._pairs(root, {"interfaces", "routes", "sysctls", "listeners", "services", "gateway", "vrrp"})
        )
        if "interfaces" in fields:
            self._interfaces(node, fields["interfaces"])
        if "routes" in fields or "gateway" in fields:
            routes = [route for row in self._rows(fields.get("routes")) if (route := self._route(row))]
            gateway = self._address(fields["gateway"]) if "gateway" in fields else None
            if gateway is not None:
                at = self._span(fields["gateway"])
                routes.append(Route(Prefix(gateway.family, 0, 0), gateway, "", "main", "unicast", 0, at))
            if node.routes is None:
                node.routes = (*self._connected(node), *routes)
        if "sysctls" in fields:
            values = {
                key: Sysctl(self._text(value), self._span(value))
                for key, value in self._pairs(fields["sysctls"], None)
            }
            node.sysctls = {**values, **(node.sysctls or {})}
        if "listeners" in fields and node.listeners is None:
            node.listeners = tuple(
                one for row in self._rows(fields["listeners"]) if (one := self._listener(row))
            )
        if ("services" in fields or "vrrp" in fields) and node.configuration is None:
            rows = self._rows(fields.get("services"))
            services = tuple(entry for row in rows if (entry := self._service(row)))
            instances = tuple(self._instance(row) for row in self._rows(fields.get("vrrp")))
            vrrp = Vrrp(instances=instances)
            node.configuration = Configuration(self.source.path, "", services, vrrp, dialect="native")

    def _connected(self, node: Node) -> list[Route]:
        """The routes that come with addresses (``fib_frontend.c: fib_add_ifaddr``): nobody writes them down."""
        return [
            Route(
                prefix_of(one.address, one.length),
                None,
                one.interface,
                "main",
                "unicast",
                0,
                one.at,
                one.address,
            )
            for one in node.addresses or ()
            if one.interface != "lo" and one.length < one.address.bits
        ]

    def _interfaces(self, node: Node, root: yaml.Node) -> None:
        links: dict[str, Link] = {}
        addresses: list[InterfaceAddress] = []
        for name, value in self._pairs(root, None):
            fields = dict(self._pairs(value, {"mac", "addresses", "kind", "master", "mtu"}))
            mac = self._mac(fields["mac"]) if "mac" in fields else ""
            kind = self._text(fields["kind"]) if "kind" in fields else ""
            master = self._text(fields["master"]) if "master" in fields else ""
            mtu = self._number(fields["mtu"], 1500) if "mtu" in fields else 1500
            links[name] = Link(name, mac, kind, master, mtu, self._span(value))
            for row in self._rows(fields.get("addresses")):
                found = parse_prefix(self._text(row))
                if found is None:
                    self._wrong(row, "an address with its prefix", "带前缀的地址")
                    continue
                scope = "host" if found[0].is_loopback else "global"
                addresses.append(InterfaceAddress(found[0], found[1], name, scope, self._span(row)))
        node.links = links if node.links is None else node.links
        node.addresses = tuple(addresses) if node.addresses is None else node.addresses

    def _route(self, root: yaml.Node) -> Route | None:
        fields = dict(self._pairs(root, {"to", "via", "dev", "table", "type", "metric"}))
        text = self._text(fields["to"]) if "to" in fields else "default"
        gateway = self._address(fields["via"]) if "via" in fields else None
        if text == "default":
            prefix = Prefix(gateway.family if gateway else 4, 0, 0)
        elif (found := parse_prefix(text)) is not None:
            prefix = prefix_of(*found)
        else:
            self._wrong(fields["to"], "a prefix or default", "前缀或 default")
            return None
        interface = self._text(fields["dev"]) if "dev" in fields else ""
        table = self._text(fields["table"]) if "table" in fields else "main"
        kind = self._text(fields["type"]) if "type" in fields else "unicast"
        metric = self._number(fields["metric"], 0) if "metric" in fields else 0
        return Route(prefix, gateway, interface, table, kind, metric, self._span(root))

    def _listener(self, root: yaml.Node) -> Listener | None:
        """``tcp/0.0.0.0:80``, ``udp/[::]:53``, ``tcp/*:80``."""
        protocol, _, place = self._text(root).partition("/")
        host, _, port = place.rpartition(":")
        host = host.strip("[]")
        address = parse_address(host)
        if protocol not in ("tcp", "udp") or not port.isdecimal() or (address is None and host != "*"):
            self._wrong(root, "protocol/address:port, as tcp/0.0.0.0:80", "协议/地址:端口，例如 tcp/0.0.0.0:80")
            return None
        if address is None or address.value == 0:
            return Listener(protocol, None, int(port), "", address.family if address else 46)
        return Listener(protocol, address, int(port), "", address.family)

    def _service(self, root: yaml.Node) -> Service | None:
        fields = dict(self._pairs(root, _SERVICE_FIELDS))
        vip = self._address(fields["vip"]) if "vip" in fields else None
        fwmark = self._number(fields["fwmark"], 0) if "fwmark" in fields else 0
        if vip is None and not fwmark:
            self._wrong(root, "a vip or a fwmark", "vip 或 fwmark")
            return None
        method = self._text(fields["method"]).upper() if "method" in fields else NAT
        if method not in _METHODS:
            self._wrong(fields["method"], "one of DR, TUN, NAT", "DR、TUN、NAT 之一")
            method = NAT
        protocol = self._text(fields["protocol"]).upper() if "protocol" in fields else "TCP"
        scheduler = self._text(fields["scheduler"]) if "scheduler" in fields else "wlc"
        persistent = self._number(fields["persistent"], 0) if "persistent" in fields else 0
        checks = self._checks(fields)
        reals = tuple(
            found
            for row in self._rows(fields.get("real_servers"))
            if (found := self._real(row, method, checks))
        )
        sorry = self._real(fields["sorry_server"], method, ()) if "sorry_server" in fields else None
        quorum = self._number(fields["quorum"], 1) if "quorum" in fields else 1
        at = self._span(fields.get("vip") or fields.get("fwmark") or root)
        port = self._port(fields["port"]) if "port" in fields else 0
        return Service(
            vip, fwmark, port, protocol if vip else "", scheduler, method, reals, persistent, "written", at,
            vip.family if vip else 4, sorry_server=sorry, quorum=Quorum(quorum),
        )  # fmt: skip

    def _instance(self, root: yaml.Node) -> VrrpInstance:
        """``{name, interface, router_id, priority, state, version, advert_int, vips, peers, source, nopreempt}``."""
        fields = dict(self._pairs(root, _INSTANCE_FIELDS))
        interface = self._text(fields["interface"]) if "interface" in fields else ""
        vips = tuple(found for row in self._rows(fields.get("vips")) if (found := self._vip(row, interface)))
        listed = ((row, self._address(row)) for row in self._rows(fields.get("peers")))
        peers = tuple(Peer(address, self._span(row)) for row, address in listed if address is not None)
        source = self._address(fields["source"]) if "source" in fields else None
        numbers = {name: self._number(fields[name], 0) for name in _INSTANCE_NUMBERS & fields.keys()}
        return VrrpInstance(
            self._text(fields["name"]) if "name" in fields else "VI_1",
            self._span(root),
            {_KEYWORDS.get(name, name): self._span(value) for name, value in fields.items()},
            interface,
            self._text(fields["state"]).upper() if "state" in fields else "",
            numbers.get("router_id"),
            numbers.get("priority"),
            numbers.get("version"),
            advert_int=self._seconds(fields["advert_int"]) if "advert_int" in fields else None,
            virtual_addresses=vips,
            family_first=vips[0].address.family if vips else 0,
            unicast_src_ip=Peer(source, self._span(fields["source"])) if source is not None else None,
            peers=peers,
            has_peer_block="peers" in fields,
            nopreempt=self._text(fields["nopreempt"]) == "true" if "nopreempt" in fields else False,
        )

    def _vip(self, root: yaml.Node, interface: str) -> VirtualAddress | None:
        text = self._text(root)
        found = parse_prefix(text)
        if found is None:
            self._wrong(root, "an address", "地址")
            return None
        return VirtualAddress(found[0], found[1] if "/" in text else None, interface, self._span(root))

    def _checks(self, fields: dict[str, yaml.Node]) -> tuple[HealthCheck, ...]:
        """``check: {kind, address, port, path, interval, timeout, retries}``."""
        if "check" not in fields:
            return ()
        root = fields["check"]
        inner = dict(self._pairs(root, _CHECK_FIELDS))
        kind = self._text(inner["kind"]).lower() if "kind" in inner else "tcp"
        if kind not in CheckKind.__members__.values():
            self._wrong(inner["kind"], ", ".join(CheckKind), "、".join(CheckKind) + " 之一")
            return ()
        return (
            HealthCheck(
                CheckKind(kind),
                self._span(root),
                self._address(inner["address"]) if "address" in inner else None,
                self._port(inner["port"]) if "port" in inner else None,
                self._text(inner["path"]) if "path" in inner else "",
                self._number(inner["interval"], 0) or None if "interval" in inner else None,
                self._number(inner["timeout"], 0) or None if "timeout" in inner else None,
                self._number(inner["retries"], 0) if "retries" in inner else None,
            ),
        )

    def _real(self, root: yaml.Node, method: str, checks: tuple[HealthCheck, ...]) -> RealServer | None:
        fields = dict(self._pairs(root, {"address", "port", "weight", "method", "check"}))
        if "address" not in fields:
            self._wrong(root, "an address", "address")
            return None
        address = self._address(fields["address"])
        if address is None:
            return None
        at = self._span(fields["address"])
        port = self._port(fields["port"]) if "port" in fields else 0
        weight = self._number(fields["weight"], 1) if "weight" in fields else 1
        own = self._text(fields["method"]).upper() if "method" in fields else method
        return RealServer(
            address,
            port or None,
            weight,
            own,
            at,
            self._span(fields["port"]) if "port" in fields else at,
            self._checks(fields) or checks,
        )

    def _segment(self, root: yaml.Node) -> tuple[Prefix, ...]:
        found = []
        for row in self._rows(root):
            prefix = parse_prefix(self._text(row))
            if prefix is None:
                self._wrong(row, "a prefix", "前缀")
            else:
                found.append(prefix_of(*prefix))
        return tuple(found)

    # -- values ------------------------------------------------------------------------------------------------

    def _pairs(self, node: yaml.Node, known: set[str] | None) -> Iterator[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            if not (isinstance(node, Scalar) and node.tag.endswith(":null")):
                self._wrong(node, "a mapping (name: value)", "映射（名称: 值）")
            return
        for key, value in node.value:
            name = str(key.value) if isinstance(key, Scalar) else ""
            if known is not None and name not in known:
                self._tell(_UNKNOWN.fill(name=name[:60], known=", ".join(sorted(known))), key.start_mark)
                continue
            yield name, value

    def _rows(self, node: yaml.Node | None) -> Iterator[yaml.Node]:
        if node is None:
            return
        if isinstance(node, yaml.SequenceNode):
            yield from node.value
        elif not (isinstance(node, Scalar) and node.tag.endswith(":null")):
            self._wrong(node, "a list", "列表")

    def _text(self, node: yaml.Node) -> str:
        if isinstance(node, Scalar):
            return str(node.value)
        self._wrong(node, "a plain value", "单个值")
        return ""

    def _number(self, node: yaml.Node, default: int) -> int:
        text = self._text(node)
        try:
            return whole(text)
        except ValueError:
            self._wrong(node, "a number", "数字")
            return default

    def _mac(self, node: yaml.Node) -> str:
        found = mac_of(self._text(node))
        if not found:
            self._wrong(node, "a MAC", "MAC 地址")
        return found

    def _seconds(self, node: yaml.Node) -> float | None:
        text = self._text(node)
        if not text.replace(".", "", 1).isdecimal():
            self._wrong(node, "seconds", "秒数")
            return None
        return float(text)

    def _port(self, node: yaml.Node) -> int:
        port = port_number(self._text(node))
        if port is None:
            self._wrong(node, "a port", "端口")
        return port or 0

    def _address(self, node: yaml.Node) -> Address | None:
        found = parse_address(self._text(node))
        if found is None:
            self._wrong(node, "an IP address", "IP 地址")
        return found

    # -- telling -----------------------------------------------------------------------------------------------

    def _span(self, node: yaml.Node) -> Span:
        mark = node.start_mark
        line = mark.line + 1
        same = node.end_mark.line == mark.line
        end = node.end_mark.column + 1 if same else len(self.source.line(line)) + 1
        return Span(self.source, line, mark.column + 1, max(end, mark.column + 2))

    def _wrong(self, node: yaml.Node, wanted: str, wanted_zh: str) -> None:
        self._tell(_WRONG.fill(wanted=wanted, wanted_zh=wanted_zh), node.start_mark)

    def _tell(self, text: Text, mark: Any) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        self.diagnostics.append(Diagnostic("error", text, self.source.path, line, column, "native"))


_NO_YAML = Text("This is not YAML: {problem}", "这不是 YAML：{problem}")
_ALIAS = Text(
    "Aliases (*name) are not read here, nor documents without end.",
    "这里不读取别名（*名称），也不读取过大的文档。",
)
_UNKNOWN = Text("“{name}” is not known here; known are {known}.", "这里不认识 “{name}”；认识的有 {known}。")
_WRONG = Text("Here {wanted} is needed.", "这里需要{wanted_zh}。")
