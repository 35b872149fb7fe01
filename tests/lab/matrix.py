"""The scenarios: one fact after the other is turned, and its neighbours stay as they should be."""

from collections.abc import Iterator
from typing import Any

from tests.lab.corners import corners
from tests.lab.scenario import (
    QUIET,
    TWO,
    VIP,
    VIP6,
    Data,
    client,
    director,
    flat,
    mac,
    node,
    probe,
    scenario,
    server,
    table,
)

DR = table(VIP, 80, TWO)


def lb(**more: object) -> Data:
    return director(ipvs=DR, **more)


def all_scenarios() -> list[Data]:
    found = [
        *arp(),
        *ports_and_sockets(),
        *scheduling(),
        *routed(),
        *two_segments(),
        *tunnels(),
        *nat(),
        *circles(),
        *firewalls(),
        *six(),
        *udp(),
        *clients_elsewhere(),
        *corners(),
    ]
    names = [one["name"] for one in found]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
    return found


# -- ARP -------------------------------------------------------------------------------------------------------


def arp() -> Iterator[Data]:
    yield scenario("dr-plain", flat(lb()), LVS006="safe", LVS001="safe", LVS003="safe")
    for place in ("lo", "eth0", "dummy0"):
        for key in ("all", "eth0", "lo"):
            for ignore in (0, 1, 2, 3):
                settings = {f"net.ipv4.conf.{key}.arp_ignore": ignore, "net.ipv4.conf.all.arp_announce": 2}
                if ignore == 0 and key != "all":
                    continue
                quiet = place != "eth0" and key != "lo" and ignore in (1, 2)
                yield scenario(
                    f"arp-{place}-{key}-ignore-{ignore}",
                    flat(lb(), server(21, **_with_vip(21, place, settings))),
                    LVS006="safe" if quiet else "violated",
                )
    for announce in (0, 1, 2):
        settings = {"net.ipv4.conf.all.arp_ignore": 1, "net.ipv4.conf.all.arp_announce": announce}
        yield scenario(
            f"arp-announce-{announce}",
            flat(lb(), server(21, sysctls=settings)),
            LVS006="safe" if announce == 2 else "violated",
        )
    late = {"sysctls": {"net.ipv4.conf.default.arp_ignore": 1, "net.ipv4.conf.default.arp_announce": 2}}
    yield scenario("arp-default-only", flat(lb(), server(21, **late)))
    drop = [f"-A INPUT -d {VIP} -j DROP"]
    loud = {"net.ipv4.conf.all.arp_announce": 2}
    yield scenario(
        "arp-arptables-input",
        flat(lb(), server(21, **_with_vip(21, "eth0", loud), arptables=drop)),
        LVS006="mitigated",
    )
    mangle = f"-A OUTPUT -s {VIP} -j mangle --mangle-ip-s 10.0.0.21"
    yield scenario(
        "arp-arptables-both", flat(lb(), server(21, sysctls={}, arptables=[*drop, mangle])), LVS006="mitigated"
    )
    yield scenario("arp-ignore-8", flat(lb(), server(21, sysctls={"net.ipv4.conf.all.arp_ignore": 8})))
    redirect = [f"-t nat -A PREROUTING -d {VIP} -p tcp --dport 80 -j REDIRECT --to-ports 8080"]
    yield scenario(
        "arp-redirect-without-vip",
        flat(lb(), server(21, lo=[], sysctls={}, iptables=redirect, listeners=[("tcp", "0.0.0.0", 8080)])),
        LVS006="safe",
    )
    yield scenario("vip-missing-on-rs", flat(lb(), server(21, lo=[])))
    yield scenario(
        "vip-missing-on-rs-that-forwards", flat(lb(), server(21, lo=[], sysctls={"net.ipv4.ip_forward": 1}))
    )
    yield scenario("vip-with-24-on-lo", flat(lb(), server(21, lo=[f"{VIP}/24"])))
    yield scenario("vip-nowhere-on-director", flat(lb(holds=False)))
    yield scenario("vip-on-lo-of-director", flat(lb(holds=False, lo=[f"{VIP}/32"])))


def _with_vip(number: int, place: str, sysctls: dict[str, int]) -> Data:
    """The VIP on an interface of a real server."""
    if place == "lo":
        return {"sysctls": sysctls}
    commands = [f"ip addr add {VIP}/32 dev {place}"]
    if place == "dummy0":
        commands.insert(0, "ip link add dummy0 type dummy && ip link set dummy0 up")
    return {"lo": [], "commands": commands, "sysctls": sysctls}


# -- ports, sockets --------------------------------------------------------------------------------------------


def ports_and_sockets() -> Iterator[Data]:
    for name, listeners in {
        "vip-only": [("tcp", VIP, 80)],
        "rip-only": [("tcp", "10.0.0.21", 80)],
        "none": [],
        "other-port": [("tcp", "0.0.0.0", 8080)],
        "loopback": [("tcp", "127.0.0.1", 80)],
        "both-ports": [("tcp", "0.0.0.0", 80), ("tcp", "0.0.0.0", 8080)],
    }.items():
        yield scenario(f"listen-{name}", flat(lb(), server(21, listeners=listeners)))
    conf = _keepalived("10.0.0.100", 80, ["10.0.0.21 8080", "10.0.0.22 80"])
    yield scenario(
        "port-differs",
        flat(lb(keepalived=conf), server(21, listeners=[("tcp", "0.0.0.0", 8080)])),
        LVS001="violated",
    )
    yield scenario(
        "port-differs-listens-on-both",
        flat(lb(keepalived=conf), server(21, listeners=[("tcp", "0.0.0.0", 80), ("tcp", "0.0.0.0", 8080)])),
        LVS001="mitigated",
    )
    redirect = [f"-t nat -A PREROUTING -d {VIP}/32 -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080"]
    yield scenario(
        "port-differs-redirected",
        flat(lb(keepalived=conf), server(21, listeners=[("tcp", "0.0.0.0", 8080)], iptables=redirect)),
        LVS001="mitigated",
    )
    yield scenario(
        "localnode",
        flat(director(ipvs=table(VIP, 80, ["10.0.0.11", "10.0.0.21"]), listeners=[("tcp", "0.0.0.0", 80)])),
    )
    yield scenario(
        "localnode-without-socket",
        flat(director(ipvs=table(VIP, 80, ["10.0.0.11", "10.0.0.21"]))),
        LVS002="violated",
    )
    yield scenario("no-service-for-port", flat(lb(), server(21)), [probe(port=81)])


def _keepalived(vip: str, port: int, servers: list[str], method: str = "DR", scheduler: str = "rr") -> str:
    parts = [f"    real_server {one} {{\n        weight 1\n    }}\n" for one in servers]
    return (
        f"vrrp_instance VI_1 {{\n    state MASTER\n    interface eth0\n    virtual_router_id 51\n    priority 100\n"
        f"    virtual_ipaddress {{\n        {vip}/32\n    }}\n}}\n"
        f"virtual_server {vip} {port} {{\n    lb_algo {scheduler}\n    lb_kind {method}\n    protocol TCP\n{''.join(parts)}}}\n"
    )


# -- the scheduler ---------------------------------------------------------------------------------------------


def scheduling() -> Iterator[Data]:
    for name in ("rr", "wrr", "wlc", "lc", "sh", "dh", "fo", "mh"):
        servers = ["10.0.0.21*2", "10.0.0.22*1"]
        yield scenario(f"scheduler-{name}", flat(director(ipvs=table(VIP, 80, servers, scheduler=name))))
    yield scenario("weight-0", flat(director(ipvs=table(VIP, 80, ["10.0.0.21*0", "10.0.0.22"]))))
    yield scenario("weights-all-0", flat(director(ipvs=table(VIP, 80, ["10.0.0.21*0"]))))
    yield scenario("no-real-server", flat(director(ipvs=table(VIP, 80, []))))
    yield scenario("persistent", flat(director(ipvs=table(VIP, 80, TWO, extra="-p 60"))))
    every = table(VIP, 0, ["10.0.0.21:0", "10.0.0.22:0"], extra="-p 60")
    yield scenario("every-port", flat(director(ipvs=every)))
    yield scenario("dead-server", flat(director(ipvs=table(VIP, 80, ["10.0.0.21", "10.0.0.99"]))))


# -- a client behind a router ----------------------------------------------------------------------------------


def router(**more: object) -> Data:
    settings: Data = {"sysctls": {"net.ipv4.ip_forward": 1}}
    return node(1, {"eth0": ("lan", ["10.0.0.1/24"]), "eth1": ("out", ["192.168.5.1/24"])}, **(settings | more))


def far_client() -> Data:
    return client("192.168.5.10/24", "out", routes=["default via 192.168.5.1"])


def behind(
    lb1: Data, rs1: Data | None = None, rs2: Data | None = None, gateway: str = "10.0.0.1", **others: Data
) -> dict[str, Data]:
    nodes = flat(lb1, rs1, rs2, **others)
    nodes["client"] = far_client()
    nodes.setdefault("router", router())
    for name, one in nodes.items():
        if name not in ("client", "router") and not one["routes"]:
            one["routes"] = [f"default via {gateway}"]
    return nodes


def routed() -> Iterator[Data]:
    yield scenario("routed-dr", behind(lb()), LVS006="safe")
    yield scenario(
        "routed-arp-ignore-0",
        behind(lb(), server(21, sysctls={"net.ipv4.conf.all.arp_announce": 2})),
        LVS006="violated",
    )
    yield scenario(
        "routed-announce-0",
        behind(lb(), server(21, sysctls={"net.ipv4.conf.all.arp_ignore": 1})),
        LVS006="violated",
    )
    yield scenario("routed-rs-without-route", behind(lb(), server(21, routes=["192.0.2.0/24 via 10.0.0.1"])))
    yield scenario(
        "routed-rs-gateway-is-director",
        behind(lb(sysctls={"net.ipv4.ip_forward": 1}), server(21, routes=["default via 10.0.0.11"])),
    )
    local = {"net.ipv4.ip_forward": 1, "net.ipv4.conf.all.accept_local": 1}
    yield scenario(
        "routed-gateway-is-director-accept-local",
        behind(lb(sysctls=local), server(21, routes=["default via 10.0.0.11"])),
    )
    yield scenario("routed-vip-by-route", _vip_by_route(), [probe(to="10.9.0.5")])
    forwards = lb(holds=False, sysctls={"net.ipv4.ip_forward": 1})
    yield scenario(
        "routed-vip-not-local-on-director", behind(forwards, router=router(routes=[f"{VIP}/32 via 10.0.0.11"]))
    )
    yield scenario(
        "routed-strict-rp-filter",
        behind(
            lb(sysctls={"net.ipv4.conf.all.rp_filter": 1}),
            server(21, sysctls=QUIET | {"net.ipv4.conf.all.rp_filter": 1}),
        ),
    )
    yield scenario("router-does-not-forward", behind(lb(), router=router(sysctls={"net.ipv4.ip_forward": 0})))


def _vip_by_route() -> dict[str, Data]:
    """The VIP on no interface: a fwmark rule and a local route make it local (the usual way for many VIPs)."""
    marks = ["-t mangle -A PREROUTING -d 10.9.0.0/24 -p tcp --dport 80 -j MARK --set-mark 7"]
    lb1 = director(
        holds=False,
        ipvs=table(VIP, 80, TWO, service="-f 7"),
        iptables=marks,
        rules=["fwmark 7 lookup 100"],
        commands=["ip route add local 0.0.0.0/0 dev lo table 100"],
    )
    return behind(
        lb1,
        server(21, lo=["10.9.0.5/32"]),
        server(22, lo=["10.9.0.5/32"]),
        router=router(routes=["10.9.0.0/24 via 10.0.0.11"]),
    )


# -- real servers in another segment ---------------------------------------------------------------------------


def far_servers(method: str, lb1: Data, **more: object) -> dict[str, Data]:
    """The director on `lan`, the real servers on `back`, a router between."""
    servers = {}
    for number in (21, 22):
        settings: Data = {
            "lo": [f"{VIP}/32"],
            "sysctls": QUIET,
            "routes": ["default via 10.1.0.1"],
            "listeners": [("tcp", "0.0.0.0", 80)],
        }
        servers[f"rs{number - 20}"] = node(
            number, {"eth0": ("back", [f"10.1.0.{number}/24"])}, **(settings | more)
        )
    middle = node(
        1,
        {"eth0": ("lan", ["10.0.0.1/24"]), "eth1": ("back", ["10.1.0.1/24"])},
        sysctls={"net.ipv4.ip_forward": 1},
    )
    del method
    near = client(routes=["default via 10.0.0.1"])
    lb1["routes"] = lb1["routes"] or ["default via 10.0.0.1"]
    return {"client": near, "lb1": lb1, "router": middle, **servers}


FAR = ["10.1.0.21", "10.1.0.22"]


def two_segments() -> Iterator[Data]:
    yield scenario("dr-across-router", far_servers("DR", director(ipvs=table(VIP, 80, FAR))), LVS003="violated")
    near = node(
        11,
        {"eth0": ("lan", ["10.0.0.11/24", f"{VIP}/32"]), "eth1": ("back", ["10.1.0.11/24"])},
        ipvs=table(VIP, 80, FAR),
    )
    yield scenario("dr-second-interface", far_servers("DR", near), LVS003="safe")
    both = flat(director(ipvs=table(VIP, 80, ["10.1.0.21"]), commands=["ip route add 10.1.0.0/24 dev eth0"]))
    both["rs1"] = node(21, {"eth0": ("lan", ["10.1.0.21/24"])}, lo=[f"{VIP}/32"], sysctls=QUIET,
                       routes=["10.0.0.0/24 dev eth0"], listeners=[("tcp", "0.0.0.0", 80)])  # fmt: skip
    yield scenario("dr-two-subnets-one-segment", both, LVS003="safe")
    yield scenario("dr-no-route-to-rs", flat(director(ipvs=table(VIP, 80, ["10.7.0.21"]))))


# -- TUN -------------------------------------------------------------------------------------------------------


def tunnels() -> Iterator[Data]:
    tun = table(VIP, 80, FAR, "-i")
    up = {"net.ipv4.conf.all.rp_filter": 0, "net.ipv4.conf.tunl0.rp_filter": 0}
    yield scenario(
        "tun-across-router",
        far_servers("TUN", director(ipvs=tun), tunnel=True, late_sysctls=up),
        LVS003="not_applicable",
    )
    yield scenario("tun-no-device", far_servers("TUN", director(ipvs=tun)))
    for everywhere, tunnel in ((1, 0), (1, 2), (0, 1), (2, 0), (1, 1)):
        filters = {"net.ipv4.conf.all.rp_filter": everywhere, "net.ipv4.conf.tunl0.rp_filter": tunnel}
        yield scenario(
            f"tun-rp-filter-{everywhere}-{tunnel}",
            far_servers("TUN", director(ipvs=tun), tunnel=True, late_sysctls=filters),
        )
    for everywhere, tunnel in ((1, 0), (1, 2), (2, 0), (0, 1)):
        filters = {"net.ipv4.conf.all.rp_filter": everywhere, "net.ipv4.conf.tunl0.rp_filter": tunnel}
        on_tunnel = {"lo": [], "commands": [f"ip addr add {VIP}/32 dev tunl0"]}
        yield scenario(
            f"tun-vip-on-tunl0-rp-filter-{everywhere}-{tunnel}",
            far_servers("TUN", director(ipvs=tun), tunnel=True, late_sysctls=filters, **on_tunnel),
        )
    block = ["-P INPUT DROP", "-A INPUT -p tcp --dport 80 -j ACCEPT"]
    yield scenario(
        "tun-filtered", far_servers("TUN", director(ipvs=tun), tunnel=True, late_sysctls=up, iptables=block)
    )
    near = flat(
        director(ipvs=table(VIP, 80, TWO, "-i")),
        server(21, tunnel=True, late_sysctls=up),
        server(22, tunnel=True, late_sysctls=up),
    )
    yield scenario("tun-one-segment", near)


# -- NAT -------------------------------------------------------------------------------------------------------


def inside(number: int, **more: object) -> Data:
    settings: Data = {"routes": ["default via 10.1.0.11"], "listeners": [("tcp", "0.0.0.0", 8080)]}
    return node(number, {"eth0": ("back", [f"10.1.0.{number}/24"])}, **(settings | more))


def masquerading(servers: list[str] | None = None, **more: object) -> Data:
    settings: Data = {
        "sysctls": {"net.ipv4.ip_forward": 1},
        "ipvs": table(VIP, 80, servers or ["10.1.0.21:8080", "10.1.0.22:8080"], "-m"),
    }
    ports = {"eth0": ("lan", ["10.0.0.11/24", f"{VIP}/32"]), "eth1": ("back", ["10.1.0.11/24"])}
    return node(11, ports, **(settings | more))


def two_armed(lb1: Data, rs1: Data | None = None, rs2: Data | None = None, **others: Data) -> dict[str, Data]:
    return {"client": client(), "lb1": lb1, "rs1": rs1 or inside(21), "rs2": rs2 or inside(22), **others}


def nat() -> Iterator[Data]:
    yield scenario("nat-plain", two_armed(masquerading()), LVS004="safe", LVS001="not_applicable")
    yield scenario(
        "nat-no-forwarding", two_armed(masquerading(sysctls={"net.ipv4.ip_forward": 0})), LVS004="violated"
    )
    other = node(
        2,
        {"eth0": ("back", ["10.1.0.2/24"]), "eth1": ("lan", ["10.0.0.2/24"])},
        sysctls={"net.ipv4.ip_forward": 1},
    )
    stray = inside(21, routes=["default via 10.1.0.2"])
    yield scenario("nat-other-gateway", two_armed(masquerading(), stray, router=other), LVS004="violated")
    yield scenario("nat-no-gateway", two_armed(masquerading(), inside(21, routes=[])), LVS004="violated")
    yield scenario(
        "nat-host-route",
        two_armed(
            masquerading(),
            inside(21, routes=["default via 10.1.0.2", "10.0.0.0/24 via 10.1.0.11"]),
            router=other,
        ),
        LVS004="mitigated",
    )
    policy = inside(
        21,
        routes=["default via 10.1.0.2", "default via 10.1.0.11 table 100"],
        rules=["from 10.1.0.21 lookup 100"],
    )
    yield scenario("nat-policy-route", two_armed(masquerading(), policy, router=other), LVS004="mitigated")
    snat = ["-t nat -A POSTROUTING -o eth1 -j MASQUERADE"]
    for conntrack in (0, 1):
        on = {"net.ipv4.ip_forward": 1, "net.ipv4.vs.conntrack": conntrack}
        yield scenario(
            f"nat-snat-conntrack-{conntrack}",
            two_armed(masquerading(sysctls=on, iptables=snat), stray, router=other),
            LVS004="mitigated" if conntrack else "violated",
        )
    fixed = ["-t nat -A POSTROUTING -d 10.1.0.0/24 -p tcp --dport 8080 -j SNAT --to-source 10.1.0.11"]
    on = {"net.ipv4.ip_forward": 1, "net.ipv4.vs.conntrack": 1}
    yield scenario(
        "nat-snat-to-source",
        two_armed(masquerading(sysctls=on, iptables=fixed), stray, router=other),
        LVS004="mitigated",
    )
    yield scenario("nat-forward-drop", two_armed(masquerading(iptables=["-P FORWARD DROP"])))
    state = ["-P FORWARD DROP", "-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT"]
    yield scenario("nat-forward-established", two_armed(masquerading(iptables=state)))
    yield scenario("nat-forward-established-conntrack", two_armed(masquerading(iptables=state, sysctls=on)))
    yield scenario("nat-input-drop", two_armed(masquerading(iptables=["-P INPUT DROP"])))
    yield scenario("nat-wrong-port", two_armed(masquerading(["10.1.0.21:81", "10.1.0.22:8080"])))
    yield scenario(
        "nat-localnode",
        two_armed(masquerading(["10.1.0.11:8080", "10.1.0.22:8080"], listeners=[("tcp", "0.0.0.0", 8080)])),
    )
    one = ["10.0.0.21:80", "10.0.0.22:80"]
    armed = director(ipvs=table(VIP, 80, one, "-m"), sysctls={"net.ipv4.ip_forward": 1})
    plain = {"lo": [], "sysctls": {}, "routes": ["default via 10.0.0.11"]}
    yield scenario(
        "nat-one-armed-same-subnet", flat(armed, server(21, **plain), server(22, **plain)), LVS004="violated"
    )
    yield scenario(
        "nat-one-armed-routed", behind(armed, server(21, **plain), server(22, **plain)), LVS004="safe"
    )
    half = {"lo": [], "sysctls": {}, "routes": ["default via 10.0.0.1"]}
    yield scenario(
        "nat-one-armed-half", behind(armed, server(21, **half), server(22, **plain)), LVS004="violated"
    )
    yield scenario("nat-two-directors-floating-gateway", two_masquerading("10.1.0.1"), LVS004="safe")
    yield scenario("nat-two-directors-fixed-gateway", two_masquerading("10.1.0.11"), LVS004="violated")
    strict = inside(21, sysctls={"net.ipv4.conf.all.rp_filter": 1})
    yield scenario(
        "nat-strict-rp-filter",
        two_armed(masquerading(sysctls={"net.ipv4.ip_forward": 1, "net.ipv4.conf.all.rp_filter": 1}), strict),
        LVS004="safe",
    )


def two_masquerading(gateway: str) -> dict[str, Data]:
    """Two directors with the same NAT service; real servers send replies by ``gateway``."""
    conf = (
        "vrrp_instance V {{\n    state {state}\n    interface eth0\n    virtual_router_id 5\n    priority 100\n"
        "    virtual_ipaddress {{\n        10.0.0.100/32 dev eth0\n        10.1.0.1/24 dev eth1\n    }}\n}}\n"
        "virtual_server 10.0.0.100 80 {{\n    lb_algo rr\n    lb_kind NAT\n    protocol TCP\n"
        "    real_server 10.1.0.21 8080 {{\n        weight 1\n    }}\n    real_server 10.1.0.22 8080 {{\n        weight 1\n    }}\n}}\n"
    )
    servers = [inside(number, routes=[f"default via {gateway}"]) for number in (21, 22)]
    lb2 = masquerading(keepalived=conf.format(state="BACKUP"))
    lb2["ports"] = node(12, {"eth0": ("lan", ["10.0.0.12/24"]), "eth1": ("back", ["10.1.0.12/24"])})["ports"]
    lb1 = masquerading(keepalived=conf.format(state="MASTER"))
    lb1["ports"]["eth1"]["addresses"].append("10.1.0.1/24")
    return {**two_armed(lb1, *servers), "lb2": lb2}


# -- two directors that are each other's real servers ----------------------------------------------------------

BOTH = ["10.0.0.11", "10.0.0.12"]


def pair(one: Data, two: Data, with_third: bool = False) -> dict[str, Data]:
    """lb1 holds the VIP on eth0, lb2 has it on `lo`; both serve."""
    nodes = {"client": client(), "lb1": one, "lb2": two}
    if with_third:
        nodes["rs3"] = server(23)
    return nodes


def member(number: int, holds: bool, servers: list[str] | None = None, **more: Any) -> Data:
    settings: Data = {
        "listeners": [("tcp", "0.0.0.0", 80)],
        "sysctls": QUIET,
        "lo": [f"{VIP}/32"],
        "ipvs": table(VIP, 80, servers or BOTH),
    }
    merged = settings | more
    if "sysctls" in more:
        merged["sysctls"] = QUIET | dict(more["sysctls"])
    one = director(number, False, **merged)
    if holds:
        one["commands"] = [f"ip addr add {VIP}/32 dev eth0", *one["commands"]]
    return one


def marking(
    number: int, peer: int, mark: int = 3, holds: bool = False, servers: list[str] | None = None, **more: object
) -> Data:
    rule = f"-t mangle -A PREROUTING -d {VIP}/32 -p tcp -m tcp --dport 80 -m mac ! --mac-source {mac(peer)} -j MARK --set-mark {mark}"
    settings: Data = {"iptables": [rule], "ipvs": table(VIP, 80, servers or BOTH, service=f"-f {mark}")}
    return member(number, holds, **(settings | more))


def circles() -> Iterator[Data]:
    many = [probe(count=24)]
    yield scenario(
        "circle-plain", pair(member(11, True), member(12, False)), many, LVS007="violated", LVS002="violated"
    )
    yield scenario(
        "circle-third-server",
        pair(member(11, True, [*BOTH, "10.0.0.23"]), member(12, False, [*BOTH, "10.0.0.23"]), True),
        many,
        LVS007="violated",
    )
    for scheduler in ("wlc", "wrr", "lc"):
        tables = {"ipvs": table(VIP, 80, BOTH, scheduler=scheduler)}
        yield scenario(
            f"circle-{scheduler}",
            pair(member(11, True, **tables), member(12, False, **tables)),
            many,
            LVS007="violated",
        )
    straight, turned = (
        {
            "ipvs": table(VIP, 80, order, scheduler="sh", extra="-b sh-port"),
            "keepalived": _keepalived(VIP, 80, [f"{one} 80" for one in order], scheduler="sh"),
        }
        for order in (BOTH, BOTH[::-1])
    )
    live = straight | {"keepalived": ""}
    for name, first, second, verdict in (
        ("same", straight, straight, "mitigated"),
        ("turned", straight, turned, "violated"),
        ("order-not-shown", live, live, "undecided"),
    ):
        nodes = pair(member(11, True, **first), member(12, False, **second))
        yield scenario(f"circle-sh-{name}", nodes, many, LVS007=verdict)
    yield scenario("circle-no-services-on-backup", pair(member(11, True), member(12, False, ipvs=[])), many)
    vrrp = _keepalived(VIP, 80, ["10.0.0.11 80"]).partition("virtual_server")[0]
    yield scenario(
        "circle-vrrp-only-on-backup",
        pair(member(11, True), member(12, False, ipvs=[], keepalived=vrrp)),
        many,
        LVS007="mitigated",
    )
    for first, second in ((3, 3), (3, 4)):
        yield scenario(
            f"circle-marks-{first}-{second}",
            pair(marking(11, 12, first, True), marking(12, 11, second)),
            many,
            LVS007="mitigated",
            LVS002="mitigated",
        )
    yield scenario(
        "circle-marks-on-master-only",
        pair(marking(11, 12, 3, True), member(12, False)),
        many,
        LVS007="violated",
    )
    yield scenario(
        "circle-marks-on-backup-only", pair(member(11, True), marking(12, 11)), many, LVS007="violated"
    )
    yield scenario(
        "circle-marks-own-mac", pair(marking(11, 12, 3, True), marking(12, 12)), many, LVS007="violated"
    )
    yield scenario(
        "circle-marks-third-mac", pair(marking(11, 12, 3, True), marking(12, 99)), many, LVS007="violated"
    )
    left = table(VIP, 80, BOTH, service="-f 3") + table(VIP, 80, BOTH)
    yield scenario(
        "circle-marks-service-left",
        pair(marking(11, 12, 3, True), marking(12, 11, ipvs=left)),
        many,
        LVS007="violated",
    )
    on = {"net.ipv4.vs.backup_only": 1}
    backup, master = [("backup", "eth0")], [("master", "eth0")]
    yield scenario(
        "circle-backup-only",
        pair(member(11, True, sysctls=on, daemons=master), member(12, False, sysctls=on, daemons=backup)),
        many,
    )
    yield scenario(
        "circle-backup-only-without-daemon",
        pair(member(11, True, sysctls=on), member(12, False, sysctls=on)),
        many,
        LVS007="violated",
    )
    yield scenario(
        "circle-daemon-without-backup-only",
        pair(member(11, True, daemons=master), member(12, False, daemons=backup)),
        many,
        LVS007="violated",
    )
    yield scenario(
        "circle-both-daemons",
        pair(
            member(11, True, sysctls=on, daemons=[*master, *backup]),
            member(12, False, sysctls=on, daemons=backup),
        ),
        many,
        LVS007="mitigated",
    )
    yield scenario(
        "circle-one-sided",
        pair(member(11, True, ["10.0.0.12"]), member(12, False, ["10.0.0.12"])),
        many,
        LVS002="mitigated",
    )
    yield scenario(
        "circle-persistent",
        pair(
            member(11, True, ipvs=table(VIP, 80, BOTH, extra="-p 60")),
            member(12, False, ipvs=table(VIP, 80, BOTH, extra="-p 60")),
        ),
        many,
        LVS007="violated",
    )


# -- firewalls -------------------------------------------------------------------------------------------------


def firewalls() -> Iterator[Data]:
    yield scenario("input-drop-on-director", flat(lb(iptables=["-P INPUT DROP"])))
    yield scenario(
        "input-drop-but-allowed",
        flat(lb(iptables=["-P INPUT DROP", "-A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT"])),
    )
    yield scenario("forward-drop-on-director-dr", flat(lb(iptables=["-P FORWARD DROP"])))
    yield scenario("input-drop-on-rs", flat(lb(), server(21, iptables=["-A INPUT -p tcp --dport 80 -j DROP"])))
    yield scenario(
        "input-reject-on-rs",
        flat(lb(), server(21, iptables=["-A INPUT -p tcp --dport 80 -j REJECT --reject-with tcp-reset"])),
    )
    yield scenario("output-drop-on-director", flat(lb(iptables=["-P OUTPUT DROP"])))
    chains = [
        "-N web",
        "-A web -s 10.0.0.0/24 -j RETURN",
        "-A web -j DROP",
        "-A INPUT -p tcp --dport 80 -j web",
    ]
    yield scenario("chains-on-rs", flat(lb(), server(21, iptables=chains)))
    masquerade = ["-t nat -A POSTROUTING -o eth0 -j MASQUERADE"]
    for conntrack in (0, 1):
        yield scenario(
            f"dr-masquerade-conntrack-{conntrack}",
            flat(lb(iptables=masquerade, sysctls={"net.ipv4.vs.conntrack": conntrack})),
        )
    marks = [f"-t mangle -A PREROUTING -d {VIP} -p tcp -m multiport --dports 80,443 -j MARK --set-mark 5"]
    fw = table(VIP, 80, TWO, service="-f 5")
    yield scenario("fwmark", flat(director(ipvs=fw, iptables=marks)))
    yield scenario("fwmark-without-rule", flat(director(ipvs=fw)))
    yield scenario(
        "fwmark-other-mark", flat(director(ipvs=fw, iptables=[marks[0].replace("mark 5", "mark 6")]))
    )
    yield scenario(
        "fwmark-and-address",
        flat(
            director(
                ipvs=table(VIP, 80, ["10.0.0.21"], service="-f 5") + table(VIP, 80, ["10.0.0.22"]),
                iptables=marks,
            )
        ),
    )
    yield scenario("fwmark-falls-through", flat(director(ipvs=table(VIP, 80, ["10.0.0.22"]), iptables=marks)))
    late = [f"-t filter -A INPUT -d {VIP} -p tcp --dport 80 -j MARK --set-mark 5"]
    yield scenario(
        "fwmark-set-in-input", flat(director(ipvs=fw, iptables=[late[0].replace("filter", "mangle")]))
    )


# -- IPv6 ------------------------------------------------------------------------------------------------------


def six() -> Iterator[Data]:
    def server6(number: int, lo: bool = True) -> Data:
        ports = {"eth0": ("lan", [f"fd00::{number}/64"] + ([] if lo else [f"{VIP6}/128"]))}
        return node(number, ports, lo=[f"{VIP6}/128"] if lo else [], listeners=[("tcp", "::", 80)])

    lb1 = node(
        11,
        {"eth0": ("lan", ["fd00::11/64", f"{VIP6}/128"])},
        ipvs=table(VIP6, 80, ["[fd00::21]:80", "[fd00::22]:80"]),
    )
    near = client("fd00::10/64")
    asked = [probe(to=VIP6)]
    yield scenario(
        "six-dr", {"client": near, "lb1": lb1, "rs1": server6(21), "rs2": server6(22)}, asked, LVS006="safe"
    )
    yield scenario(
        "six-vip-on-eth0",
        {"client": near, "lb1": lb1, "rs1": server6(21, False), "rs2": server6(22)},
        asked,
        LVS006="violated",
    )


# -- UDP -------------------------------------------------------------------------------------------------------


def udp() -> Iterator[Data]:
    asked = [probe(port=53, protocol="udp")]
    dr = table(VIP, 53, TWO, service=f"-u {VIP}:53")
    wild, bound = [("udp", "0.0.0.0", 53)], [("udp", VIP, 53)]
    yield scenario(
        "udp-dr-wildcard",
        flat(director(ipvs=dr), server(21, listeners=wild), server(22, listeners=bound)),
        asked,
    )
    yield scenario(
        "udp-dr-none", flat(director(ipvs=dr), server(21, listeners=[]), server(22, listeners=bound)), asked
    )
    masq = table(VIP, 53, ["10.1.0.21:53", "10.1.0.22:53"], "-m", service=f"-u {VIP}:53")
    yield scenario(
        "udp-nat",
        two_armed(masquerading(ipvs=masq), inside(21, listeners=wild), inside(22, listeners=wild)),
        asked,
    )


# -- clients in odd places -------------------------------------------------------------------------------------


def clients_elsewhere() -> Iterator[Data]:
    yield scenario("client-on-director", flat(lb(listeners=[])), [probe("lb1")])
    yield scenario("client-on-rs", flat(lb()), [probe("rs1")])
    yield scenario(
        "client-on-other-rs-without-vip",
        flat(lb(), rs3=node(23, {"eth0": ("lan", ["10.0.0.23/24"])})),
        [probe("rs3")],
    )
