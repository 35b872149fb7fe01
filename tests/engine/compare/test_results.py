"""The six classes, by subjects and not by lines."""

from pathlib import Path

import lvsportal.engine.rules
from lvsportal.engine.compare.compare import Given, Options, compare
from lvsportal.engine.source.bundle import from_files
from tests.engine.compare.definitions import (
    BAD,
    GOOD,
    WORSE,
    addresses,
    classes,
    compared,
    director,
    given,
    pair,
)

EXAMPLES = Path(lvsportal.engine.rules.__path__[0]) / "LVS006_arp_for_vip/examples"


def test_what_was_there_before_is_unchanged_wherever_its_line_is() -> None:
    moved = {path: "! a comment\n\n" + text for path, text in pair(BAD).items()}
    assert classes(compared(pair(BAD), moved)) == {"unchanged": ["lb1 10.0.0.21:8080", "lb2 10.0.0.21:8080"]}


def test_one_cause_is_two_results_where_one_of_its_subjects_is_new() -> None:
    found = compared(pair(BAD), pair(BAD, WORSE))
    assert classes(found) == {
        "new": ["lb1 10.0.0.22:8443", "lb2 10.0.0.22:8443"],
        "unchanged": ["lb1 10.0.0.21:8080", "lb2 10.0.0.21:8080"],
    }
    new = found.report["results"][0]
    assert new.get("comparison") == "new"
    assert "10.0.0.22" in new["message"]["en"]
    assert new["walk"] is not None and "10.0.0.22" in str(new["walk"])
    assert [place["line"] for place in new["locations"] if place["role"] == "subject"] == [16, 16]


def test_a_mended_subject_is_fixed_and_a_removed_one_is_gone() -> None:
    assert classes(compared(pair(BAD, WORSE), pair(GOOD))) == {
        "fixed": ["lb1 10.0.0.21:8080", "lb2 10.0.0.21:8080"],
        "gone": ["lb1 10.0.0.22:8443", "lb2 10.0.0.22:8443"],
    }


def test_another_wrong_port_of_the_same_real_server_is_no_new_error() -> None:
    assert set(classes(compared(pair("10.0.0.21 8080"), pair("10.0.0.21 8081")))) == {"unchanged"}


def test_a_second_real_server_on_the_same_address_is_new() -> None:
    found = classes(compared(pair(BAD), pair(BAD, "10.0.0.21 8081")))
    assert found["new"] == ["lb1 10.0.0.21:8081", "lb2 10.0.0.21:8081"]
    assert found["unchanged"] == ["lb1 10.0.0.21:8080", "lb2 10.0.0.21:8080"]


def example(name: str) -> dict[str, str]:
    folder = EXAMPLES / name
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_evidence_that_is_taken_away_hides_and_mends_nothing() -> None:
    shown = example("violated-defaults")
    less = {path: text for path, text in shown.items() if path != "rs1/sysctl.txt"}
    assert classes(compared(shown, shown), "LVS006").keys() == {"unchanged"}
    found = compared(shown, less)
    assert classes(found, "LVS006").keys() == {"hidden"}
    assert found.report["base"]["counts"]["fixed"] == found.report["base"]["counts"]["gone"] == 0
    assert classes(compared(shown, example("safe-all")), "LVS006").keys() == {"fixed"}


def test_a_directors_configuration_that_is_taken_away_hides_its_errors() -> None:
    whole = {**pair(BAD), "lb2/ip-addr.json": addresses("eth0", "10.0.0.12/24")}
    less = {path: text for path, text in whole.items() if path != "lb2/keepalived.conf"}
    assert classes(compared(whole, less))["hidden"] == ["lb2 10.0.0.21:8080"]


def test_what_only_a_newer_rule_finds_is_told_and_not_new() -> None:
    found = compared(pair(BAD), pair(BAD), stored=frozenset())
    assert set(classes(found)) == {"by_rule_update"}
    prints = {one["fingerprint"] for result in found.report["results"] for one in result["subjects"]}
    assert set(classes(compared(pair(BAD), pair(BAD), stored=frozenset(prints)))) == {"unchanged"}


def test_a_renamed_node_is_paired_by_its_address() -> None:
    def side(name: str, address: str) -> dict[str, str]:
        return {f"{name}/keepalived.conf": director(BAD), f"{name}/ip-addr.json": addresses("eth0", address)}

    same = compared(side("lb1", "10.0.0.11/24"), side("edge1", "10.0.0.11/24"))
    assert (same.renamed, set(classes(same))) == ({"lb1": "edge1"}, {"unchanged"})
    other = compared(side("lb1", "10.0.0.11/24"), side("edge1", "10.0.0.12/24"))
    assert (other.renamed, set(classes(other))) == ({}, {"new", "gone"})


def test_a_node_whose_address_is_not_shown_is_not_paired() -> None:
    base, head = {"lb1/keepalived.conf": director(BAD)}, {"edge1/keepalived.conf": director(BAD)}
    assert compared(base, head).renamed == {}


def test_two_single_files_are_the_same_machine_whatever_their_names() -> None:
    sides = [
        Given(from_files([(name, director(BAD).encode())]), name, True)
        for name in ("keepalived.conf.old", "keepalived.conf")
    ]
    assert set(classes(compare(*sides))) == {"unchanged"}


def test_undecided_is_compared_too() -> None:
    found = compared(pair(GOOD), pair(GOOD, "10.0.0.22 80"))
    open_arp = [r for r in found.report["results"] if r["rule"] == "LVS006" and r["verdict"] == "undecided"]
    assert {r.get("comparison"): r["count"] for r in open_arp} == {"new": 2, "unchanged": 2}


def test_both_sides_are_named_and_digested() -> None:
    base = compared(pair(GOOD), pair(BAD)).report["base"]
    assert (base["title"], base["gate"], base["head"]["title"]) == ("before", "undecided", "after")
    assert base["digest"].startswith("sha256:") and base["digest"] != base["head"]["digest"]


def test_the_cost_grows_with_the_number_of_subjects_only() -> None:
    from time import process_time

    def seconds(services: int) -> float:
        text = "".join(
            director(BAD, vip=f"10.1.{n // 250}.{n % 250 + 1}").split("}\n", 2)[-1] for n in range(services)
        )
        files = {"lb1/keepalived.conf": text}
        start = process_time()
        compare(given(files), given(files), Options(select=["LVS001"]))
        return process_time() - start

    seconds(50)
    assert seconds(800) < 4 * seconds(400) + 0.3
