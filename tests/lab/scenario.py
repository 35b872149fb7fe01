"""What a scenario is made of. Everything is plain data, so that it travels to the guest as JSON."""

from typing import Any

Data = dict[str, Any]
QUIET = {"net.ipv4.conf.all.arp_ignore": 1, "net.ipv4.conf.all.arp_announce": 2}
VIP = "10.0.0.100"
VIP6 = "fd00::100"


def node(number: int, ports: dict[str, tuple[str, list[str]]], **more: Any) -> Data:
    """A node. ``ports``: interface → (segment, addresses). MACs are made from ``number``."""
    made = {
        name: {"segment": segment, "addresses": addresses, "mac": f"02:00:00:00:{index:02x}:{number:02x}"}
        for index, (name, (segment, addresses)) in enumerate(ports.items())
    }
    empty: Data = {
        "ports": made,
        "lo": [],
        "routes": [],
        "rules": [],
        "sysctls": {},
        "late_sysctls": {},
        "iptables": [],
        "arptables": [],
        "commands": [],
        "ipvs": [],
        "daemons": [],
        "listeners": [],
        "tunnel": False,
        "keepalived": "",
    }
    return empty | more


def mac(number: int, index: int = 0) -> str:
    return f"02:00:00:00:{index:02x}:{number:02x}"


def table(
    vip: str,
    port: int,
    servers: list[str],
    method: str = "-g",
    scheduler: str = "rr",
    service: str = "",
    extra: str = "",
) -> list[str]:
    """An ipvsadm table with one service. ``servers``: ``address[:port][*weight]``. ``service``: instead of ``-t VIP:port``."""
    host = f"[{vip}]" if ":" in vip else vip
    name = service or f"-t {host}:{port}"
    lines = [f"-A {name} -s {scheduler} {extra}".strip()]
    for server in servers:
        place, _, weight = server.partition("*")
        if ":" not in place:
            place = f"{place}:{0 if '-f' in name else port}"
        lines.append(f"-a {name} -r {place} {method} -w {weight or 1}")
    return lines


def probe(
    source: str = "client",
    to: str = VIP,
    port: int = 80,
    protocol: str = "tcp",
    count: int = 12,
    rounds: int = 2,
) -> Data:
    return {
        "from": source,
        "to": to,
        "port": port,
        "protocol": protocol,
        "count": count,
        "rounds": rounds,
        "patience": 1.6,
    }


def scenario(name: str, nodes: dict[str, Data], probes: list[Data] | None = None, **rules: str) -> Data:
    """``rules``: the verdict that a rule must come out with, where the scenario is about one."""
    return {
        "name": name,
        "nodes": nodes,
        "probes": probes or [probe()],
        "rules": rules,
        "settle": 2.5 if name.startswith("six") else 0.15,  # IPv6 looks for duplicates first
    }


# -- the usual nodes -------------------------------------------------------------------------------------------


def client(address: str = "10.0.0.10/24", segment: str = "lan", **more: Any) -> Data:
    return node(10, {"eth0": (segment, [address])}, **more)


def director(number: int = 11, holds: bool = True, **more: Any) -> Data:
    """A director on the one segment, with the VIP while it holds it."""
    addresses = [f"10.0.0.{number}/24"] + ([f"{VIP}/32"] if holds else [])
    return node(number, {"eth0": ("lan", addresses)}, **more)


def server(number: int, lo: list[str] | None = None, **more: Any) -> Data:
    """A DR real server with the VIP on `lo`, silent, listening on every address."""
    settings: Data = {"sysctls": QUIET, "listeners": [("tcp", "0.0.0.0", 80)]}
    vips = [f"{VIP}/32"] if lo is None else lo
    return node(number, {"eth0": ("lan", [f"10.0.0.{number}/24"])}, lo=vips, **(settings | more))


def flat(lb1: Data, rs1: Data | None = None, rs2: Data | None = None, **others: Data) -> dict[str, Data]:
    """Everybody on one segment."""
    return {
        "client": client(),
        "lb1": lb1,
        "rs1": rs1 or server(21),
        "rs2": rs2 or server(22),
        **others,
    }


TWO = ["10.0.0.21", "10.0.0.22"]
