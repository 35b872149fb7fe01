"""Scenarios put together by chance, the same for the same seed: every fact of a real server and of the director is
drawn on its own, so that facts meet that nobody would have put together."""

import random

from tests.lab.matrix import behind, two_armed
from tests.lab.scenario import VIP, Data, director, flat, node, scenario, server, table


def sampled(seed: int, count: int) -> list[Data]:
    """``count`` scenarios of a seed."""
    chance = random.Random(seed)
    return [_one(chance, f"random-{seed}-{number}") for number in range(count)]


def _one(chance: random.Random, name: str) -> Data:
    method = chance.choice(["-g", "-g", "-g", "-m"])
    if method == "-m":
        return scenario(name, _masquerading(chance))
    servers = [f"10.0.0.{number}*{chance.choice([1, 1, 1, 2, 0])}" for number in (21, 22)]
    lb1 = director(
        ipvs=table(VIP, 80, servers, "-g", chance.choice(["rr", "wrr", "wlc", "sh"])),
        sysctls=_some(
            chance, {"net.ipv4.ip_forward": 1, "net.ipv4.conf.all.rp_filter": 1, "net.ipv4.vs.conntrack": 1}
        ),
        iptables=_firewall(chance),
    )
    around = chance.choice([flat, flat, behind])
    return scenario(name, around(lb1, _server(chance, 21), _server(chance, 22)))


def _some(chance: random.Random, values: dict[str, int]) -> dict[str, int]:
    return {key: value for key, value in values.items() if chance.random() < 0.25}


def _firewall(chance: random.Random) -> list[str]:
    rules = [
        ["-P FORWARD DROP"],
        ["-P INPUT DROP", "-A INPUT -p tcp --dport 80 -j ACCEPT"],
        ["-t nat -A POSTROUTING -o eth0 -j MASQUERADE"],
        ["-A INPUT -p tcp --dport 443 -j DROP"],
    ]
    return chance.choice(rules) if chance.random() < 0.3 else []


def _server(chance: random.Random, number: int) -> Data:
    """A real server whose VIP, ARP settings, sockets and routes are each drawn."""
    settings = {
        f"net.ipv4.conf.{chance.choice(['all', 'all', 'eth0', 'lo'])}.arp_ignore": chance.choice(
            [0, 1, 1, 1, 2, 3]
        ),
        f"net.ipv4.conf.{chance.choice(['all', 'all', 'eth0', 'lo'])}.arp_announce": chance.choice(
            [0, 1, 2, 2, 2]
        ),
    }
    place = chance.choice(["lo", "lo", "lo", "eth0", "none"])
    listening = chance.choice([["0.0.0.0"], ["0.0.0.0"], [VIP], [f"10.0.0.{number}"], []])
    extra: Data = {"lo": [f"{VIP}/32"] if place == "lo" else []}
    if place == "eth0":
        extra["commands"] = [f"ip addr add {VIP}/32 dev eth0"]
    if chance.random() < 0.15:
        extra["iptables"] = ["-A INPUT -p tcp --dport 80 -j DROP"]
    return server(
        number,
        sysctls=settings | _some(chance, {"net.ipv4.conf.all.rp_filter": 1, "net.ipv4.ip_forward": 1}),
        listeners=[("tcp", address, 80) for address in listening],
        **({"lo": [f"{VIP}/32"]} | extra),
    )


def _masquerading(chance: random.Random) -> dict[str, Data]:
    ports = {"eth0": ("lan", ["10.0.0.11/24", f"{VIP}/32"]), "eth1": ("back", ["10.1.0.11/24"])}
    lb1 = node(
        11,
        ports,
        sysctls={"net.ipv4.ip_forward": chance.choice([1, 1, 1, 0])}
        | _some(chance, {"net.ipv4.vs.conntrack": 1}),
        ipvs=table(VIP, 80, [f"10.1.0.21:{chance.choice([80, 8080])}", "10.1.0.22:8080"], "-m"),
        iptables=["-t nat -A POSTROUTING -o eth1 -j MASQUERADE"] if chance.random() < 0.4 else [],
    )
    other = node(
        2,
        {"eth0": ("back", ["10.1.0.2/24"]), "eth1": ("lan", ["10.0.0.2/24"])},
        sysctls={"net.ipv4.ip_forward": 1},
    )
    gateways = [
        "default via 10.1.0.11",
        "default via 10.1.0.11",
        "default via 10.1.0.2",
        "10.0.0.0/24 via 10.1.0.11",
    ]
    servers = [
        node(
            number,
            {"eth0": ("back", [f"10.1.0.{number}/24"])},
            routes=[chance.choice(gateways)],
            listeners=[("tcp", "0.0.0.0", 8080)],
        )
        for number in (21, 22)
    ]
    return two_armed(lb1, servers[0], servers[1], router=other)
