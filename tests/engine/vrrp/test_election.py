"""Who becomes master, when, and after what: tables of cases, times in seconds."""

import pytest

from lvsportal.engine.vrrp.events import Event, EventKind
from lvsportal.engine.vrrp.simulation import ClusterState, Simulation

from .pairs import addresses, instance, masters, simulation, state

SCRIPT = "vrrp_script web {{\n script /usr/bin/check\n interval 1\n weight {}\n}}\n"
TRACK = "track_script {\n web\n }"
GROUP = "vrrp_sync_group g {\n group {\n outside\n inside\n }\n}\n"


def pair(one: str, other: str) -> Simulation:
    return simulation(
        {
            "lb1": {
                "keepalived.conf": one,
                "ip-addr.json": addresses("eth0=10.0.0.11/24", "eth1=10.1.0.11/24"),
            },
            "lb2": {
                "keepalived.conf": other,
                "ip-addr.json": addresses("eth0=10.0.0.12/24", "eth1=10.1.0.12/24"),
            },
        }
    )


def when(found: ClusterState, node: str, status: str = "master") -> float:
    """Seconds until the node's last transition to a status."""
    times = [one.time for one in found.changes if one.key[0] == node and one.status.value == status]
    return round(times[-1] / 1e6, 2)


@pytest.mark.parametrize(
    ("one", "other", "name", "expected"),
    [
        (instance(150), instance(100), "today", ["lb1"]),
        (instance(90, state="MASTER"), instance(100), "today", ["lb2"]),
        (instance(100), instance(100), "today", ["lb2"]),
        (instance(100, state="MASTER"), instance(None, state="MASTER"), "today", ["lb2"]),
        (instance(150), instance(100), "lb1", ["lb2"]),
        (instance(150), instance(100), "lb1/back", ["lb1"]),
        (instance(150, "nopreempt"), instance(100), "lb1/back", ["lb2"]),
        (instance(150), instance(100, "nopreempt"), "lb1/back", ["lb1"]),
        (instance(150, "nopreempt", state="MASTER"), instance(100), "lb1/back", ["lb1"]),
        (instance(100), instance(100), "lb2/back", ["lb1"]),
        (instance(150), instance(100, "dont_track_primary"), "lb2:eth0", ["lb1", "lb2"]),
        (instance(150, "dont_track_primary"), instance(100), "lb1:eth0", ["lb1", "lb2"]),
        (instance(150), instance(100), "lb1:eth0", ["lb2"]),
        (instance(150, "track_interface {\n eth1\n }"), instance(100), "lb1:eth1", ["lb2"]),
        (instance(150, "track_interface {\n eth1 weight -40\n }"), instance(100), "lb1:eth1", ["lb1"]),
        (instance(150, "track_interface {\n eth1 weight -50\n }"), instance(100), "lb1:eth1", ["lb1"]),
        (instance(150, "track_interface {\n eth1 weight -51\n }"), instance(100), "lb1:eth1", ["lb2"]),
        (instance(150), instance(100), "lb1:keepalived", ["lb2"]),
        (instance(150, version=2, advert="1"), instance(100), "today", ["lb1", "lb2"]),
        (instance(150, vips="10.0.0.100 10.1.0.100/24|dev|eth1"), instance(100), "today", ["lb1", "lb2"]),
    ],
)
def test_masters(one: str, other: str, name: str, expected: list[str]) -> None:
    one = one.replace("|", " ")
    assert masters(state(pair(one, other), name)) == expected


@pytest.mark.parametrize(
    ("weight", "event", "expected"),
    [
        ("-40", "lb1:web", ["lb1"]),
        ("-60", "lb1:web", ["lb2"]),
        ("60", "lb1:web", ["lb2"]),
        ("40", "lb1:web", ["lb1"]),
        ("0", "lb1:web", ["lb2"]),
        ("-60", "lb1:web+lb2:web", ["lb1"]),
        ("0", "lb1:web+lb2:web", []),
        ("-60", "lb1:web/back", ["lb1"]),
    ],
)
def test_weights(weight: str, event: str, expected: list[str]) -> None:
    texts = [SCRIPT.format(weight) + instance(priority, TRACK) for priority in (150, 100)]
    assert masters(state(pair(*texts), event)) == expected


def test_nopreempt_and_a_weight_never_move_the_vip() -> None:
    texts = [SCRIPT.format("-60") + instance(priority, "nopreempt", TRACK) for priority in (150, 100)]
    assert masters(state(pair(*texts), "lb1:web")) == ["lb1"]
    texts = [SCRIPT.format("0") + instance(priority, "nopreempt", TRACK) for priority in (150, 100)]
    assert masters(state(pair(*texts), "lb1:web")) == ["lb2"]


def test_a_script_that_can_only_fail_is_failing_today() -> None:
    broken = SCRIPT.format("0").replace("/usr/bin/check", "/bin/false")
    assert masters(pair(broken + instance(150, TRACK), instance(100)).today()[0]) == ["lb2"]


@pytest.mark.parametrize(
    ("settings", "event", "low", "high"),
    [
        ({"version": 2, "advert": "1"}, "lb1", 2.6, 3.61),
        ({"version": 2, "advert": "1"}, "lb1:keepalived", 0.6, 0.62),
        ({"version": 3, "advert": "0.3"}, "lb1", 0.7, 1.09),
        ({"version": 3, "advert": "0.3"}, "lb1:eth0", 0.7, 1.09),
    ],
)
def test_how_long_a_fail_over_takes(settings: dict[str, object], event: str, low: float, high: float) -> None:
    found = state(pair(instance(150, **settings), instance(100, **settings)), event)  # type: ignore[arg-type]
    assert low <= when(found, "lb2") <= high


def test_a_fault_whose_link_still_carries_says_so() -> None:
    found = state(pair(instance(150, "track_interface {\n eth1\n }"), instance(100)), "lb1:eth1")
    assert when(found, "lb2") <= 0.2


def test_a_backup_learns_the_interval_of_its_master() -> None:
    found = state(pair(instance(150, advert="2"), instance(100)), "lb1")
    assert 5 <= when(found, "lb2") <= 7.3


def test_preempt_delay_waits_only_for_a_master() -> None:
    delayed = pair(instance(150, "preempt_delay 4"), instance(100))
    assert when(delayed.today()[0], "lb1") < 1.1
    assert 4.9 <= when(state(delayed, "lb1/back"), "lb1") <= 5.6


def test_startup_delay_is_pushed_out_by_a_lower_master() -> None:
    late = pair("global_defs {\n vrrp_startup_delay 4\n}\n" + instance(150), instance(100))
    assert when(state(late, "lb1/back"), "lb1") > 10
    alone = simulation({"lb1": "global_defs {\n vrrp_startup_delay 4\n}\n" + instance(150)})
    assert 4.9 <= when(alone.today()[0], "lb1") <= 5.2


def test_hung_or_killed_leaves_the_address_and_wins_again_even_with_nopreempt() -> None:
    found = pair(instance(150, "nopreempt"), instance(100, "nopreempt"))
    hung = state(found, "lb1:keepalived/hang")
    assert hung.holders["10.0.0.100"] == ("lb1", "lb2") and masters(hung) == ["lb2"]
    assert masters(state(found, "lb1:keepalived/hang/back")) == ["lb1"]


def test_of_two_masters_after_a_cut_the_higher_one_stays_whatever_nopreempt_says() -> None:
    found = pair(instance(150, "nopreempt"), instance(100, "nopreempt"))
    cut = (Event(EventKind.CUT, "lb1", "lb2"),)
    assert masters(found.after(cut)) == ["lb1", "lb2"]
    assert masters(found.after(cut, back=True)) == ["lb1"]


def test_two_owners_the_one_that_started_last_has_the_vip() -> None:
    found = pair(instance(255), instance(255))
    assert masters(state(found, "lb1/back")) == ["lb1"]


def test_ties_and_nopreempt_are_states_of_their_own() -> None:
    assert [one.id for one in pair(instance(100), instance(100)).today()] == ["today", "today/lb1"]
    assert [one.id for one in pair(instance(150), instance(100)).today()] == ["today"]
    quiet = pair(instance(150, "nopreempt"), instance(100))
    assert [(one.id, masters(one)) for one in quiet.today()] == [("today", ["lb1"]), ("today/lb2", ["lb2"])]


def inside_and_outside(outside: int, inside: int, *lines: str, group: bool = True) -> str:
    return (
        (GROUP if group else "")
        + instance(outside, name="outside", vips="10.0.0.100/24")
        + instance(inside, *lines, name="inside", interface="eth1", vrid=52, vips="10.1.0.100/24")
    )


def test_a_sync_group_moves_together() -> None:
    found = pair(inside_and_outside(150, 150), inside_and_outside(100, 100))
    gone = state(found, "lb1:eth1")
    assert masters(gone, "outside") == masters(gone, "inside") == ["lb2"]
    loose = pair(inside_and_outside(150, 150, group=False), inside_and_outside(100, 100, group=False))
    gone = state(loose, "lb1:eth1")
    assert (masters(gone, "outside"), masters(gone, "inside")) == (["lb1"], ["lb2"])


def test_crossed_priorities_in_a_group_whoever_has_it_keeps_it() -> None:
    found = pair(inside_and_outside(150, 90), inside_and_outside(100, 120))
    possible = [(masters(one, "outside"), masters(one, "inside")) for one in found.today()]
    assert sorted(possible) == [(["lb1"], ["lb1"]), (["lb2"], ["lb2"])]


def test_a_weighted_interface_in_a_member_loses_its_weight() -> None:
    track = "track_interface {\n eth0 weight -10\n }"
    found = pair(inside_and_outside(150, 150, track), inside_and_outside(100, 100))
    assert masters(state(found, "lb1:eth0"), "inside") == ["lb2"]


def test_more_than_two_nodes() -> None:
    def peers(*listed: int) -> str:
        return "unicast_peer {\n" + "\n".join(f"10.0.0.{host}" for host in listed) + "\n }"

    def three(*lists: str) -> Simulation:
        return simulation(
            {
                f"lb{number}": {
                    "keepalived.conf": instance(200 - 20 * number, lists[number - 1]),
                    "ip-addr.json": addresses(f"eth0=10.0.0.{number}/24"),
                }
                for number in (1, 2, 3)
            }
        )

    whole = three(peers(2, 3), peers(1, 3), peers(1, 2))
    assert masters(whole.today()[0]) == ["lb1"] and masters(state(whole, "lb1")) == ["lb2"]
    forgotten = three(peers(2, 3), peers(1), peers(1, 2))
    assert masters(forgotten.today()[0]) == ["lb1"]
    assert masters(state(forgotten, "lb1")) == ["lb2", "lb3"]


def test_who_shows_the_vip_is_master_today() -> None:
    nodes = {
        "lb1": {"keepalived.conf": instance(150), "ip-addr.json": addresses("eth0=10.0.0.11/24")},
        "lb2": {"keepalived.conf": instance(100), "ip-addr.json": addresses("eth0=10.0.0.12/24,10.0.0.100/24")},
    }
    today = simulation(nodes).today()[0]
    assert masters(today) == ["lb2"] and today.shown


def test_the_vip_as_the_node_s_only_address_is_a_fault() -> None:
    nodes = {
        "lb1": {"keepalived.conf": instance(150), "ip-addr.json": addresses("eth0=10.0.0.100/24")},
        "lb2": {"keepalived.conf": instance(100), "ip-addr.json": addresses("eth0=10.0.0.12/24")},
    }
    assert masters(simulation(nodes).today()[0]) == ["lb2"]


@pytest.mark.parametrize("nodes", [2, 4, 8])
def test_the_time_of_a_simulation_grows_with_its_pairs(nodes: int) -> None:
    """Adverts are counted, not seconds: each node hears each other one."""
    found = simulation({f"lb{number}": instance(100 + number) for number in range(nodes)})
    assert len(list(found.hearings)) == nodes * (nodes - 1)
    assert masters(found.today()[0]) == [f"lb{nodes - 1}"]
