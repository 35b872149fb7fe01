"""The small clusters that the articles' commands are run on: the addresses are those of the articles."""

from collections.abc import Callable

from tests.lab.scenario import QUIET, VIP, Data, node, table

LOUD = {"net.ipv4.conf.all.arp_ignore": 0, "net.ipv4.conf.all.arp_announce": 0}
OUT = {"net.ipv4.conf.all.rp_filter": 0, "net.ipv4.conf.default.rp_filter": 0, "net.ipv4.ip_forward": 1}
Nodes = dict[str, Data]


def _named(nodes: Nodes) -> Nodes:
    """MACs as the articles write them: 52:54:00:00:00:11 is lb1's first interface."""
    numbers = {"client": "07", "router": "01", "lb1": "11", "lb2": "12", "rs1": "21", "rs2": "22"}
    for name, one in nodes.items():
        for index, port in enumerate(one["ports"].values()):
            port["mac"] = f"52:54:00:00:{index:02x}:{numbers[name]}"
    return nodes


def _client() -> Data:
    return node(7, {"eth0": ("outside", ["198.51.100.7/24"])}, routes=["default via 198.51.100.1"])


def _router(**ports: tuple[str, list[str]]) -> Data:
    legs = {"eth0": ("lan", ["10.0.0.1/24"]), "eth1": ("outside", ["198.51.100.1/24"]), **ports}
    return node(1, legs, sysctls=OUT)


def _director(number: int = 11, holds: bool = True, **more: object) -> Data:
    addresses = [f"10.0.0.{number}/24"] + ([f"{VIP}/32"] if holds else [])
    settings: Data = {"routes": ["default via 10.0.0.1"]}
    return node(number, {"eth0": ("lan", addresses)}, **(settings | more))


def _server(number: int, port: int = 80, **more: object) -> Data:
    settings: Data = {
        "lo": [f"{VIP}/32"],
        "sysctls": QUIET,
        "routes": ["default via 10.0.0.1"],
        "listeners": [("tcp", "0.0.0.0", port)],
    }
    return node(number, {"eth0": ("lan", [f"10.0.0.{number}/24"])}, **(settings | more))


def dr() -> Nodes:
    """One director, two real servers, all well."""
    ipvs = table(VIP, 80, ["10.0.0.21", "10.0.0.22"])
    return _named(
        {
            "client": _client(),
            "router": _router(),
            "lb1": _director(ipvs=ipvs),
            "rs1": _server(21),
            "rs2": _server(22),
        }
    )


def with_spare() -> Nodes:
    """A director with one real server, and a second director that holds nothing yet."""
    nodes = dr()
    del nodes["rs2"]
    nodes["lb1"]["ipvs"] = []
    nodes["lb2"] = _director(12, holds=False)
    return _named(nodes)


def bare() -> Nodes:
    """As ``dr``, and nothing set up yet: no table, no VIP on the real server, no settings."""
    server: Data = {"lo": [], "sysctls": LOUD}
    return _named({"client": _client(), "router": _router(), "lb1": _director(), "rs1": _server(21, **server)})


def other_port() -> Nodes:
    """The real server listens on 8443, the service is on 443."""
    lb1 = _director(ipvs=table(VIP, 443, ["10.0.0.21"]))
    return _named({"client": _client(), "router": _router(), "lb1": lb1, "rs1": _server(21, 8443)})


def pair() -> Nodes:
    """Two directors that are each other's real servers."""
    both: Data = {
        "sysctls": QUIET,
        "listeners": [("tcp", "0.0.0.0", 80)],
        "ipvs": table(VIP, 80, ["10.0.0.11", "10.0.0.12"]),
    }
    lb1 = _director(11, **both)
    lb2 = _director(12, holds=False, lo=[f"{VIP}/32"], **both)
    return _named({"client": _client(), "router": _router(), "lb1": lb1, "lb2": lb2})


def two_subnets() -> Nodes:
    """The real server is on the director's wire, in another subnet, and the director knows it by the router only."""
    router = _router()
    router["ports"]["eth0"]["addresses"] = ["10.0.0.1/24", "172.16.5.1/24"]
    rs1 = _server(21, routes=["default via 172.16.5.1"])
    rs1["ports"]["eth0"]["addresses"] = ["172.16.5.21/24"]
    lb1 = _director(ipvs=table(VIP, 80, ["172.16.5.21"]))
    return _named({"client": _client(), "router": router, "lb1": lb1, "rs1": rs1})


def loud() -> Nodes:
    """Real servers that answer ARP for the VIP."""
    nodes = dr()
    for name in ("rs1", "rs2"):
        nodes[name]["sysctls"] = LOUD
    return nodes


def nat_bypassed() -> Nodes:
    """NAT, and a real server whose gateway is not the director."""
    lb1 = node(
        11,
        {
            "eth0": ("lan", ["10.0.0.11/24", f"{VIP}/32"]),
            "eth1": ("inside", ["192.168.1.11/24", "192.168.1.1/24"]),
        },
        routes=["default via 10.0.0.1"],
        sysctls=OUT,
        ipvs=table(VIP, 80, ["192.168.1.21:8080"], "-m"),
    )
    rs1 = node(
        21,
        {"eth0": ("inside", ["192.168.1.21/24"])},
        routes=["default via 192.168.1.254"],
        listeners=[("tcp", "0.0.0.0", 8080)],
    )
    router = _router(eth2=("inside", ["192.168.1.254/24"]))
    return _named({"client": _client(), "router": router, "lb1": lb1, "rs1": rs1})


def nat() -> Nodes:
    """NAT, all well."""
    nodes = nat_bypassed()
    nodes["rs1"]["routes"] = ["default via 192.168.1.1"]
    return nodes


def nat_bare() -> Nodes:
    """As ``nat``, without a table and without forwarding."""
    nodes = nat()
    nodes["lb1"]["ipvs"] = []
    nodes["lb1"]["sysctls"] = OUT | {"net.ipv4.ip_forward": 0}
    return nodes


def tun() -> Nodes:
    """The real server behind the router, without a tunnel yet; the director's table is empty."""
    rs1 = _server(21, lo=[], routes=["default via 172.16.5.1"])
    rs1["ports"] = {"eth0": {"segment": "far", "addresses": ["172.16.5.21/24"], "mac": ""}}
    router = _router(eth2=("far", ["172.16.5.1/24"]))
    return _named({"client": _client(), "router": router, "lb1": _director(), "rs1": rs1})


def two_masters() -> Nodes:
    """Two directors that both hold the VIP."""
    nodes = dr()
    nodes["lb2"] = _director(12, ipvs=table(VIP, 80, ["10.0.0.21", "10.0.0.22"]))
    return _named(nodes)


def after_failover() -> Nodes:
    """The second director has taken over."""
    nodes = two_masters()
    nodes["lb1"]["ports"]["eth0"]["addresses"] = ["10.0.0.11/24"]
    return nodes


def nothing_left() -> Nodes:
    """As ``dr``, with a service that has no destination."""
    nodes = dr()
    nodes["lb1"]["ipvs"] = table(VIP, 80, [])
    return nodes


def names() -> Nodes:
    """As ``dr``, and the real servers answer UDP on port 53."""
    nodes = dr()
    for name in ("rs1", "rs2"):
        nodes[name]["listeners"] = [("udp", "0.0.0.0", 53)]
    return nodes


def six() -> Nodes:
    """IPv6 addresses beside the others; the VIP is nowhere yet."""
    nodes = bare()
    far, near = "2001:db8:ff::", "2001:db8::"
    more = {
        "client": (f"{far}7/64", [f"default via {far}1"]),
        "lb1": (f"{near}11/64", [f"default via {near}1"]),
        "rs1": (f"{near}21/64", [f"default via {near}1"]),
    }
    for name, (address, routes) in more.items():
        nodes[name]["ports"]["eth0"]["addresses"].append(address)
        nodes[name]["routes"] += routes
    nodes["router"]["ports"]["eth0"]["addresses"].append(f"{near}1/64")
    nodes["router"]["ports"]["eth1"]["addresses"].append(f"{far}1/64")
    nodes["router"]["late_sysctls"] = {"net.ipv6.conf.all.forwarding": 1}
    nodes["rs1"]["listeners"] = [("tcp", "::", 80)]
    return nodes


# Which cluster an article's commands are run on. Articles without commands need none.
OF: dict[str, Callable[[], Nodes]] = {
    "LVS001": other_port,
    "LVS002": pair,
    "LVS003": two_subnets,
    "LVS004": nat_bypassed,
    "LVS005": nat,
    "LVS006": loud,
    "LVS007": pair,
    "troubleshooting": dr,
    "dr": bare,
    "nat": nat_bare,
    "tun": tun,
    "arp": loud,
    "vrrp": with_spare,
    "health": dr,
    "persistence": dr,
    "fwmark": dr,
    "mtu": tun,
    "conntrack": dr,
    "schedulers": dr,
    "ipv6": six,
    "udp": names,
    "note": bare,
    "timeout": dr,
    "every-other": pair,
    "refused": other_port,
    "softirq": pair,
    "two-vips": two_masters,
    "after-failover": after_failover,
    "same-subnet": dr,
    "one-server": loud,
    "large-hangs": tun,
    "after-reboot": bare,
    "all-servers-out": nothing_left,
}
