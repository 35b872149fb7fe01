"""The experiments: each a small cluster, what happens to it, and nothing about how it ends: that the daemons say."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.engine.vrrp.pairs import instance

Interfaces = dict[str, tuple[str, tuple[str, ...]]]


class Case(NamedTuple):
    """``commands``: by node, before the daemons start. ``events``: ids as states have them; each happens and is undone.
    ``files``: more of the definition, such as a cluster.yaml."""

    name: str
    configurations: dict[str, str]
    interfaces: dict[str, Interfaces]
    events: tuple[str, ...] = ("lb1",)
    commands: dict[str, str] = {}
    files: dict[str, str] = {}


def _wires(nodes: int, second: bool = False) -> dict[str, Interfaces]:
    found: dict[str, Interfaces] = {}
    for number in range(1, nodes + 1):
        listed: Interfaces = {"eth0": ("a", (f"10.0.0.{10 + number}/24",))}
        if second:
            listed["eth1"] = ("b", (f"10.1.0.{10 + number}/24",))
        found[f"lb{number}"] = listed
    return found


def case(name: str, *texts: str, events: str = "lb1", second: bool = False, **more: dict[str, str]) -> Case:
    """Nodes lb1, lb2 … with these files; ``second``: with eth1 on a second wire."""
    configurations = {f"lb{number}": text for number, text in enumerate(texts, 1)}
    return Case(name, configurations, _wires(len(texts), second), tuple(events.split()), **more)


def defaults(*lines: str) -> str:
    return "global_defs {\n" + "\n".join(lines) + "\n}\n"


def peers(*hosts: str, source: str = "") -> list[str]:
    block = "unicast_peer {\n" + "\n".join(hosts) + "\n}"
    return [f"unicast_src_ip {source}", block] if source else [block]


def auth(kind: str, password: str) -> str:
    return f"authentication {{\n auth_type {kind}\n auth_pass {password}\n}}"


def script(weight: str = "", *lines: str, name: str = "web") -> str:
    written = "\n".join([f'script "/usr/bin/test ! -e /run/fail_{name}"', "interval 1", *lines])
    return f"vrrp_script {name} {{\n{written}\n{f'weight {weight}' if weight else ''}\n}}\n"


WEB = "track_script {\n web\n}"
OLD = {"version": 2, "advert": "1"}


def _priorities() -> Iterator[Case]:
    yield case("higher wins", instance(150), instance(100), events="lb1 lb2 lb1:keepalived lb1:keepalived/hang")
    yield case("version 2", instance(150, **OLD), instance(100, **OLD), events="lb1 lb1:keepalived")  # type: ignore[arg-type]
    yield case("state MASTER with less", instance(90, state="MASTER"), instance(100))
    yield case("both MASTER", instance(150, state="MASTER"), instance(100, state="MASTER"))
    yield case("no priority, MASTER", instance(None, state="MASTER"), instance(100))
    yield case("no priority, BACKUP", instance(None), instance(99))
    yield case("no state", instance(150, state=""), instance(100, state=""))
    yield case("priority 300", instance(300), instance(120))
    yield case("priority 0", instance(0, "priority 0"), instance(90))
    yield case("state in lower case", instance(150, state="master"), instance(100))
    yield case(
        "owner without state", instance(255, state=""), instance(100), events="lb1 lb1:keepalived lb1:eth0"
    )
    yield case("owner as BACKUP", instance(255), instance(100))
    yield case("equal, the higher address first", instance(100), instance(100), events="lb2")
    yield case("254 and 100", instance(254), instance(100), events="lb1")


def _preemption() -> Iterator[Case]:
    quiet = "nopreempt"
    yield case(
        "nopreempt on both", instance(150, quiet), instance(100, quiet), events="lb1 lb1:keepalived/hang"
    )
    yield case("nopreempt on the higher", instance(150, quiet), instance(100))
    yield case("nopreempt on the lower", instance(150), instance(100, quiet))
    yield case("nopreempt without state", instance(150, quiet, state=""), instance(100, state=""))
    yield case("nopreempt with MASTER", instance(150, quiet, state="MASTER"), instance(100))
    strict = defaults("vrrp_strict")
    yield case(
        "strict makes MASTER BACKUP, nopreempt holds",
        strict + instance(150, quiet, state="MASTER"),
        strict + instance(100),
    )
    yield case("nopreempt after a cut", instance(150, quiet), instance(100, quiet), events="lb1|lb2")
    yield case("a cut", instance(150), instance(100), events="lb1|lb2")
    yield case("preempt_delay", instance(150, "preempt_delay 3"), instance(100))
    yield case("preempt_delay with nopreempt", instance(150, "preempt_delay 3", quiet), instance(100))
    yield case("preempt after nopreempt", instance(150, quiet, "preempt"), instance(100))
    yield case("nopreempt and a cable", instance(150, quiet), instance(100), events="lb1:eth0")


def _receiving() -> Iterator[Case]:
    yield case("VRID differs", instance(150), instance(100, vrid=52), events="lb1 lb2")
    yield case("versions differ", instance(150), instance(100, **OLD))  # type: ignore[arg-type]
    yield case("intervals differ in version 3", instance(150, advert="1"), instance(100), events="lb1 lb2")
    yield case(
        "intervals differ in version 2",
        instance(150, version=2, advert="1"),
        instance(100, version=2, advert="2"),
    )
    yield case("0.5 and 1 in version 2", instance(150, version=2, advert="0.5"), instance(100, **OLD))  # type: ignore[arg-type]
    yield case(
        "1.5 and 2 in version 2", instance(150, version=2, advert="1.5"), instance(100, version=2, advert="2")
    )
    for name, one, other in (
        ("passwords differ", auth("PASS", "one"), auth("PASS", "two")),
        ("passwords equal in 8 characters", auth("PASS", "12345678a"), auth("PASS", "12345678b")),
        ("pass in lower case", auth("PASS", "one"), auth("pass", "one")),
        ("AH and PASS", auth("AH", "one"), auth("PASS", "one")),
        ("AH", auth("AH", "one"), auth("AH", "one")),
        ("only one authenticates", auth("PASS", "one"), ""),
        ("password without type", "authentication {\n auth_pass one\n}", ""),
        ("type without password", auth("PASS", ""), ""),
    ):
        yield case(name, instance(150, one, **OLD), instance(100, other, **OLD))  # type: ignore[arg-type]
    yield case("passwords in version 3", instance(150, auth("PASS", "one")), instance(100, auth("PASS", "two")))
    yield case("one VIP more", instance(150, vips="10.0.0.100/24 10.0.0.101/24"), instance(100))
    yield case("other VIP", instance(150), instance(100, vips="10.0.0.101/24"))
    yield case(
        "VIPs in another order and length",
        instance(150, vips="10.0.0.100/24 10.0.0.101/24"),
        instance(100, vips="10.0.0.101 10.0.0.100/32"),
    )
    yield case(
        "skip_check_adv_addr",
        instance(150, "skip_check_adv_addr"),
        instance(100, "skip_check_adv_addr", vips="10.0.0.101/24"),
    )
    yield case(
        "excluded on one node", instance(150, "virtual_ipaddress_excluded {\n 10.0.0.120\n}"), instance(100)
    )
    yield case("group differs", instance(150, "mcast_dst_ip 224.0.0.99"), instance(100))
    yield case(
        "group by default differs", defaults("vrrp_mcast_group4 224.0.0.99") + instance(150), instance(100)
    )
    yield case(
        "source that nobody has",
        instance(100, "mcast_src_ip 10.0.0.250"),
        instance(100, "mcast_src_ip 10.0.0.240"),
        events="lb1",
    )
    yield case("other cluster, one VRID", instance(150), instance(100, name="OTHER", vips="10.0.0.200/24"))
    yield case("no VIP in version 2", instance(150, vips="", **OLD), instance(100, **OLD))  # type: ignore[arg-type]


def _unicast() -> Iterator[Case]:
    one, two = peers("10.0.0.12", source="10.0.0.11"), peers("10.0.0.11", source="10.0.0.12")
    yield case("unicast", instance(150, *one), instance(100, *two), events="lb1 lb1:keepalived lb1:eth0")
    yield case(
        "unicast without sources", instance(150, *peers("10.0.0.12")), instance(100, *peers("10.0.0.11"))
    )
    yield case("unicast and multicast", instance(150, *one), instance(100))
    yield case("higher forgets the peer", instance(150, *peers("10.0.0.99")), instance(100, *two))
    yield case("lower forgets the peer", instance(150, *one), instance(100, *peers("10.0.0.99")))
    yield case("peer is itself", instance(150, *peers("10.0.0.11")), instance(100, *two))
    yield case("source of another", instance(150, *peers("10.0.0.12", source="10.0.0.77")), instance(100, *two))
    yield case("empty peers are multicast", instance(150, *peers()), instance(100))
    yield case("source alone is multicast", instance(150, "unicast_src_ip 10.0.0.11"), instance(100))
    yield case("unicast_fault_no_peer", instance(150, *peers(), "unicast_fault_no_peer"), instance(100))
    checked = "check_unicast_src"
    yield case("source check holds", instance(150, *one, checked), instance(100, *two, checked))
    other = peers("10.0.0.77", "10.0.0.78")
    yield case("source check at the lower", instance(150, *one), instance(100, *other, checked))
    yield case("no source check", instance(150, *one), instance(100, *other))
    yield case(
        "TTL too low",
        instance(150, *one, "unicast_ttl 64"),
        instance(100, *peers("10.0.0.11 min_ttl 200"), checked),
    )
    yield case("TTL in range", instance(150, *one), instance(100, *peers("10.0.0.11 min_ttl 255"), checked))
    yield case(
        "min_ttl alone checks sources", instance(150, *one), instance(100, *peers("10.0.0.77 min_ttl 255"))
    )
    strict = defaults("vrrp_strict")
    yield case("strict unicast", strict + instance(150, *one), strict + instance(100, *two))
    yield case("IPv6 peers before IPv4 VIPs", instance(150, *peers("fd00::2")), instance(100))
    far = peers("10.1.0.12", source="10.1.0.11"), peers("10.1.0.11", source="10.1.0.12")
    yield case(
        "addresses of eth1 by eth0",
        instance(150, *far[0]),
        instance(100, *far[1]),
        events="lb1 lb1:eth1",
        second=True,
    )
    yield case("peer's other address", instance(150, *peers("10.1.0.12")), instance(100, *two), second=True)
    split = Case(
        "eth0 on different wires, unicast by eth1",
        {"lb1": instance(150, *far[0]), "lb2": instance(100, *far[1])},
        {
            "lb1": {"eth0": ("a", ("10.0.0.11/24",)), "eth1": ("b", ("10.1.0.11/24",))},
            "lb2": {"eth0": ("c", ("10.7.0.12/24",)), "eth1": ("b", ("10.1.0.12/24",))},
        },
    )
    yield split


def _firewall() -> Iterator[Case]:
    def firewall(
        name: str, *rules: str, at: str = "lb2", unicast: bool = False, text: str = "", events: str = "lb1"
    ) -> Case:
        lines = (
            [peers("10.0.0.12"), peers("10.0.0.11")]
            if unicast
            else [[text] if text else [], [text] if text else []]
        )
        settings = OLD if text else {}
        commands = {node: "; ".join(f"iptables {rule}" for rule in rules) for node in at.split()}
        texts = [
            instance(priority, *more, **settings) for priority, more in zip((150, 100), lines, strict=True)
        ]  # type: ignore[arg-type]
        return case(name, *texts, events=events, commands=commands)

    established = "-A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT"
    yield firewall("lower is deaf", "-A INPUT -p 112 -j DROP")
    yield firewall("higher is deaf", "-A INPUT -p 112 -j DROP", at="lb1")
    yield firewall("both are deaf", "-A INPUT -p vrrp -j DROP", at="lb1 lb2")
    yield firewall("policy DROP", "-P INPUT DROP")
    yield firewall("policy DROP, vrrp allowed", "-P INPUT DROP", "-A INPUT -p vrrp -j ACCEPT")
    yield firewall("the group allowed", "-P INPUT DROP", "-A INPUT -d 224.0.0.18 -j ACCEPT")
    yield firewall(
        "the group allowed, unicast", "-P INPUT DROP", "-A INPUT -d 224.0.0.18 -j ACCEPT", unicast=True
    )
    yield firewall("wrong source allowed", "-P INPUT DROP", "-A INPUT -p vrrp -s 10.0.0.99 -j ACCEPT")
    yield firewall("right source allowed", "-P INPUT DROP", "-A INPUT -p vrrp -s 10.0.0.11 -j ACCEPT")
    yield firewall("established, multicast", "-P INPUT DROP", established, at="lb1 lb2")
    yield firewall("established, unicast", "-P INPUT DROP", established, at="lb1 lb2", unicast=True)
    yield firewall("own OUTPUT", "-A OUTPUT -p vrrp -j DROP", at="lb1")
    yield firewall("AH by vrrp's rule", "-P INPUT DROP", "-A INPUT -p vrrp -j ACCEPT", text=auth("AH", "x"))
    yield firewall("AH allowed", "-P INPUT DROP", "-A INPUT -p ah -j ACCEPT", text=auth("AH", "x"))
    yield firewall("by interface", "-P INPUT DROP", "-A INPUT -i eth0 -p 112 -j ACCEPT")
    yield firewall("by the wrong interface", "-P INPUT DROP", "-A INPUT -i eth1 -p 112 -j ACCEPT")
    chain = (
        "-N VRRP",
        "-A INPUT -p vrrp -j VRRP",
        "-A VRRP -s 10.0.0.11 -j RETURN",
        "-A VRRP -j ACCEPT",
        "-P INPUT DROP",
    )
    yield firewall("a chain returns", *chain)
    for mode in ("0", "1", "2"):
        yield _foreign(f"other subnet, rp_filter {mode}", mode)
    yield _foreign(
        "other subnet, rp_filter 2, default route", "2", "ip route add default via 10.0.7.1 dev eth0"
    )
    yield _foreign("other subnet, rp_filter 1, route back", "1", "ip route add 10.0.0.0/24 dev eth0")
    six = case("ip6tables", instance(150, vips="fe80::100/64"), instance(100, vips="fe80::100/64"))
    yield six._replace(commands={"lb2": "ip6tables -A INPUT -p 112 -j DROP"})
    yield six._replace(name="IPv6 knows no iptables", commands={"lb2": "iptables -A INPUT -p 112 -j DROP"})


def _foreign(name: str, mode: str, route: str = "true") -> Case:
    return Case(
        name,
        {"lb1": instance(150), "lb2": instance(100)},
        {"lb1": {"eth0": ("a", ("10.0.0.11/24",))}, "lb2": {"eth0": ("a", ("10.0.7.12/24",))}},
        commands={"lb2": f"sysctl -qw net.ipv4.conf.all.rp_filter={mode}; {route}"},
        files={"cluster.yaml": "segments: [[10.0.0.0/24, 10.0.7.0/24]]\nnodes: {}\n"},
    )


def _faults() -> Iterator[Case]:
    track = "track_interface {\n eth1\n}"
    yield case("cable of the higher", instance(150), instance(100), events="lb1:eth0 lb2:eth0")
    yield case("dont_track_primary", instance(150, "dont_track_primary"), instance(100), events="lb1:eth0")
    yield case(
        "tracked interface", instance(150, track), instance(100, track), events="lb1:eth1 lb2:eth1", second=True
    )
    yield case(
        "VIP on eth1", instance(150, vips="10.0.0.100|dev|eth1".replace("|", " ")), instance(100), second=True
    )
    for name, lines in (
        ("VIP's dev", ["virtual_ipaddress {\n 10.1.0.100/24 dev eth1\n}"]),
        ("VIP's dev, no_track", ["virtual_ipaddress {\n 10.1.0.100/24 dev eth1 no_track\n}"]),
        (
            "excluded VIP's dev",
            ["virtual_ipaddress {\n 10.0.0.100\n}", "virtual_ipaddress_excluded {\n 10.1.0.100/24 dev eth1\n}"],
        ),
    ):
        texts = [instance(priority, *lines, vips="") for priority in (150, 100)]
        yield case(name, *texts, events="lb1:eth1", second=True)
    yield case(
        "VIP is the only address", instance(150, vips="10.0.0.11/24"), instance(100, vips="10.0.0.11/24")
    )
    yield case(
        "no IPv4 address",
        instance(150),
        instance(100),
        commands={"lb1": "ip -4 addr flush dev eth0"},
        events="lb2",
    )
    yield case(
        "no link-local address",
        instance(150, vips="fe80::100/64"),
        instance(100, vips="fe80::100/64"),
        commands={"lb1": "ip -6 addr flush dev eth0"},
        events="lb2",
    )
    yield case(
        "interface without carrier",
        instance(150, track),
        instance(100, track),
        second=True,
        events="",
        commands={"lb1": "ip link set eth1 down"},
    )
    yield case(
        "dynamic interface",
        defaults("dynamic_interfaces") + instance(150, interface="eth7"),
        instance(100),
        events="lb2",
    )
    yield case(
        "IPv6", instance(150, vips="fe80::100/64"), instance(100, vips="fe80::100/64"), events="lb1 lb1:eth0"
    )
    yield case(
        "IPv6 in versions 2 and 3",
        defaults("vrrp_version 2") + instance(150, vips="fe80::100/64", version=0),
        instance(100, vips="fe80::100/64"),
    )
    yield case(
        "families in another order",
        instance(150, vips="fe80::100/64 10.0.0.100/24"),
        instance(100, vips="10.0.0.100/24 fe80::100/64"),
    )


def _fatal() -> Iterator[Case]:
    good = instance(100)
    second = instance(150, name="VI_2", vrid=52, vips="10.0.0.150/24")
    for name, bad in (
        ("no VRID", instance(150, vrid="")),
        ("VRID 256", instance(150, vrid=256)),
        ("no interface", instance(150, interface="")),
        ("interface missing", instance(150, interface="eth7")),
        ("tracked interface missing", instance(150, "track_interface {\n eth7 weight -10\n}")),
        ("VIP's dev missing", instance(150, "virtual_ipaddress {\n 10.0.0.100/24 dev eth7\n}", vips="")),
        ("no VIP in version 3", instance(150, vips="")),
        ("VRID twice", instance(150) + instance(150, name="VI_3", vips="10.0.0.130/24")),
        ("one bad of two", second + instance(150, vrid="")),
    ):
        yield case(name, bad, good, events="lb2")
    yield case(
        "VRID twice on two interfaces",
        instance(150) + instance(150, name="VI_2", interface="eth1", vips="10.1.0.100/24"),
        good + instance(100, name="VI_2", interface="eth1", vips="10.1.0.100/24"),
        second=True,
    )
    yield case("unknown keyword", instance(150, "no_such_thing 5"), good)
    yield case(
        "two instances",
        instance(150) + instance(90, name="VI_2", vrid=52, vips="10.0.0.150/24"),
        good + second,
        events="lb1 lb2",
    )


def _tracking() -> Iterator[Case]:
    for weight in ("-40", "-50", "-60", "40", "50", "60", ""):
        texts = [script(weight) + instance(priority, WEB) for priority in (150, 100)]
        yield case(f"weight {weight or 'none'}", *texts, events="lb1:web lb1:web+lb2:web")
    for weight in ("-60", ""):
        texts = [script(weight) + instance(priority, "nopreempt", WEB) for priority in (150, 100)]
        yield case(f"weight {weight or 'none'} and nopreempt", *texts, events="lb1:web")
    track = "track_interface {{\n eth1 weight {}\n}}"
    for weight in ("-40", "-60", "60"):
        texts = [instance(priority, track.format(weight)) for priority in (150, 100)]
        yield case(f"interface weight {weight}", *texts, events="lb1:eth1", second=True)
    yield case(
        "weight in track_script",
        script("-10") + instance(150, "track_script {\n web weight -60\n}"),
        instance(100),
        events="lb1:web",
    )
    yield case("reverse", script("-60 reverse") + instance(150, WEB), instance(100), events="lb1:web")
    yield case(
        "two weights",
        script("-30") + script("-30", name="db") + instance(150, "track_script {\n web\n db\n}"),
        instance(100),
        events="lb1:web lb1:web+lb1:db",
    )
    yield case("owner, weighted", script("-60") + instance(255, WEB), instance(100), events="lb1:web")
    yield case("owner, not weighted", script() + instance(255, WEB), instance(100), events="lb1:web")
    yield case("script on one node", script("60") + instance(90, WEB), instance(100), events="lb1:web")
    yield case(
        "script that only fails",
        script().replace("/usr/bin/test ! -e /run/fail_web", "/bin/false") + instance(150, WEB),
        instance(100),
        events="lb2",
    )
    yield case("unknown script", instance(150, WEB), instance(100))
    yield case("script tracked nowhere", script() + instance(150), instance(100), events="lb1:web")
    yield case("fall 3", script("", "fall 3", "rise 2") + instance(150, WEB), instance(100), events="lb1:web")
    yield case("priority under 1", script("-200") + instance(150, WEB), instance(100), events="lb1:web")


def _groups() -> Iterator[Case]:
    def both(outside: int, inside: int, *lines: str, group: bool = True, more: str = "", head: str = "") -> str:
        named = f"vrrp_sync_group g {{\n group {{\n outside\n inside\n }}\n{more}\n}}\n" if group else ""
        return (
            head + named
            + instance(outside, name="outside", vips="10.0.0.100/24")
            + instance(inside, *lines, name="inside", interface="eth1", vrid=52, vips="10.1.0.100/24")
        )  # fmt: skip

    plain = both(150, 150), both(100, 100)
    yield case("sync group", *plain, events="lb1 lb1:eth1 lb1:eth0 lb1:keepalived", second=True)
    yield case(
        "no sync group",
        both(150, 150, group=False),
        both(100, 100, group=False),
        events="lb1:eth1",
        second=True,
    )
    yield case("group on one node", both(150, 150), both(100, 100, group=False), events="lb1:eth1", second=True)
    yield case(
        "crossed priorities without group", both(150, 90, group=False), both(100, 120, group=False), second=True
    )
    track = script("") + both(150, 150, WEB), both(100, 100)
    yield case("member's script", *track, events="lb1:web", second=True)
    yield case(
        "member's weighted script is dropped",
        script("-60") + both(150, 150, WEB),
        both(100, 100),
        events="lb1:web",
        second=True,
    )
    yield case(
        "member's weighted interface is a fault",
        both(150, 150, "track_interface {\n eth0 weight -10\n}"),
        both(100, 100),
        events="lb1:eth0",
        second=True,
    )
    yield case(
        "group's weighted script",
        script("-60") + both(150, 150, more=WEB),
        both(100, 100),
        events="lb1:web",
        second=True,
    )
    yield case(
        "group's script", script() + both(150, 150, more=WEB), both(100, 100), events="lb1:web", second=True
    )
    deaf = case(
        "a group hides one deaf path",
        *plain,
        second=True,
        commands={"lb2": "iptables -A INPUT -i eth1 -p 112 -j DROP"},
    )
    yield deaf
    loose = both(150, 150, group=False), both(100, 100, group=False)
    yield case("without a group it shows", *loose, second=True, commands=deaf.commands)
    yield case(
        "sync_group_tracking_weight",
        script("-60") + both(150, 150, WEB, more="sync_group_tracking_weight"),
        both(100, 100),
        events="lb1:web",
        second=True,
    )
    each = [
        both(priority, priority, "track_interface {\n eth0\n}", group=False).replace(
            "interface eth0\n", "interface eth0\n track_interface {\n eth1\n}\n"
        )
        for priority in (150, 100)
    ]
    yield case("each tracks the other's interface", *each, events="lb1:eth1", second=True)


def _more_nodes() -> Iterator[Case]:
    yield case("three", instance(150), instance(100), instance(50), events="lb1 lb2 lb1+lb2")
    yield case(
        "three, the lowest is deaf",
        instance(150),
        instance(100),
        instance(50),
        commands={"lb3": "iptables -A INPUT -p 112 -j DROP"},
        events="lb1",
    )
    lists = peers("10.0.0.12", "10.0.0.13"), peers("10.0.0.11", "10.0.0.13"), peers("10.0.0.11", "10.0.0.12")
    yield case(
        "three by unicast",
        *(instance(priority, *listed) for priority, listed in zip((150, 100, 50), lists, strict=True)),
        events="lb1",
    )
    yield case(
        "the second forgets the third",
        instance(150, *lists[0]),
        instance(100, *peers("10.0.0.11")),
        instance(50, *lists[2]),
        events="lb1",
    )
    yield case(
        "the third speaks another version", instance(150), instance(100), instance(50, **OLD), events="lb1"
    )  # type: ignore[arg-type]
    yield case(
        "three with nopreempt",
        instance(150, "nopreempt"),
        instance(100, "nopreempt"),
        instance(50, "nopreempt"),
        events="lb1",
    )
    yield case(
        "startup_delay",
        defaults("vrrp_startup_delay 2") + instance(150),
        defaults("vrrp_startup_delay 2") + instance(100),
        events="lb1",
    )
    yield case("no_accept", instance(150, "no_accept"), instance(100, "no_accept"))
    yield case("strict", defaults("vrrp_strict") + instance(150), defaults("vrrp_strict") + instance(100))
    yield case("vmac", instance(150, "use_vmac"), instance(100))


FAMILIES = (
    _priorities,
    _preemption,
    _receiving,
    _unicast,
    _firewall,
    _faults,
    _fatal,
    _tracking,
    _groups,
    _more_nodes,
)


def cases() -> list[Case]:
    """All of them."""
    return [one for family in FAMILIES for one in family()]
