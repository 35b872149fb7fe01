"""Each rule's examples on a real kernel: what an example shows is built as shown, what it does not show as it usually is."""

from collections.abc import Iterable
from pathlib import Path

from lvsportal.engine.model.address import Address, number_to_text, parse_address, prefix_of
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import DR, NAT, TUN, Service
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.rules.catalogue import folders
from lvsportal.engine.source.bundle import from_paths
from tests.lab.scenario import QUIET, Data, node, probe, scenario

_LETTERS = {DR: "-g", TUN: "-i", NAT: "-m"}
_TRAPS = {f"LVS{number:03}" for number in range(1, 8)}
_SKIPPED = ("undecided", "not_applicable")


def examples() -> list[Data]:
    """A scenario for each bad and each good example of the seven traps: what the others say of files, checks and VRRP no
    packet shows."""
    found = []
    for rule, folder in folders().items():
        if rule not in _TRAPS:
            continue
        for path in sorted((Path(folder) / "examples").iterdir()):
            if not path.name.startswith(_SKIPPED):
                cluster = read_bundle(from_paths([str(path)])).cluster
                if not (cluster.directors and cluster.directors[0].services):
                    continue  # about VRRP or the file alone: nothing for ip_vs to do
                verdict = path.name.partition("-")[0]
                found.append(_Builder(cluster).scenario(f"example-{rule}-{path.name}", {rule: verdict}))
    return found


class _Builder:
    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.nodes: dict[str, Data] = {}
        self.numbers = iter(range(30, 250))
        director = cluster.directors[0]
        self.service = director.services[0]
        vips = [
            one.address
            for i in (director.configuration.instances if director.configuration else ())
            for one in i.addresses
        ]
        self.vip = self.service.vip or vips[0]

    def scenario(self, name: str, rules: dict[str, str]) -> Data:
        for number, one in enumerate(self.cluster.nodes):
            self._node(one, holds=one.is_director and not number)
        self._hidden_servers()
        self._gateways()
        net = prefix_of(self.vip, 24)
        client = f"{number_to_text(4, net.value + 10)}/24"
        gateway = [f"default via {number_to_text(4, net.value + 11)}"] if "router" in self.nodes else []
        self.nodes["client"] = node(10, {"eth0": (_segment(self.vip), [client])}, routes=gateway)
        asked = probe(to=self.vip.text, port=self.service.port or 80, count=16)
        return scenario(name, self.nodes, [asked], **rules)

    # -- nodes that are shown ----------------------------------------------------------------------------------

    def _node(self, shown: Node, holds: bool) -> None:
        ports, lo = self._ports(shown, holds)
        made = node(next(self.numbers), ports, lo=lo)
        for interface, link in (shown.links or {}).items():
            if interface in made["ports"] and link.mac:
                made["ports"][interface]["mac"] = link.mac
        made["routes"] = self._routes(shown)
        made["sysctls"] = self._sysctls(shown)
        made["iptables"] = _rules(shown)
        if shown.arptables is not None:
            listed = [rule for found in shown.arptables.rules.values() for rule in found]
            made["arptables"] = [rule.at.source.line(rule.at.line).strip() for rule in listed]
        made["listeners"] = self._listeners(shown)
        made["daemons"] = [list(one) for one in shown.sync_daemons or ()]
        if shown.sync_daemons is None and shown.configuration is not None and shown.configuration.sync_daemon:
            made["daemons"] = [["master" if holds else "backup", "eth0"]]
        if shown.is_director:
            made["ipvs"] = [line for service in shown.active_services for line in _table(service)]
            if shown.configuration is not None:
                made["keepalived"] = self._text(shown)
        self.nodes[shown.name] = made

    def _text(self, shown: Node) -> str:
        return shown.services[0].at.source.text if shown.services else ""

    def _ports(self, shown: Node, holds: bool) -> tuple[dict[str, tuple[str, list[str]]], list[str]]:
        ports: dict[str, tuple[str, list[str]]] = {}
        lo: list[str] = []
        for one in shown.addresses or ():
            if one.interface == "lo":
                lo += [] if one.address.is_loopback else [f"{one.address}/{one.length}"]
            else:
                ports.setdefault(one.interface, (_segment(one.address), []))[1].append(
                    f"{one.address}/{one.length}"
                )
        for route in shown.routes or () if shown.addresses is None else ():
            if route.preferred is not None and route.gateway is None and route.kind == "unicast":
                place = f"{route.preferred}/{route.prefix.length}"
                ports.setdefault(route.interface, (_segment(route.preferred), []))[1].append(place)
        if not ports:
            own = next((number_to_text(*key) for key in shown.own_addresses()), self._free())
            ports["eth0"] = (_segment_of(own), [f"{own}/24"])
        if shown.is_director and not any(self.vip.text in one for _, found in ports.values() for one in found):
            if holds:
                first = next(iter(ports.values()))
                first[1].append(f"{self.vip}/32")
            elif f"{self.vip}/32" not in lo and self._is_server(shown):
                lo.append(f"{self.vip}/32")
        return ports, lo

    def _free(self) -> str:
        return number_to_text(4, prefix_of(self.vip, 24).value + 11)

    def _is_server(self, shown: Node) -> bool:
        return any(real.address.key in shown.own_addresses() for real in self.service.real_servers)

    def _routes(self, shown: Node) -> list[str]:
        return [
            f"{'default' if not route.prefix.length else route.prefix} via {route.gateway}"
            + (f" table {route.table}" if route.table not in ("main", "local") else "")
            for route in shown.routes or ()
            if route.gateway is not None and route.kind == "unicast"
        ]

    def _sysctls(self, shown: Node) -> dict[str, int]:
        known = {
            key: int(one.value)
            for key, one in (shown.sysctls or {}).items()
            if key.startswith("net.ipv4.") and one.value.isdecimal()
        }
        if shown.sysctls is None and not shown.is_director:
            return QUIET
        if shown.is_director and self._is_server(shown):
            known = QUIET | known
        if shown.is_director and self.service.method == NAT:
            known.setdefault("net.ipv4.ip_forward", 1)
        return known

    def _listeners(self, shown: Node) -> list[tuple[str, str, int]]:
        if shown.listeners is not None:
            return [
                (one.protocol, one.address.text if one.address else "0.0.0.0", one.port)
                for one in shown.listeners
            ]
        return [("tcp", "0.0.0.0", port) for port in self._served(shown.own_addresses())]

    def _served(self, own: Iterable[tuple[int, int]]) -> list[int]:
        """The ports that the written entries of a server name: what its operator has it listen on."""
        keys = set(own)
        named = {
            real.port or service.port or 80
            for director in self.cluster.directors
            for service in director.services
            for real in service.real_servers
            if real.address.key in keys
        }
        return sorted(named) or [80]

    # -- nodes that are not ------------------------------------------------------------------------------------

    def _hidden_servers(self) -> None:
        for real in self.service.real_servers:
            if self.cluster.owner(real.address) is not None or real.address.is_loopback:
                continue
            name = f"rs-{real.address.value & 255}"
            direct = real.method in (DR, TUN)
            ports = {"eth0": (_segment(real.address), [f"{real.address}/24"])}
            made = node(next(self.numbers), ports, lo=[f"{self.vip}/32"] if direct else [])
            made["sysctls"] = QUIET if direct else {}
            made["listeners"] = [("tcp", "0.0.0.0", real.port or self.service.port or 80)]
            made["tunnel"] = real.method == TUN
            if _segment(real.address) != _segment(self.vip):
                made["routes"] = [f"default via {number_to_text(4, prefix_of(real.address, 24).value + 254)}"]
            self.nodes[name] = made

    def _gateways(self) -> None:
        """One router, with every gateway that somebody names, where segments must meet."""
        wanted = {
            route.rpartition("via ")[2].split()[0] for made in self.nodes.values() for route in made["routes"]
        }
        taken = {
            address.split("/")[0]
            for made in self.nodes.values()
            for _, addresses in ((p["segment"], p["addresses"]) for p in made["ports"].values())
            for address in addresses
        }
        missing = sorted(wanted - taken)
        if not missing:
            return
        net = prefix_of(self.vip, 24)
        ports: dict[str, tuple[str, list[str]]] = {}
        for address in missing:
            segment = _segment_of(address)
            name = next((n for n, port in ports.items() if port[0] == segment), f"eth{len(ports)}")
            ports.setdefault(name, (segment, []))[1].append(f"{address}/24")
        if not any(segment == _segment(self.vip) for segment, _ in ports.values()):
            ports[f"eth{len(ports)}"] = (_segment(self.vip), [f"{number_to_text(4, net.value + 253)}/24"])
        self.nodes["router"] = node(2, ports, sysctls={"net.ipv4.ip_forward": 1})


def _segment(address: Address) -> str:
    return f"n{prefix_of(address, 24).value >> 8:x}"


def _segment_of(text: str) -> str:
    address = parse_address(text)
    assert address is not None
    return _segment(address)


def _rules(shown: Node) -> list[str]:
    if shown.netfilter is None:
        return []
    return [
        f"-t {rule.table} {rule.at.source.line(rule.at.line).strip()}"
        for found in shown.netfilter.rules.values()
        for rule in found
    ]


def _table(service: Service) -> list[str]:
    """As keepalived loads it: under DR and TUN the service's port, whatever is written."""
    letter = {"TCP": "-t", "UDP": "-u"}.get(service.protocol, "-t")
    name = f"{letter} {service.vip}:{service.port}" if service.vip is not None else f"-f {service.fwmark}"
    lines = [f"-A {name} -s {service.scheduler}" + (" -b sh-port" if service.scheduler == "sh" else "")]
    for real in service.real_servers:
        port = (real.port or service.port) if real.method == NAT else service.port
        lines.append(f"-a {name} -r {real.address}:{port} {_LETTERS[real.method]} -w {real.weight}")
    return lines
