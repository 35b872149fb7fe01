"""The decision table: each requirement met, unmet, unknown and off; waivers in each state."""

from datetime import date
from typing import Any

import pytest

from lvsportal.engine.policy.decide import decide
from lvsportal.engine.policy.files import read_policy, waivers_in
from lvsportal.engine.policy.requirements import DEFAULT_LEVELS, Level, Policy, Requirement
from lvsportal.engine.policy.waivers import State, Waiver, apply_waivers
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_files
from lvsportal.engine.source.source import RefusedInput
from tests.engine.compare.definitions import BAD, GOOD, WORSE, Files, compared, director, pair

TODAY = date(2026, 11, 24)
Report = dict[str, Any]


def report_on(files: Files) -> Report:
    return review(from_files([(path, text.encode()) for path, text in files.items()]))  # type: ignore[return-value]


def decided(report: Report, *waivers: Waiver, **levels: str) -> Report:
    policy = Policy(levels={Requirement(name): Level(level) for name, level in levels.items()})
    return decide(report, policy, waivers, TODAY)["decision"]  # type: ignore[arg-type, return-value]


def requirement(decision: Report, name: str) -> Report:
    return next(one for one in decision["requirements"] if one["requirement"] == name)


def waiver(expires: str = "2027-03-01", **scope: str) -> Waiver:
    given = {
        "rule": "LVS001",
        "fingerprint": "",
        "node": "",
        "service": "10.0.0.100:80/tcp",
        "approved_by": "",
        **scope,
    }
    approved = given.pop("approved_by")
    return Waiver(
        "w1",
        **given,
        reason="until the move",
        owner="ops",
        expires=date.fromisoformat(expires),
        approved_by=approved,
    )


def with_flows(report: Report, today: str, after: str = "served", gate: bool = True) -> Report:
    """The report with one flow: its conclusion today, and after a director fails."""

    def ending(conclusion: str) -> Report:
        return {"conclusion": conclusion, "by": [], "reason": "", "walk": None, "needs": []}

    def state(name: str, event: object) -> Report:
        return {
            "id": name,
            "title": {"en": name, "zh-hans": name},
            "event": event,
            "masters": {},
            "holders": {},
        }

    flow = {
        "id": "f1", "client": "outside", "service": "10.0.0.100:80/tcp", "count": 1, "gate": gate,
        "conclusions": {"today": ending(today), "lb1": ending(after)},
    }  # fmt: skip
    return {
        **report,
        "states": [state("today", None), state("lb1", {"kind": "node", "at": "lb1"})],
        "flows": [flow],
    }


# -- the table -------------------------------------------------------------------------------------------------


def test_a_new_team_blocks_new_errors_and_newly_lost_flows() -> None:
    levels = {name: Policy().level(name) for name in Requirement}
    assert levels == {**dict.fromkeys(Requirement, Level.OFF), **DEFAULT_LEVELS}
    assert [name.value for name, level in levels.items() if level is Level.BLOCK] == [
        "no_new_error",
        "no_new_flow_lost",
    ]


@pytest.mark.parametrize(
    ("base", "head", "decision", "reasons"),
    [
        (pair(BAD), pair(BAD), "pass", []),
        (pair(BAD), pair(BAD, WORSE), "fail", ["new_error"]),
        (pair(BAD), pair(GOOD), "pass", []),
        (pair(GOOD), pair(GOOD, "10.0.0.22 80"), "undecided", ["new_error_undecided"]),
    ],
)
def test_new_errors_against_a_base(base: Files, head: Files, decision: str, reasons: list[str]) -> None:
    found = decided(compared(base, head).report, no_new_error="block")  # type: ignore[arg-type]
    assert (found["decision"], found["reasons"], found["base"]) == (decision, reasons, "before")


def test_without_a_base_everything_is_new_and_the_decision_says_so() -> None:
    found = decided(report_on(pair(BAD)), no_new_error="block")
    assert (found["decision"], found["reasons"], found["base"]) == ("fail", ["new_error", "no_base"], None)


def test_what_only_warns_is_told_and_holds_nothing() -> None:
    found = decided(report_on(pair(BAD)), no_error="warn")
    assert (found["decision"], found["reasons"]) == ("pass", ["error", "no_base"])
    assert requirement(found, "no_error")["outcome"] == "unmet"
    assert requirement(found, "no_new_error")["outcome"] == "off"


def test_a_requirement_says_what_it_met_and_what_would_turn_it() -> None:
    met = requirement(decided(report_on(pair(BAD)), no_error="block"), "no_error")
    assert met["count"] == 2
    assert met["names"][0] == "LVS001 lb1 · 10.0.0.100:80/tcp · 10.0.0.21:8080"
    assert "10.0.0.21:8080" in met["turn"]["en"] and "豁免" in met["turn"]["zh-hans"]
    unknown = requirement(decided(report_on(pair(GOOD)), no_error="block"), "no_error")
    assert unknown["outcome"] == "unknown"
    assert "ip -j addr" in unknown["turn"]["en"]


@pytest.mark.parametrize(
    ("today", "after", "gate", "name", "outcome"),
    [
        ("lost", "lost", True, "no_flow_lost", "unmet"),
        ("partly", "served", True, "no_flow_lost", "unmet"),
        ("lost", "lost", False, "no_flow_lost", "met"),
        ("unknown", "unknown", True, "no_flow_lost", "met"),
        ("served", "lost", True, "no_flow_lost", "met"),
        ("lost", "served", True, "no_new_flow_lost", "unmet"),
        ("served", "lost", True, "single_failures_survived", "unmet"),
        ("served", "partly", True, "single_failures_survived", "unmet"),
        ("served", "served", True, "single_failures_survived", "met"),
        ("lost", "lost", True, "single_failures_survived", "met"),
    ],
)
def test_flows(today: str, after: str, gate: bool, name: str, outcome: str) -> None:
    report = with_flows(report_on(pair(GOOD)), today, after, gate)
    assert requirement(decided(report, **{name: "block"}), name)["outcome"] == outcome


def test_only_flows_that_were_served_count_as_newly_lost() -> None:
    report = with_flows(compared(pair(GOOD), pair(GOOD)).report, "lost")  # type: ignore[arg-type]
    change = {
        "kind": "worse",
        "gate": True,
        "state": "today",
        "members": [{"client": "outside", "service": "s"}],
    }
    quiet = {**report, "base": {**report["base"], "flows": []}}
    assert requirement(decided(quiet, no_new_flow_lost="block"), "no_new_flow_lost")["outcome"] == "met"
    loud = {**report, "base": {**report["base"], "flows": [change]}}
    assert requirement(decided(loud, no_new_flow_lost="block"), "no_new_flow_lost")["outcome"] == "unmet"
    later = {**report, "base": {**report["base"], "flows": [{**change, "state": "lb1"}]}}
    assert requirement(decided(later, no_new_flow_lost="block"), "no_new_flow_lost")["outcome"] == "met"


def test_evidence_suspicion_and_declarations() -> None:
    report = report_on(pair(GOOD))
    assert decided(report, evidence_complete="block")["decision"] == "fail"
    assert decided(report, no_strong_suspicion="block")["decision"] == "pass"
    undecided = next(one for one in report["results"] if one["verdict"] == "undecided")
    undecided["suspicion"] = "strong"
    assert decided(report, no_strong_suspicion="block")["reasons"] == ["strong_suspicion", "no_base"]
    undecided["declared"] = [{"file": "cluster.yaml", "line": 3}]
    assert decided(report, no_declared="block")["reasons"] == ["declared", "no_base"]


def test_where_nothing_was_judged_nothing_is_decided() -> None:
    report = report_on(pair(GOOD))
    report["summary"]["gate"] = "not_applicable"
    assert decided(report, no_flow_lost="block")["decision"] == "not_applicable"


# -- waivers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expires", "scope", "state", "decision"),
    [
        ("2027-03-01", {}, State.ACTIVE, "undecided"),
        ("2026-12-05", {}, State.EXPIRING, "undecided"),
        ("2026-11-24", {}, State.EXPIRING, "undecided"),
        ("2026-11-23", {}, State.EXPIRED, "fail"),
        ("2027-03-01", {"service": "10.9.9.9:80/tcp"}, State.UNMATCHED, "fail"),
        ("2027-03-01", {"rule": "LVS003"}, State.OBSOLETE, "fail"),
    ],
)
def test_the_states_of_a_waiver(expires: str, scope: dict[str, str], state: State, decision: str) -> None:
    found = decided(report_on(pair(BAD)), waiver(expires, **scope), no_error="block")
    assert found["decision"] == decision
    assert found["waivers"][0]["state"] == state


def test_a_second_person_approves_where_the_policy_asks_for_one() -> None:
    policy = Policy(second_person=True)
    states = [waiver(approved_by=who).standing(TODAY, policy) for who in ("", "ops", "lead")]
    assert states == [State.REQUESTED, State.REQUESTED, State.ACTIVE]


def test_an_expired_waiver_is_a_reason_of_its_own() -> None:
    found = decided(report_on(pair(BAD)), waiver("2026-11-23"), no_expired_waiver="block")
    assert found["reasons"] == ["waiver_expired", "no_base"]


def test_a_fingerprint_waives_one_subject_and_tells_it_apart() -> None:
    report = report_on(pair(BAD, WORSE))
    first = report["results"][0]["subjects"][0]["fingerprint"]
    told, _ = apply_waivers(report, [waiver(fingerprint=first)], TODAY, Policy())  # type: ignore[type-var]
    parts = [one for one in told["results"] if one["rule"] == "LVS001"]
    assert [(one["count"], "waiver" in one) for one in parts] == [(3, False), (1, True)]
    assert "10.0.0.22:8443" in parts[0]["message"]["en"] and "与" in parts[0]["message"]["zh-hans"]
    assert [place["line"] for place in parts[1]["locations"] if place["role"] == "subject"] == [13]


def test_a_lost_flow_whose_error_is_waived_was_accepted_with_it() -> None:
    report = with_flows(report_on(pair(BAD)), "lost")
    assert decided(report, no_flow_lost="block")["decision"] == "fail"
    assert decided(report, waiver(), no_flow_lost="block")["decision"] == "pass"


# -- in the file -----------------------------------------------------------------------------------------------

COMMENT = "# lvsportal: ignore LVS001 until 2027-03-01 the application listens on both"


@pytest.mark.parametrize(
    ("text", "waived"),
    [
        (director(BAD).replace("    real_server", f"    {COMMENT}\n    real_server"), 1),
        (director(BAD).replace("8080 {", f"8080 {{ {COMMENT}"), 1),
        (COMMENT + "\n" + director(BAD), 0),
        (director(BAD).replace("virtual_server", f"! {COMMENT[2:]}\n\nvirtual_server"), 1),
        (director(BAD) + COMMENT, 0),
    ],
)
def test_a_comment_waives_the_statement_it_stands_at(text: str, waived: int) -> None:
    bundle = from_files([("lb1/keepalived.conf", text.encode())])
    policy = Policy(waivers_in_files=True)
    told, _ = apply_waivers(review(bundle), waivers_in(bundle, policy, TODAY), TODAY, policy)
    found = [one["waiver"] for one in told["results"] if "waiver" in one]
    assert len(found) == waived
    assert all(one["in_file"] and one["reason"] == "the application listens on both" for one in found)
    assert waivers_in(bundle, Policy(), TODAY) == []


@pytest.mark.parametrize(
    "words", ["LVS001", "LVS001 until 2027-03-01", "LVS001 until soon x", "LVS001 until 2099-01-01 x"]
)
def test_a_comment_without_an_end_or_a_reason_is_refused(words: str) -> None:
    bundle = from_files([("lb1/keepalived.conf", f"{director(BAD)}# lvsportal: ignore {words}\n".encode())])
    with pytest.raises(RefusedInput, match=r"lb1/keepalived\.conf:"):
        waivers_in(bundle, Policy(waivers_in_files=True), TODAY)


def test_yaml_reads_a_bare_off_as_what_it_means() -> None:
    policy = read_policy("requirements: {no_error: off, no_new_error: block}", "p.yaml")
    assert policy.level(Requirement.NO_ERROR) is Level.OFF
