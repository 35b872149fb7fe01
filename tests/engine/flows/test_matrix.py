"""The matrix: which clients count, which states there are, and what becomes of each flow in each."""

import json

import pytest

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.evaluate import branches_in
from lvsportal.engine.flows.types import Flow
from lvsportal.engine.model.terms import Conclusion
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import from_files
from tests.engine.flows.definitions import QUIET, VIP, analysis, client, director, node, server, service

ONE = ("10.0.0.21",)
TWO = ("10.0.0.21", "10.0.0.22")


def flow(found: Analysis, place: str = "client") -> Flow:
    return next(one for one in found.matrix.flows if one.client.name == place)


def today(found: Analysis, place: str = "client") -> tuple[str, str]:
    concluded = flow(found, place).conclusions["today"]
    return concluded.value, concluded.reason


# -- clients that count ----------------------------------------------------------------------------------------


def test_a_plain_node_and_outside_are_clients() -> None:
    found = analysis(client(), director(*ONE), server(21))
    assert {one.client.name: one.client.counts for one in found.matrix.flows} == {
        "client": True,
        "outside": True,
    }


def test_outside_does_not_count_where_no_real_server_has_a_route_out() -> None:
    found = analysis(client(), director(*ONE), server(21, gateway=""))
    # only `ip route show table all` would show that there is none: a definition by hand may leave routes out
    assert flow(found, "outside").client.counts
    assert today(found)[0] == "served"


def test_a_node_that_forwards_is_a_router_and_no_client() -> None:
    router = node("router", "10.0.0.1/24", sysctls={"net.ipv4.ip_forward": 1})
    found = analysis(client(), router, director(*ONE), server(21))
    assert "router" not in {one.client.name for one in found.matrix.flows}


# -- what becomes of a flow ------------------------------------------------------------------------------------


def test_everything_shown_and_right_is_served_by_each_real_server() -> None:
    found = analysis(client(), director(*TWO), server(21), server(22))
    assert today(found) == (Conclusion.SERVED, "")
    assert set(flow(found).conclusions["today"].by) == {"rs1", "rs2"}


def test_a_real_server_without_the_vip_loses_its_share() -> None:
    found = analysis(client(), director(*TWO), server(21), server(22, lo=[]))
    assert today(found) == (Conclusion.PARTLY, "vip_not_local")


def test_a_vip_with_its_whole_prefix_on_lo_makes_the_client_local_there() -> None:
    wide = {"lo": [f"{VIP}/24"]}
    assert today(analysis(client(), director(*ONE), server(21, **wide))) == (Conclusion.LOST, "martian")
    lets_in = wide | {"sysctls": QUIET | {"net.ipv4.conf.all.accept_local": 1}}
    found = analysis(client(), director(*ONE), server(21, **lets_in))
    assert today(found) == (Conclusion.LOST, "reply_stays")


def test_a_nat_reply_that_passes_by_the_director_leaves_the_connection_waiting() -> None:
    reals = server(21, lo=[], sysctls={})
    found = analysis(client(), director(*ONE, method="NAT"), reals)
    assert today(found) == (Conclusion.LOST, "reply_bypasses")


def test_a_real_server_with_weight_0_takes_no_part() -> None:
    drained = service(*TWO).replace("10.0.0.22, port: 80", "10.0.0.22, port: 80, weight: 0")
    lb1 = node("lb1", "10.0.0.11/24", vips=[f"{VIP}/32"], services=drained)
    assert today(analysis(client(), lb1, server(21), server(22, lo=[])))[0] == "served"


NOTIFIED = """vrrp_instance V {
    state BACKUP
    interface eth0
    virtual_router_id 5
    priority %d
    %s
    virtual_ipaddress {
        10.0.0.100/32 dev eth0
    }
}
virtual_server 10.0.0.100 80 {
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 10.0.0.12 80 {
        weight 1
    }
}
"""


@pytest.mark.parametrize(
    ("script", "says"),
    [("", Conclusion.LOST), ("notify_backup /etc/keepalived/bypass.sh", Conclusion.UNKNOWN)],
)
def test_what_a_notify_script_does_is_not_guessed(script: str, says: Conclusion) -> None:
    """A backup without the VIP, as a real server: dropped there, unless its script sets a REDIRECT."""
    files = []
    for number, priority in ((11, 150), (12, 100)):
        vip = [{"local": VIP, "prefixlen": 32, "scope": "global"}] if number == 11 else []
        own = {"local": f"10.0.0.{number}", "prefixlen": 24, "scope": "global"}
        link = {
            "ifname": "eth0",
            "flags": ["UP"],
            "address": f"02:00:00:00:00:{number}",
            "addr_info": [own, *vip],
        }
        name = f"lb{number - 10}"
        files.append((f"{name}/keepalived.conf", (NOTIFIED % (priority, script)).encode()))
        files.append((f"{name}/ip-addr.json", json.dumps([link]).encode()))
        files.append((f"{name}/sysctl.txt", b"net.ipv4.ip_forward = 0\n"))
    found = Analysis(read_bundle(from_files(files)).cluster)
    assert flow(found, "outside").conclusions["today"].value is says


# -- states ----------------------------------------------------------------------------------------------------


def test_a_director_that_is_down_leaves_nobody() -> None:
    found = analysis(client(), director(*ONE), server(21))
    concluded = flow(found).conclusions["lb1"]
    assert (concluded.value, concluded.reason) == (Conclusion.LOST, "arp_unanswered")


def test_real_servers_that_are_alike_are_one_event() -> None:
    found = analysis(client(), director(*TWO), server(21), server(22))
    down = next(state for state in found.matrix.states if state.id == "rs1")
    assert down.events[0].nodes == ("rs1", "rs2")
    assert flow(found).conclusions["rs1"].value is Conclusion.PARTLY


# -- cost ------------------------------------------------------------------------------------------------------


def many_services(count: int) -> Analysis:
    """Services on as many ports, all with the same real servers."""
    services = "    services:\n" + "".join(
        service(*TWO, port=1000 + number).partition("\n")[2] for number in range(count)
    )
    lb1 = node("lb1", "10.0.0.11/24", vips=[f"{VIP}/32"], services=services)
    return analysis(client(), lb1, server(21), server(22))


def test_services_that_are_alike_are_one_class() -> None:
    assert len(many_services(4).matrix.flows) == len(many_services(8).matrix.flows)
    assert sum(len(one.targets) for one in many_services(8).matrix.flows) == 16  # two clients


def test_twice_the_real_servers_that_are_alike_are_walked_as_often() -> None:
    assert walks(20) == walks(40)


def walks(count: int) -> int:
    """How many branches today's flow of the client has, as the matrix walks it."""
    numbers = range(21, 21 + count)
    found = analysis(client(), director(*(f"10.0.0.{n}" for n in numbers)), *(server(n) for n in numbers))
    assert flow(found).conclusions["today"].value is Conclusion.SERVED
    assert len(flow(found).conclusions["today"].by) == count
    from lvsportal.engine.flows.evaluate import asked_of
    from lvsportal.engine.flows.matrix import _by_class

    state = found.matrix.states[0].walked
    asked = asked_of(flow(found).client, flow(found).target)
    assert state is not None and asked is not None
    return len(branches_in(found, found.once(_by_class, state), asked))
