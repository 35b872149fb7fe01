"""The states of the matrix come from the simulation of VRRP: who holds the VIP, with services and without."""

import pytest

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.matrix import matrix_without
from lvsportal.engine.flows.types import ClusterState
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import from_files

from ..vrrp.pairs import addresses, instance

SCRIPT = "vrrp_script web {\n script /usr/bin/check\n}\n"
TRACK = "track_script {\n web\n }"


def pair(one: str, other: str) -> Cluster:
    files = {
        "lb1/keepalived.conf": one,
        "lb2/keepalived.conf": other,
        "lb1/ip-addr.json": addresses("eth0=10.0.0.11/24"),
        "lb2/ip-addr.json": addresses("eth0=10.0.0.12/24"),
    }
    return read_bundle(from_files([(path, text.encode()) for path, text in files.items()])).cluster


def holders(states: tuple[ClusterState, ...]) -> dict[str, tuple[str, ...] | None]:
    return {state.id: next(iter(state.holders.values())) for state in states}


def test_a_pair_without_services_has_its_states() -> None:
    found = holders(Analysis(pair(instance(150), instance(100))).matrix.states)
    assert found["today"] == ("lb1",) and found["lb1"] == ("lb2",) and found["lb2"] == ("lb1",)
    assert found["lb1:keepalived"] == ("lb2",)


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        (("lb1",), ("lb2",)),
        (("lb1:eth0",), ("lb2",)),
        (("lb1:web",), ("lb2",)),
        (("lb1:keepalived",), ("lb2",)),
        (("lb1:keepalived/hang",), ("lb1", "lb2")),
        (("lb1:web", "lb2:web"), ()),
        (("lb1", "lb2"), ()),
    ],
)
def test_what_is_asked_for_is_the_last_state(lost: tuple[str, ...], expected: tuple[str, ...]) -> None:
    texts = [SCRIPT + instance(priority, TRACK) for priority in (150, 100)]
    state = matrix_without(Analysis(pair(*texts)), *lost).states[-1]
    assert next(iter(state.holders.values())) == expected


@pytest.mark.parametrize("lost", ["lb3", "lb1:eth7", "lb1:nothing"])
def test_what_is_not_there_can_not_fail(lost: str) -> None:
    with pytest.raises(KeyError):
        matrix_without(Analysis(pair(instance(150), instance(100))), lost)


def test_a_return_that_is_not_as_before_is_a_state() -> None:
    states = holders(Analysis(pair(instance(150, "nopreempt"), instance(100))).matrix.states)
    assert states["lb1/back"] == ("lb2",)
    assert "lb1/back" not in holders(Analysis(pair(instance(150), instance(100))).matrix.states)


def test_the_line_of_time_stands_at_its_state() -> None:
    states = Analysis(pair(instance(150), instance(100))).matrix.states
    lines = {state.id: state.timeline.en for state in states}
    assert lines["lb1"].startswith("0.0 s lb1 loses power · ") and lines["lb1"].endswith("s lb2 is master")


SERVICE = """\
virtual_server 10.0.0.100 80 {
    lb_kind DR
    protocol TCP
    real_server 10.0.0.21 80 {
    }
}
"""


@pytest.mark.parametrize(("head", "dropped"), [("", False), ("global_defs {\n vrrp_strict\n}\n", True)])
def test_keepalived_s_own_firewall_is_on_the_way(head: str, dropped: bool) -> None:
    texts = [head + instance(priority) + SERVICE for priority in (150, 100)]
    matrix = Analysis(pair(*texts)).matrix
    reasons = {flow.conclusions["today"].reason for flow in matrix.flows}
    assert ("filter_input" in reasons) is dropped
