"""Who accepts whose adverts: each row changes one thing on one of two nodes."""

import pytest

from lvsportal.engine.vrrp.hearing import Hearing, Refusal
from lvsportal.engine.vrrp.path import Obstacle

from .pairs import addresses, instance, masters, simulation

AUTH = "authentication {{\n auth_type {}\n auth_pass {}\n }}"
ONE = addresses("eth0=10.0.0.11/24", "eth1=10.9.0.11/24")
TWO = addresses("eth0=10.0.0.12/24", "eth1=10.9.0.12/24")


def heard(one: str, other: str, **more: dict[str, str]) -> list[Hearing]:
    """lb1 as lb2 hears it, then the other way round."""
    nodes = {
        "lb1": {"keepalived.conf": one, "ip-addr.json": ONE, **more.get("lb1", {})},
        "lb2": {"keepalived.conf": other, "ip-addr.json": TWO, **more.get("lb2", {})},
    }
    found = list(simulation(nodes).hearings)
    return sorted(found, key=lambda hearing: hearing.sender.node.name)


def peers(*listed: str, source: str = "") -> tuple[str, ...]:
    lines = ["unicast_peer {\n" + "\n".join(listed) + "\n }"]
    return (*([f"unicast_src_ip {source}"] if source else []), *lines)


@pytest.mark.parametrize(
    ("one", "other", "refusal"),
    [
        (instance(), instance(version=2, advert="1"), Refusal.VERSION),
        (instance(advert="0.3"), instance(advert="0.5"), None),
        (instance(version=2, advert="1"), instance(version=2, advert="2"), Refusal.INTERVAL),
        (instance(version=2, advert="0.5"), instance(version=2, advert="1"), None),
        (instance(), instance(vips="10.0.0.100/24 10.0.0.101/24"), Refusal.VIP_COUNT),
        (instance(), instance(vips="10.0.0.101/24"), Refusal.VIP_LIST),
        (instance(vips="10.0.0.1 10.0.0.2"), instance(vips="10.0.0.2/24 10.0.0.1/24"), None),
        (instance(), instance(100, "virtual_ipaddress_excluded {\n 10.0.0.5\n }"), None),
        (instance(), instance(100, *peers("10.0.0.11")), Refusal.UNICAST),
        (instance(), instance(100, "mcast_dst_ip 224.0.0.99"), Refusal.GROUP),
    ],
)
def test_what_both_refuse(one: str, other: str, refusal: Refusal | None) -> None:
    assert [hearing.refusal for hearing in heard(one, other)] == [refusal, refusal]


@pytest.mark.parametrize(
    ("one", "other", "refusal"),
    [
        (AUTH.format("PASS", "abc"), AUTH.format("PASS", "abd"), Refusal.AUTH_DATA),
        (AUTH.format("PASS", "12345678a"), AUTH.format("PASS", "12345678b"), None),
        (AUTH.format("PASS", "abc"), AUTH.format("pass", "abc"), Refusal.AUTH_TYPE),
        (AUTH.format("AH", "abc"), AUTH.format("PASS", "abc"), Refusal.AUTH_TYPE),
    ],
)
def test_authentication_of_version_2(one: str, other: str, refusal: Refusal | None) -> None:
    texts = [instance(100, block, version=2, advert="1") for block in (one, other)]
    assert [hearing.refusal for hearing in heard(*texts)] == [refusal, refusal]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (peers("10.0.0.12"), peers("10.0.0.11"), [None, None]),
        (peers("10.0.0.99"), peers("10.0.0.11"), [Refusal.NOT_A_PEER, None]),
        (peers("10.0.0.11"), peers("10.0.0.11"), [Refusal.NOT_A_PEER, None]),
        (peers("10.9.0.12"), peers("10.0.0.11"), [Refusal.OTHER_ADDRESS, None]),
        (
            peers("10.0.0.12"),
            (*peers("10.0.0.99"), "check_unicast_src"),
            [Refusal.SOURCE_CHECK, Refusal.NOT_A_PEER],
        ),
        (peers("10.0.0.12"), peers("10.0.0.11 min_ttl 255"), [None, None]),
        ((*peers("10.0.0.12"), "unicast_ttl 64"), peers("10.0.0.11 min_ttl 200"), [Refusal.TTL, None]),
    ],
)
def test_unicast_is_judged_in_each_direction(
    one: tuple[str, ...], other: tuple[str, ...], expected: list[Refusal | None]
) -> None:
    found = heard(instance(100, *one), instance(100, *other))
    assert [hearing.refusal for hearing in found] == expected


def rules(*lines: str, policy: str = "ACCEPT") -> dict[str, str]:
    body = "\n".join(["*filter", f":INPUT {policy} [0:0]", ":OUTPUT ACCEPT [0:0]", *lines, "COMMIT", ""])
    return {"iptables-save.txt": body}


@pytest.mark.parametrize(
    ("lines", "policy", "arrives"),
    [
        ((), "ACCEPT", True),
        ((), "DROP", False),
        (("-A INPUT -p 112 -j ACCEPT",), "DROP", True),
        (("-A INPUT -p vrrp -j ACCEPT",), "DROP", True),
        (("-A INPUT -d 224.0.0.18/32 -j ACCEPT",), "DROP", True),
        (("-A INPUT -s 10.0.0.99/32 -p vrrp -j ACCEPT",), "DROP", False),
        (("-A INPUT -p tcp -j ACCEPT",), "DROP", False),
        (("-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",), "DROP", False),
        (("-A INPUT -p vrrp -j DROP",), "ACCEPT", False),
    ],
)
def test_the_receiver_s_firewall(lines: tuple[str, ...], policy: str, arrives: bool) -> None:
    first, second = heard(instance(150), instance(100), lb2=rules(*lines, policy=policy))
    assert first.as_backup is arrives and second.as_backup is True
    assert arrives or first.obstacle is Obstacle.FIREWALL_IN


def test_the_sender_s_own_firewall() -> None:
    first, second = heard(instance(150), instance(100), lb1=rules("-A OUTPUT -p 112 -j DROP"))
    assert (first.obstacle, second.obstacle) == (Obstacle.FIREWALL_OUT, None)


def test_ah_is_protocol_51() -> None:
    text = instance(100, AUTH.format("AH", "x"), version=2, advert="1")
    found = heard(text, text, lb2=rules("-A INPUT -p vrrp -j ACCEPT", policy="DROP"))
    assert found[0].obstacle is Obstacle.FIREWALL_IN


def test_unicast_answers_pass_a_firewall_that_lets_established_in() -> None:
    established = rules("-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT", policy="DROP")
    nodes = {
        "lb1": {"keepalived.conf": instance(150, *peers("10.0.0.12")), "ip-addr.json": ONE, **established},
        "lb2": {"keepalived.conf": instance(100, *peers("10.0.0.11")), "ip-addr.json": TWO, **established},
    }
    assert masters(simulation(nodes).today()[0]) == ["lb1"]


def foreign(filter_mode: str, route: str = "[]") -> dict[str, dict[str, str]]:
    """lb2 in another subnet on the same wire."""
    sysctl = f"net.ipv4.conf.all.rp_filter = {filter_mode}\nnet.ipv4.conf.eth0.rp_filter = 0\n"
    return {
        "lb2": {
            "ip-addr.json": addresses("eth0=10.0.7.12/24"),
            "sysctl.txt": sysctl,
            "ip-route.json": route,
        },
        "lb1": {"cluster.yaml": "segments: [[10.0.0.0/24, 10.0.7.0/24]]\nnodes: {}\n"},
    }


@pytest.mark.parametrize(
    ("mode", "route", "expected"),
    [
        ("0", "[]", (True, True)),
        ("1", "[]", (False, True)),
        ("2", "[]", (False, True)),
        ("2", '[{"dst": "default", "gateway": "10.0.7.1", "dev": "eth0"}]', (True, True)),
    ],
)
def test_reverse_path_filter_lets_a_master_hear_what_a_backup_does_not(
    mode: str, route: str, expected: tuple[bool, bool]
) -> None:
    first, _ = heard(instance(150), instance(100), **foreign(mode, route))
    assert (first.as_backup, first.as_master) == expected


def test_that_is_flapping_not_split_brain() -> None:
    files = foreign("1")
    nodes = {
        "lb1": {"keepalived.conf": instance(150), "ip-addr.json": ONE, **files["lb1"]},
        "lb2": {"keepalived.conf": instance(100), **files["lb2"]},
    }
    today = simulation(nodes).today()[0]
    assert today.flapping == {("lb2", "VI_1")}


def test_no_common_segment() -> None:
    first, second = heard(instance(150), instance(100), lb2={"ip-addr.json": addresses("eth0=10.0.7.12/24")})
    assert first.obstacle is second.obstacle is Obstacle.SEGMENTS
