"""Evidence in all its forms comes to the same facts; what does not fit together is told."""

import json
import subprocess
from pathlib import Path

import pytest

from lvsportal.engine.model.node import Node
from lvsportal.engine.readers.assemble import Reading, read_bundle
from lvsportal.engine.source.bundle import from_files

IP_ADDR = """1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
    inet 10.0.0.100/32 scope global lo:0
2: eth0@if5: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000
    link/ether 52:54:00:00:00:21 brd ff:ff:ff:ff:ff:ff
    inet 10.0.0.21/24 brd 10.0.0.255 scope global eth0
    inet6 fe80::5054:ff:fe00:21/64 scope link
3: eth1: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN group default qlen 1000
    link/ether 52:54:00:00:01:21 brd ff:ff:ff:ff:ff:ff
    inet 10.9.9.9/24 scope global eth1
"""
IP_ONE_LINE = r"""1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever
1: lo    inet 10.0.0.100/32 scope global lo:0\       valid_lft forever preferred_lft forever
2: eth0    inet 10.0.0.21/24 brd 10.0.0.255 scope global eth0\       valid_lft forever preferred_lft forever
"""
IFCONFIG_OLD = """eth0      Link encap:Ethernet  HWaddr 52:54:00:00:00:21
          inet addr:10.0.0.21  Bcast:10.0.0.255  Mask:255.255.255.0
          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1

lo        Link encap:Local Loopback
          inet addr:127.0.0.1  Mask:255.0.0.0

lo:0      Link encap:Local Loopback
          inet addr:10.0.0.100  Mask:255.255.255.255
"""
IFCONFIG_NEW = """eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 10.0.0.21  netmask 255.255.255.0  broadcast 10.0.0.255
        ether 52:54:00:00:00:21  txqueuelen 1000  (Ethernet)

lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
        inet 127.0.0.1  netmask 255.0.0.0

lo:0: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
        inet 10.0.0.100  netmask 255.255.255.255
"""


def reading(**files: str) -> Reading:
    """Files of node rs1, by name with ``__`` for the dot."""
    return read_bundle(
        from_files([(f"rs1/{name.replace('__', '.')}", text.encode()) for name, text in files.items()])
    )


def node(**files: str) -> Node:
    return reading(**files).cluster.by_name["rs1"]


@pytest.mark.parametrize("text", [IP_ADDR, IP_ONE_LINE, IFCONFIG_OLD, IFCONFIG_NEW])
def test_every_form_of_addresses_gives_the_same_ones(text: str) -> None:
    found = node(addresses__out=text)
    shown = {(one.interface, f"{one.address}/{one.length}") for one in found.addresses or ()}
    assert shown >= {("lo", "10.0.0.100/32"), ("eth0", "10.0.0.21/24")}
    assert not any(interface in ("eth1", "lo:0") for interface, _ in shown)


def test_an_interface_that_is_down_has_no_address_in_force() -> None:
    rows = [{"ifname": "eth0", "flags": ["BROADCAST"], "addr_info": [{"local": "10.0.0.1", "prefixlen": 24}]}]
    assert node(**{"ip-addr__json": json.dumps(rows)}).addresses == ()


@pytest.mark.parametrize(
    "text",
    [
        "default via 10.0.0.1 dev eth0 proto static metric 100\n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.21\n",
        "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n"
        "0.0.0.0         10.0.0.1        0.0.0.0         UG    100    0        0 eth0\n"
        "10.0.0.0        0.0.0.0         255.255.255.0   U     100    0        0 eth0\n",
    ],
)
def test_routes_from_ip_and_from_route(text: str) -> None:
    routes = node(routes__out=text).routes or ()
    assert [(str(r.prefix), r.gateway.text if r.gateway else "", r.interface) for r in routes] == [
        ("0.0.0.0/0", "10.0.0.1", "eth0"),
        ("10.0.0.0/24", "", "eth0"),
    ]
    assert not node(routes__out=text).routes_complete


def test_policy_rules_as_text() -> None:
    text = "0:\tfrom all lookup local\n100:\tfrom 10.1.0.21 lookup 100\n200:\tfrom all fwmark 0x7/0xff lookup 200\n"
    rules = node(rules__out=text).rules or ()
    assert [(r.priority, str(r.source), r.mark, r.mask, r.table) for r in rules] == [
        (0, "None", None, 0xFFFFFFFF, "local"),
        (100, "10.1.0.21/32", None, 0xFFFFFFFF, "100"),
        (200, "None", 7, 0xFF, "200"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 10.0.0.21:80 -g -w 3\n",
        "IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n"
        "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n"
        "TCP  10.0.0.100:80 rr\n  -> 10.0.0.21:80                 Route   3      0          0\n",
        "IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n"
        "  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n"
        "TCP  0A000064:0050 rr\n  -> 0A000015:0050      Route   3      0          0\n",
    ],
)
def test_a_table_saved_listed_or_from_proc(text: str) -> None:
    services = node(table__out=text).live or ()
    assert [(one.name, one.scheduler, one.method) for one in services] == [("10.0.0.100:80/tcp", "rr", "DR")]
    assert [(real.address.text, real.port, real.weight) for real in services[0].real_servers] == [
        ("10.0.0.21", 80, 3)
    ]


NFT = """table ip mangle {
	chain pre {
		type filter hook prerouting priority mangle; policy accept;
		ip daddr 10.0.0.100 tcp dport { 80, 443 } ether saddr != 52:54:00:00:00:12 counter packets 1 bytes 60 meta mark set 0x3
	}
}
table arp guard {
	chain input {
		type filter hook input priority filter; policy accept;
		arp daddr ip 10.0.0.100 drop
	}
}
"""


def test_nft_rules_come_to_the_same_form_as_those_of_iptables() -> None:
    found = node(**{"nft-ruleset__txt": NFT})
    assert found.netfilter and found.arptables
    (rule,) = found.netfilter.rules_on("PREROUTING")
    assert (rule.target, rule.options) == ("MARK", {"--set-xmark": "0x3"})
    assert {(m.option, m.value, m.negated) for m in rule.matches} == {
        ("-d", "10.0.0.100", False),
        ("-p", "tcp", False),
        ("--dport", "80,443", False),
        ("--mac-source", "52:54:00:00:00:12", True),
    }
    assert found.arptables.on("INPUT", "arp")[0].chain == "input"


def test_an_empty_nft_list_says_nothing_about_iptables() -> None:
    assert node(**{"nft-ruleset__txt": "", "sysctl__txt": "net.ipv4.ip_forward = 1\n"}).netfilter is None


def test_rules_of_one_family_say_nothing_about_the_other() -> None:
    saved = "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n"
    six, four = node(**{"ip6tables-save__txt": saved}), node(**{"iptables-save__txt": saved})
    assert six.firewall(4) is None
    assert six.firewall(6) is not None
    assert four.firewall(4) is not None
    assert four.firewall(6) is None


SCRIPT = """#!/bin/bash
VIP=10.0.0.100
case "$1" in
start)
    ifconfig lo:0 $VIP netmask 255.255.255.255 broadcast $VIP
    echo "1" >/proc/sys/net/ipv4/conf/all/arp_ignore
    sysctl -w net.ipv4.conf.all.arp_announce=2
    if [ -f /etc/odd ]; then
        echo 0 > /proc/sys/net/ipv4/conf/eth0/arp_ignore
    fi
    ;;
stop)
    echo "0" >/proc/sys/net/ipv4/conf/all/arp_ignore
    ;;
esac
"""


def test_of_a_script_only_the_start_branch_and_plain_assignments_count() -> None:
    found = reading(realserver__sh=SCRIPT)
    sysctls = found.cluster.by_name["rs1"].sysctls or {}
    assert {key: one.value for key, one in sysctls.items()} == {
        "net.ipv4.conf.all.arp_ignore": "1",
        "net.ipv4.conf.all.arp_announce": "2",
    }
    told = {one.code: one.message.en for one in found.diagnostics}
    assert "10.0.0.100" in told["script"] and "2 settings" in told["script_condition"]


def test_sysctl_conf_is_declared_and_never_outweighs_what_is_in_force() -> None:
    files = {"sysctl__conf": "net.ipv4.conf.all.arp_ignore = 1\n", "ip-rule__json": "[]"}
    found = reading(**files)
    assert found.cluster.by_name["rs1"].number("net.ipv4.conf.all.arp_ignore") == 1
    assert [one.why for one in found.declared] == ["rs1/sysctl.conf"]
    in_force = reading(**files, sysctl__txt="net.ipv4.conf.all.arp_ignore = 0\n")
    assert in_force.cluster.by_name["rs1"].number("net.ipv4.conf.all.arp_ignore") == 0
    assert "sysctl_conf" in {one.code for one in found.diagnostics}


def addresses(address: str, mac: str) -> str:
    return json.dumps(
        [{"ifname": "eth0", "flags": ["UP", "BROADCAST"], "address": mac, "addr_info": [{"local": address, "prefixlen": 24, "scope": "global"}]}]
    )  # fmt: skip


def test_two_folders_with_one_mac_and_address_are_one_node() -> None:
    mac = "52:54:00:00:00:21"
    found = read_bundle(
        from_files(
            [
                ("a/ip-addr.json", addresses("10.0.0.21", mac).encode()),
                ("b/ip-addr.json", addresses("10.0.0.21", mac).encode()),
                ("b/sysctl.txt", b"net.ipv4.ip_forward = 1\n"),
            ]
        )
    )
    assert [node.name for node in found.cluster.nodes] == ["a"]
    assert found.cluster.nodes[0].number("net.ipv4.ip_forward") == 1
    assert "merged" in {one.code for one in found.diagnostics}


def test_an_address_on_two_nodes_is_told_and_both_are_kept() -> None:
    found = read_bundle(
        from_files(
            [
                ("a/ip-addr.json", addresses("10.0.0.21", "52:54:00:00:00:01").encode()),
                ("b/ip-addr.json", addresses("10.0.0.21", "52:54:00:00:00:02").encode()),
            ]
        )
    )
    assert [node.name for node in found.cluster.nodes] == ["a", "b"]
    assert "address_twice" in {one.code for one in found.diagnostics}


CONF = "virtual_server 10.0.0.100 80 {\n lb_algo rr\n lb_kind DR\n protocol TCP\n real_server 10.0.0.21 80 {\n }\n}\n"


def test_what_runs_and_what_is_written_are_compared_with_both_places() -> None:
    live = "-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 10.0.0.22:80 -g -w 1\n"
    found = reading(keepalived__conf=CONF, **{"ipvsadm-save__txt": live})
    (told,) = [one for one in found.diagnostics if one.code == "not_as_written"]
    assert told.path == "rs1/keepalived.conf" and told.line == 1
    assert all(part in told.message.en for part in ("10.0.0.21", "10.0.0.22", "rs1/ipvsadm-save.txt:1"))


def test_a_sosreport_is_named_by_its_host_and_read_under_its_own_names() -> None:
    root = "sosreport-a1b2-2026"
    found = read_bundle(
        from_files(
            [
                (f"{root}/hostname", b"lb7\n"),
                (f"{root}/etc/keepalived/keepalived.conf", CONF.encode()),
                (f"{root}/sos_commands/networking/ip_-o_addr", IP_ONE_LINE.encode()),
                (f"{root}/sos_commands/networking/ip_route_show_table_all", b"default via 10.0.0.1 dev eth0\n"),
                (f"{root}/sos_commands/kernel/sysctl_-a", b"net.ipv4.ip_forward = 1\n"),
                (f"{root}/proc/net/ip_vs", b"IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n"),
            ],
            strict=False,
        )
    )  # fmt: skip
    (only,) = found.cluster.nodes
    assert only.name == "lb7"
    assert only.addresses and only.routes and only.sysctls and only.configuration and only.live == ()


@pytest.mark.parametrize(
    "shell",
    ["sh", "bash", pytest.param("busybox sh", marks=pytest.mark.needs_kernel)],  # with the lab's packages
)
def test_collect_sh_gathers_what_the_readers_read(shell: str, tmp_path: Path) -> None:
    """On this very machine, as far as its tools go; it changes nothing and leaves no secret."""
    script = Path("deploy/public/collect.sh").resolve()
    subprocess.run([*shell.split(), str(script), str(tmp_path)], check=True, capture_output=True, timeout=120)
    (archive,) = tmp_path.glob("*.tar.gz")
    found = read_bundle(from_files([(archive.name, archive.read_bytes())], strict=False))
    (only,) = found.cluster.nodes
    assert only.addresses and only.sysctls
    assert not [one for one in found.diagnostics if one.severity == "error"]
