"""The decision: what each requirement of a policy met, and what would turn it. One function for command line, portal and REST."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from lvsportal.engine.model.terms import Gate, Severity, Verdict
from lvsportal.engine.policy import words
from lvsportal.engine.policy.requirements import Level, Policy, Requirement
from lvsportal.engine.policy.waivers import State, Waiver, apply_waivers
from lvsportal.engine.report.data import both
from lvsportal.engine.report.places import subject_name
from lvsportal.engine.report.standing import is_waived
from lvsportal.engine.source.language import EMPTY, Text

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Decision, Flow, Report, Result
    from lvsportal.engine.report.types import Requirement as Met

Said = TypeVar("Said")
_SHOWN = 20
_FAILING = ("lost", "partly")


class Outcome(NamedTuple):
    """What a requirement met. ``outcome``: met, unmet or unknown; ``code``: for machines; ``names``: what it met, the first
    few; ``turn``: what would turn it."""

    outcome: str
    code: str = ""
    total: int = 0
    names: tuple[str, ...] = ()
    message: Text = words.MET
    turn: Text = EMPTY


class _Facts(NamedTuple):
    """What the requirements look at."""

    report: Report[Bilingual]
    waivers: Sequence[tuple[Waiver, State]]

    @property
    def has_base(self) -> bool:
        return "base" in self.report

    def open_results(self, verdict: Verdict) -> Iterator[Result[Bilingual]]:
        """The results with a verdict that no waiver in force covers."""
        return (r for r in self.report["results"] if r["verdict"] == verdict and not is_waived(r))

    def is_new(self, result: Result[Bilingual]) -> bool:
        """Whether the result counts as new; without a base, everything does."""
        return not self.has_base or result.get("comparison") == "new"


def decide(
    report: Report[Bilingual], policy: Policy, waivers: Sequence[Waiver], today: date, digest: str = ""
) -> Report[Bilingual]:
    """The report with ``waiver`` at what is waived, and with ``decision``. It is relative to the base that the report was compared
    with; without one, everything counts as new. ``digest``: of what was judged (``compare.digest``)."""
    told, states = apply_waivers(report, waivers, today, policy)
    facts = _Facts(told, states)
    requirements = [_requirement(one, policy.level(one), facts) for one in Requirement]
    base = told["base"]["title"] if "base" in told else None
    decision: Decision[Bilingual] = {
        "decision": _decision(requirements, told["summary"]["gate"]),
        "policy": {"name": policy.name, "version": policy.version},
        "base": base,
        "digest": digest,
        "reasons": [*_reasons(requirements), *([] if base is not None else ["no_base"])],
        "requirements": requirements,
        "waivers": [waiver.data(state) for waiver, state in states],
    }
    return {**told, "decision": decision}


def _decision(requirements: list[Met[Bilingual]], gate: Gate) -> Gate:
    blocking = {one["outcome"] for one in requirements if one["level"] == Level.BLOCK}
    if "unmet" in blocking:
        return Gate.FAIL
    if gate == Gate.NOT_APPLICABLE:
        return gate
    return Gate.UNDECIDED if "unknown" in blocking else Gate.PASS


def _reasons(requirements: list[Met[Bilingual]]) -> list[str]:
    """The codes of what holds the change, then of what is only told."""
    told = [one for one in requirements if one["outcome"] in ("unmet", "unknown")]
    return [one["code"] for level in (Level.BLOCK, Level.WARN) for one in told if one["level"] == level]


def _requirement(name: Requirement, level: Level, facts: _Facts) -> Met[Bilingual]:
    found = Outcome("off", message=words.OFF) if level is Level.OFF else _JUDGES[name](facts)
    return {
        "requirement": name.value,
        "level": level.value,
        "outcome": found.outcome,
        "code": found.code,
        "count": found.total,
        "names": list(found.names),
        "message": both(found.message),
        "turn": both(found.turn),
    }


# -- results ---------------------------------------------------------------------------------------------------


def _no_new_error(facts: _Facts) -> Outcome:
    return _errors(facts, facts.is_new, "new_error", words.NEW_ERRORS)


def _no_error(facts: _Facts) -> Outcome:
    return _errors(facts, lambda _: True, "error", words.ERRORS)


def _errors(facts: _Facts, counts: Callable[[Result[Bilingual]], bool], code: str, message: Text) -> Outcome:
    violated = [r for r in facts.open_results(Verdict.VIOLATED) if _is_error(r) and counts(r)]
    if violated:
        return _unmet(code, violated, message, words.MEND)
    unclear = [r for r in facts.open_results(Verdict.UNDECIDED) if _is_error(r) and counts(r)]
    if unclear:
        return _unmet(f"{code}_undecided", unclear, words.UNDECIDED, _what_decides(unclear))._replace(
            outcome="unknown"
        )
    return Outcome("met")


def _is_error(result: Result[Bilingual]) -> bool:
    return result["severity"] == Severity.ERROR


def _no_strong_suspicion(facts: _Facts) -> Outcome:
    found = [r for r in facts.open_results(Verdict.UNDECIDED) if r["suspicion"]]
    return _unmet("strong_suspicion", found, words.SUSPECTED, _what_decides(found))


def _evidence_complete(facts: _Facts) -> Outcome:
    found = list(facts.open_results(Verdict.UNDECIDED))
    unknown = [flow for flow in facts.report["flows"] if _ends(flow, facts, ("unknown",), True)]
    if not found and unknown:
        return _unmet_flows("evidence_incomplete", unknown, words.FLOWS_UNKNOWN, words.GIVE_EVIDENCE)
    return _unmet("evidence_incomplete", found, words.UNDECIDED, _what_decides(found))


def _no_declared(facts: _Facts) -> Outcome:
    found = [result for result in facts.report["results"] if result["declared"]]
    return _unmet("declared", found, words.DECLARED, words.SHOW_DECLARED)


def _unmet(code: str, found: list[Result[Bilingual]], message: Text, turn: Text) -> Outcome:
    if not found:
        return Outcome("met")
    count = sum(result["count"] for result in found)
    names = (
        f"{result['rule']} {subject_name(subject)}".strip()
        for result in found
        for subject in result["subjects"]
    )
    listed = tuple(name for name, _ in zip(names, range(_SHOWN), strict=False))
    first = listed[0] if listed else found[0]["rule"]
    return Outcome("unmet", code, count, listed, message.fill(count=count, first=first), turn.fill(first=first))


def _what_decides(found: list[Result[Bilingual]]) -> Text:
    need = next((need for result in found for need in result["needs"]), None)
    if need is None:
        return words.GIVE_EVIDENCE
    return words.GIVE.fill(
        node=need["node"],
        evidence=need["evidence"],
        command=need["command"].replace("{", "{{").replace("}", "}}"),
    )


# -- flows -----------------------------------------------------------------------------------------------------


def _no_flow_lost(facts: _Facts) -> Outcome:
    lost = [flow for flow in facts.report["flows"] if _ends(flow, facts, _FAILING, True)]
    return _unmet_flows("flow_lost", lost, words.FLOWS_LOST, words.MEND_FLOWS)


def _no_new_flow_lost(facts: _Facts) -> Outcome:
    if "base" not in facts.report:
        return _no_flow_lost(facts)._replace(code="new_flow_lost")
    today, excused = _today(facts.report), _excused(facts)
    found = [
        change
        for change in facts.report["base"]["flows"]
        if change["kind"] == "worse" and change["gate"] and change["state"] in today
    ]
    names = [
        f"{member['client']} → {member['service']}"
        for change in found
        for member in change["members"]
        if member["service"] not in excused
    ]
    return _flows_outcome("new_flow_lost", names, len(names), words.FLOWS_NEWLY_LOST, words.MEND_FLOWS)


def _single_failures_survived(facts: _Facts) -> Outcome:
    lost = [
        flow
        for flow in facts.report["flows"]
        if _ends(flow, facts, _FAILING, False) and not _ends(flow, facts, _FAILING, True)
    ]
    return _unmet_flows("single_failure_loses", lost, words.FAILURES_LOSE, words.SURVIVE)


def _ends(flow: Flow[Bilingual], facts: _Facts, conclusions: tuple[str, ...], today: bool) -> bool:
    """Whether a flow that counts comes to one of the conclusions, today or after an event."""
    if not flow["gate"] or flow["service"] in _excused(facts):
        return False
    possible = _today(facts.report)
    return any(
        ending["conclusion"] in conclusions and (state in possible) == today
        for state, ending in flow["conclusions"].items()
    )


def _today(report: Report[Bilingual]) -> set[str]:
    """The states that may be today's."""
    return {state["id"] for state in report["states"] if not state["event"]}


def _excused(facts: _Facts) -> set[str]:
    """Services with an error that a waiver in force covers: what it costs them was accepted."""
    waived = [
        r for r in facts.report["results"] if is_waived(r) and r["verdict"] == Verdict.VIOLATED and _is_error(r)
    ]
    return {subject["service"] for result in waived for subject in result["subjects"] if subject["service"]}


def _unmet_flows(code: str, flows: list[Flow[Bilingual]], message: Text, turn: Text) -> Outcome:
    names = [f"{flow['client']} → {flow['service']}" for flow in flows]
    return _flows_outcome(code, names, sum(flow["count"] for flow in flows), message, turn)


def _flows_outcome(code: str, names: list[str], count: int, message: Text, turn: Text) -> Outcome:
    if not names:
        return Outcome("met")
    listed = tuple(names[:_SHOWN])
    return Outcome(
        "unmet", code, count, listed, message.fill(count=count, first=names[0]), turn.fill(first=names[0])
    )


# -- waivers ---------------------------------------------------------------------------------------------------


def _no_expired_waiver(facts: _Facts) -> Outcome:
    expired = [waiver for waiver, state in facts.waivers if state is State.EXPIRED]
    if not expired:
        return Outcome("met")
    names = tuple(
        f"{waiver.rule or waiver.fingerprint} {waiver.expires} {waiver.owner}" for waiver in expired[:_SHOWN]
    )
    message = words.WAIVERS_EXPIRED.fill(count=len(expired), first=names[0])
    return Outcome("unmet", "waiver_expired", len(expired), names, message, words.RENEW)


_JUDGES: dict[Requirement, Callable[[_Facts], Outcome]] = {
    Requirement.NO_NEW_ERROR: _no_new_error,
    Requirement.NO_ERROR: _no_error,
    Requirement.NO_FLOW_LOST: _no_flow_lost,
    Requirement.NO_NEW_FLOW_LOST: _no_new_flow_lost,
    Requirement.NO_STRONG_SUSPICION: _no_strong_suspicion,
    Requirement.EVIDENCE_COMPLETE: _evidence_complete,
    Requirement.NO_DECLARED: _no_declared,
    Requirement.SINGLE_FAILURES_SURVIVED: _single_failures_survived,
    Requirement.NO_EXPIRED_WAIVER: _no_expired_waiver,
}
