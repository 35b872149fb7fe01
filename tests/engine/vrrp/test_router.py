"""What a daemon makes of its configuration: one row for each statement about defaults, repairs and fatal errors."""

import pytest

from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import from_files
from lvsportal.engine.vrrp.router import SECOND, ProblemKind, Router
from lvsportal.engine.vrrp.simulation import Simulation

from .pairs import addresses, instance, simulation


def router(text: str) -> Router:
    return simulation({"lb1": text}).known.daemons["lb1"].routers[0]


def problems(text: str, **evidence: str) -> list[ProblemKind]:
    files = {
        "keepalived.conf": text,
        **{name.replace("_", "-") + ".json": body for name, body in evidence.items()},
    }
    return [one.kind for one in simulation({"lb1": files}).known.daemons["lb1"].problems]


@pytest.mark.parametrize(
    ("state", "priority", "expected"),
    [
        ("MASTER", None, (255, True)),
        ("BACKUP", None, (100, False)),
        ("", None, (100, False)),
        ("", 255, (255, True)),
        ("MASTER", 300, (100, True)),
        ("master", 90, (90, False)),
        ("BACKUP", 255, (255, False)),
    ],
)
def test_state_and_priority_give_each_other_their_defaults(
    state: str, priority: int | None, expected: tuple[int, bool]
) -> None:
    found = router(instance(priority, state=state))
    assert (found.priority, found.wants_master) == expected


@pytest.mark.parametrize(
    ("version", "written", "microseconds"),
    [
        (2, "0.5", SECOND),
        (2, "1.5", 2 * SECOND),
        (2, "0", SECOND),
        (2, "", SECOND),
        (3, "0.3", 300_000),
        (3, "0.304", 300_000),
        (3, "60", 40_950_000),
    ],
)
def test_the_interval_is_rounded_as_its_version_counts(version: int, written: str, microseconds: int) -> None:
    assert router(instance(version=version, advert=written)).advert == microseconds


@pytest.mark.parametrize(
    ("strict", "lines", "version", "expected"),
    [
        ("", (), 3, True),
        ("", ("no_accept",), 3, False),
        ("vrrp_strict", (), 3, False),
        ("vrrp_strict", ("accept",), 3, True),
        ("vrrp_strict", ("accept",), 2, False),
        ("vrrp_strict", ("strict_mode off",), 3, True),
    ],
)
def test_what_keepalived_s_own_firewall_lets_through(
    strict: str, lines: tuple[str, ...], version: int, expected: bool
) -> None:
    text = f"global_defs {{\n    {strict}\n}}\n" + instance(100, *lines, version=version, advert="1")
    assert router(text).accepts is expected


def test_an_owner_s_vips_are_never_dropped() -> None:
    assert router("global_defs {\n    vrrp_strict\n}\n" + instance(255)).accepts


@pytest.mark.parametrize(
    ("strict", "state", "expected"), [(False, "MASTER", False), (False, "BACKUP", True), (True, "MASTER", True)]
)
def test_state_master_clears_nopreempt_unless_strict_turns_it_into_backup(
    strict: bool, state: str, expected: bool
) -> None:
    head = "global_defs {\n    vrrp_strict\n}\n" if strict else ""
    assert router(head + instance(90, "nopreempt", state=state)).nopreempt is expected


@pytest.mark.parametrize(
    ("block", "version", "expected"),
    [
        ("auth_type PASS\n auth_pass 123456789", 2, ("PASS", "12345678")),
        ("auth_type pass\n auth_pass x", 2, ("", "")),
        ("auth_pass x", 2, ("", "")),
        ("auth_type PASS", 2, ("", "")),
        ("auth_type PASS\n auth_pass x", 3, ("", "")),
        ("auth_type AH\n auth_pass x", 2, ("AH", "x")),
    ],
)
def test_authentication_that_counts(block: str, version: int, expected: tuple[str, str]) -> None:
    text = instance(100, f"authentication {{\n {block}\n }}", version=version, advert="1")
    assert router(text).auth == expected


def test_unicast_without_peers_is_multicast() -> None:
    assert not router(instance(100, "unicast_src_ip 10.0.0.11", "unicast_peer {\n }")).is_unicast
    assert router(instance(100, "unicast_peer {\n 10.0.0.12\n }")).is_unicast


def test_the_first_address_gives_the_family_and_ipv6_is_version_3() -> None:
    found = router(instance(version=2, advert="1", vips="fe80::100/64 10.0.0.100/24"))
    assert (found.family, found.version, len(found.vips)) == (6, 3, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (instance(), []),
        (instance(vrid=""), [ProblemKind.NO_ROUTER_ID]),
        (instance(vrid=0), [ProblemKind.NO_ROUTER_ID]),
        (instance(vrid=256), [ProblemKind.NO_ROUTER_ID]),
        (instance(interface=""), [ProblemKind.NO_INTERFACE]),
        (instance(100, "authentication {\n auth_pass\n }"), [ProblemKind.UNFINISHED]),
        (instance(100, "preempt_delay"), [ProblemKind.UNFINISHED]),
        (instance(100, "use_vmac"), []),
        (instance(vips=""), [ProblemKind.NO_VIP]),
        (instance(vips="", version=2, advert="1"), []),
        (instance() + instance(name="VI_2", vips="10.0.0.101"), [ProblemKind.DUPLICATE]),
        (instance() + instance(name="VI_2", vips="10.0.0.101", interface="eth1"), []),
        (instance() + instance(name="VI_2", vips="fe80::1"), []),
    ],
)
def test_one_bad_instance_takes_the_daemon_down(text: str, expected: list[ProblemKind]) -> None:
    assert problems(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (instance(), []),
        (instance(interface="eth9"), [ProblemKind.MISSING_INTERFACE]),
        (instance(100, "track_interface {\n eth9\n }"), [ProblemKind.MISSING_TRACKED]),
        ("global_defs {\n dynamic_interfaces\n}\n" + instance(interface="eth9"), []),
    ],
)
def test_interfaces_that_the_node_does_not_have(text: str, expected: list[ProblemKind]) -> None:
    assert problems(text, ip_addr=addresses("eth0=10.0.0.11/24")) == expected


def test_an_instance_of_cluster_yaml_is_one_like_any_other() -> None:
    text = """\
nodes:
  lb1: {vrrp: [{interface: eth0, router_id: 51, priority: 150, version: 3, advert_int: 0.3, vips: [10.0.0.100/24]}]}
  lb2: {vrrp: [{interface: eth0, router_id: 52, priority: 100, version: 3, advert_int: 0.3, vips: [10.0.0.100/24]}]}
"""
    cluster = read_bundle(from_files([("cluster.yaml", text.encode())])).cluster
    simulated = Simulation(cluster)
    assert simulated.known.daemons["lb1"].routers[0].advert == 300_000
    assert simulated.today()[0].holders == {"10.0.0.100": ("lb1", "lb2")}
