"""Fixes: on copies only, proven flow by flow, in commands that a shell takes as they are meant."""

import shlex
import subprocess

import pytest

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.fixes.prove import carry_out, no_flow_is_worse
from lvsportal.engine.model.address import parse_address
from lvsportal.engine.model.node import Node, Sysctl
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.report.localise import localise
from lvsportal.engine.rules.base import Command
from lvsportal.engine.rules.changes import (
    keep_sysctls,
    move_address,
    own_span,
    remove_firewall_rule,
    set_default_route,
    set_sysctls,
)
from lvsportal.engine.rules.shell import is_interface, is_mac, plain, requoted, words
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import Bundle, from_files
from lvsportal.engine.source.source import Source

VIP = parse_address("10.0.0.100")
assert VIP is not None


# -- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["eth0", "eth0.100", "bond0", "a" * 15, "eth0;id", "$(id)"])
def test_names_that_the_kernel_takes(name: str) -> None:
    assert is_interface(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a" * 16, "et h0", "eth/0", "eth0:1", "eth\n0", "网卡网卡网卡"]
)
def test_names_that_the_kernel_refuses(name: str) -> None:
    assert not is_interface(name)
    node = Node("rs1")
    assert move_address(node, VIP, name, "lo", 32) is None
    assert name == "" or set_default_route(node, VIP, name) is None


@pytest.mark.parametrize("name", ["eth0;id", "$(id)", "`id`", "a'b", 'a"b', "a|b", "a&b", "-x"])
def test_a_shell_reads_each_name_as_one_word(name: str) -> None:
    node = Node("rs1")
    moved, routed = move_address(node, VIP, name, "lo", 32), set_default_route(node, VIP, name)
    assert moved is not None and routed is not None
    assert shlex.split(moved.text, comments=True).count(name) == 1
    assert shlex.split(routed.text, comments=True)[-1] == name
    said = subprocess.run(
        ["sh", "-c", f"printf '%s' {words(name)}"], capture_output=True, text=True, check=True
    )
    assert said.stdout == name


def test_a_key_of_a_hostile_interface_is_one_word() -> None:
    command = set_sysctls(Node("rs1"), {"net.ipv4.conf.$(id).arp_ignore": 1})
    assert shlex.split(command.text, comments=True) == ["sysctl", "-w", "net.ipv4.conf.$(id).arp_ignore=1"]


def test_addresses_come_without_what_was_written_behind_them() -> None:
    address = parse_address("fe80::1%$(id)")
    assert address is not None and plain(address) == "fe80::1"


def test_a_rule_of_a_firewall_is_quoted_anew() -> None:
    assert requoted('-A PREROUTING -m comment --comment "$(id)" -j DROP').count("'$(id)'") == 1
    assert requoted('-A PREROUTING -m comment --comment "open') == ""


def test_a_rule_that_iptables_did_not_write_is_not_taken_out_by_it() -> None:
    from lvsportal.engine.readers.evidence.netfilter import parse_saved

    saved = parse_saved(
        Source("lb1/iptables-save.txt", "*mangle\n-A PREROUTING -p tcp -j MARK --set-mark 1\n"), "4"
    )
    (rule,) = saved.rules_on("PREROUTING")
    taken = remove_firewall_rule(Node("lb1"), rule)
    assert taken is not None and taken.text.startswith("iptables -t mangle -D PREROUTING -p tcp")
    elsewhere = rule._replace(
        at=rule.at._replace(source=Source("lb1/nft-ruleset.txt", "x\ntcp dport 80 mark set 1\n"))
    )
    assert remove_firewall_rule(Node("lb1"), elsewhere) is None


def test_macs() -> None:
    assert is_mac("52:54:00:00:00:0A") and not is_mac("52:54:00:00:00") and not is_mac("52:54:00:00:00:0A;id")


# -- what is set stays, and can be taken back ------------------------------------------------------------------


def test_settings_say_how_to_take_them_back_and_survive_a_boot() -> None:
    node = Node("lb1")
    node.sysctls = {"net.ipv4.vs.conntrack": Sysctl("0", own_span())}
    command = set_sysctls(node, {"net.ipv4.vs.conntrack": 1})
    assert command.text == "sysctl -w net.ipv4.vs.conntrack=1   # undo: sysctl -w net.ipv4.vs.conntrack=0"
    kept = [one.text for one in keep_sysctls(node, {"net.ipv4.vs.conntrack": 1}, "conntrack")]
    assert any("/etc/sysctl.d/90-lvs-conntrack.conf" in text for text in kept)
    assert any("/etc/modules-load.d/ip_vs.conf" in text for text in kept)
    line = kept[0].partition(" > ")[0]
    said = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert said.stdout == "net.ipv4.vs.conntrack = 1\n"


# -- on copies -------------------------------------------------------------------------------------------------

CONFIGURATION = """\
{first}virtual_server 10.0.0.100 {port} {{
    lb_kind DR
    protocol TCP
    real_server 10.0.0.21 {real} {{
        weight 1
    }}
{more}}}
"""


def bundle(port: int = 80, real: int = 80, more: str = "", first: str = "") -> Bundle:
    text = CONFIGURATION.format(port=port, real=real, more=more, first=first)
    return from_files([("lb1/keepalived.conf", text.encode())])


def test_a_command_changes_a_copy_alone() -> None:
    cluster = read_bundle(bundle()).cluster
    mended = carry_out(cluster, [set_sysctls(cluster.by_name["lb1"], {"net.ipv4.ip_forward": 1})])
    assert cluster.by_name["lb1"].sysctls is None
    assert mended.by_name["lb1"].number("net.ipv4.ip_forward") == 1


def test_what_was_derived_is_not_copied() -> None:
    cluster = read_bundle(bundle()).cluster
    node = cluster.by_name["lb1"]
    assert node.standing(VIP) is None

    def change(copy: Node) -> None:
        assert copy.standing(VIP) is None
        copy.addresses = ()

    mended = carry_out(cluster, [Command("lb1", "true", change)])
    assert mended.by_name["lb1"].standing(VIP) == []


def test_a_flow_that_is_served_worse_refuses_the_proof() -> None:
    from pathlib import Path

    from lvsportal.engine.rules.catalogue import folders
    from lvsportal.engine.source.bundle import from_paths

    examples = Path(folders()["LVS001"]) / "examples"
    good = Analysis(read_bundle(from_paths([str(examples / "mitigated-listens-on-both")])).cluster)
    assert good.matrix.flows
    assert no_flow_is_worse(good, good)
    cut = good.cluster.by_name["rs1"].copy()
    cut.listeners = ()
    assert not no_flow_is_worse(good, Analysis(good.cluster.with_nodes({"rs1": cut})))


# -- what edits leave behind -----------------------------------------------------------------------------------


def fixes(given: Bundle, rule: str) -> list[dict]:
    results = localise(review(given), "en")["results"]
    return [result["fix"] for result in results if result["rule"] == rule and result["verdict"] == "violated"]


def test_a_port_is_mended() -> None:
    (fix,) = fixes(bundle(80, 8080), "LVS001")
    assert [edit["text"] for edit in fix["edits"]] == ["80"]


def test_no_fix_leaves_a_real_server_twice_in_a_service() -> None:
    twice = "    real_server 10.0.0.21 80 {\n        weight 1\n    }\n"
    assert fixes(bundle(80, 8080, twice), "LVS001") == [None]


def test_what_is_derived_of_a_cluster_goes_with_it() -> None:
    import gc
    import weakref

    cluster = read_bundle(bundle()).cluster
    analysis = Analysis(cluster)
    assert analysis.matrix is analysis.matrix and analysis.topology is analysis.topology
    gone = weakref.ref(cluster)
    del cluster, analysis
    gc.collect()
    assert gone() is None, "a cache outside of the review keeps the cluster"


def test_a_service_left_beside_the_marks_is_taken_out_whole() -> None:
    from pathlib import Path

    from lvsportal.engine.rules.catalogue import folders
    from lvsportal.engine.source.bundle import from_paths

    given = from_paths([str(Path(folders()["LVS007"]) / "examples/violated-service-left-beside")])
    results = localise(review(given), "en")["results"]
    result = next(one for one in results if one["rule"] == "LVS007" and one["verdict"] == "violated")
    fix = result["fix"]
    assert fix is not None and fix["proven"]
    texts = {source.path: source.text for source in given.sources}
    taken = [texts[edit["file"]][edit["start"] : edit["end"]] for edit in fix["edits"] if not edit["text"]]
    assert taken and all(text.startswith("virtual_server 10") and text.endswith("}\n") for text in taken)
    assert all(text.count("{") == text.count("}") for text in taken)
