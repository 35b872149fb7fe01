"""What must hold whatever is put in (flows.md, "Invariants"), on samples of the recorded lab with evidence taken away."""

from functools import cache
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.types import FAILING, Matrix
from lvsportal.engine.flows.walks import walks_between
from lvsportal.engine.model.terms import Conclusion, Gate, Severity, Verdict
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.report.types import Bilingual, Report
from lvsportal.engine.service import examine
from tests.lab.record import Recorded, recorded

SAMPLING = settings(
    max_examples=25, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
SCENARIOS = st.sampled_from(sorted(recorded())).map(lambda name: recorded()[name])


class Seen(NamedTuple):
    analysis: Analysis
    report: Report[Bilingual]


@cache
def reviewed(scenario: Recorded) -> Seen:
    found = examine(scenario.bundle)
    return Seen(found.analysis, found.report)


@st.composite
def parts(draw: st.DrawFn) -> tuple[Recorded, Recorded]:
    """A scenario, and the same with up to three of its files taken away; each node keeps one."""
    whole = draw(SCENARIOS)
    paths = [path for path, _ in whole.files]
    gone = draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3, unique=True))
    nodes = {path.partition("/")[0] for path in paths}
    kept = {path.partition("/")[0] for path in paths if path not in gone}
    return whole, whole.without(*gone) if nodes == kept else whole.without(gone[0])


def errors(report: Report[Bilingual]) -> set[Verdict]:
    return {one["verdict"] for one in report["results"] if one["severity"] == Severity.ERROR}


@SAMPLING
@given(SCENARIOS)
def test_pass_stands_over_no_flow_that_fails(scenario: Recorded) -> None:
    seen = reviewed(scenario)
    counted = [flow for flow in seen.analysis.matrix.flows if flow.client.counts]
    today = {flow.conclusions[state.id].value for flow in counted for state in seen.analysis.matrix.today}
    gate = seen.report["summary"]["gate"]
    assert gate != Gate.PASS or not today & set(FAILING)
    assert (gate == Gate.FAIL) == (Verdict.VIOLATED in errors(seen.report) or bool(today & set(FAILING)))


@SAMPLING
@given(SCENARIOS)
def test_what_fails_has_a_finding(scenario: Recorded) -> None:
    seen = reviewed(scenario)
    fails = any(
        flow.conclusions["today"].value in FAILING for flow in seen.analysis.matrix.flows if flow.client.counts
    )
    assert not fails or Verdict.VIOLATED in errors(seen.report)


@SAMPLING
@given(SCENARIOS)
def test_the_walk_and_the_matrix_are_of_one_mind(scenario: Recorded) -> None:
    analysis = reviewed(scenario).analysis
    for flow in analysis.matrix.flows:
        vip = flow.target.vip
        if vip is None:
            continue
        place = flow.client.node or flow.client.address.text
        walk = walks_between(analysis, place, (vip, flow.target.asked), flow.target.protocol)
        assert walk is not None
        assert walk.concluded.value == flow.conclusions["today"].value


@SAMPLING
@given(parts())
def test_no_flow_turns_into_its_opposite_where_evidence_is_taken_away(pair: tuple[Recorded, Recorded]) -> None:
    whole, part = pair
    before = reviewed(whole).analysis.matrix
    after = Analysis(read_bundle(part.bundle).cluster).matrix
    for name, now in counted_today(after).items():
        was = counted_today(before).get(name, now)
        assert {was, now} & {Conclusion.SERVED} == set() or {was, now} & set(FAILING) == set(), (
            name,
            was,
            now,
            {path for path, _ in whole.files} - {path for path, _ in part.files},
        )


def counted_today(found: Matrix) -> dict[str, Conclusion]:
    return {flow.id: flow.conclusions["today"].value for flow in found.flows if flow.client.counts}


@SAMPLING
@given(parts())
def test_no_flow_asks_for_what_is_given(pair: tuple[Recorded, Recorded]) -> None:
    _, part = pair
    given_files = {path for path, _ in part.files}
    for flow in Analysis(read_bundle(part.bundle).cluster).matrix.flows:
        for concluded in flow.conclusions.values():
            for need in concluded.needs:
                assert need.keys or f"{need.node}/{need.evidence}" not in given_files
