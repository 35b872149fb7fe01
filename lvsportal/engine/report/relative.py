"""What a report says beside its own findings: what it was compared with, and what a policy decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lvsportal.engine.report import words
from lvsportal.engine.report.places import subject_names
from lvsportal.engine.report.standing import is_waived

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Base, Decision, Report, Result

_MOST_FLOWS = 20
OUTCOMES = {"met": "✓", "unmet": "■", "unknown": "◇", "off": "–"}


def standing(result: Result[str], language: str) -> str:
    """How a result stands to the base, and whether it is waived, in a few words; "" for neither."""
    told = []
    if result.get("comparison"):
        told.append(words.COMPARISONS[result["comparison"]].say(language))
    if is_waived(result):
        told.append(words.WAIVED_UNTIL.fill(date=result["waiver"]["expires"]).say(language))
    return ", ".join(told)


def relative_lines(report: Report[str], language: str) -> Iterator[str]:
    """The lines for a terminal: both sides by name, the classes counted, flows that change, what is mended; the decision."""
    if "decision" in report:
        yield from _decision(report["decision"], language)
    if "base" in report:
        yield from _base(report["base"], language)


def _base(base: Base[str], language: str) -> Iterator[str]:
    yield words.BASE_AND_HEAD.fill(base=base["title"], head=base["head"]["title"]).say(language)
    counted = [(name, count) for name, count in base["counts"].items() if count]
    yield "  " + (
        " · ".join(f"{count} {words.COMPARISONS[name].say(language)}" for name, count in counted) or "="
    )
    for change in base["flows"][:_MOST_FLOWS]:
        yield f"  {'■' if change['kind'] == 'worse' else '~'} {change['message']}"
    for result in base["results"]:
        state = words.COMPARISONS[result.get("comparison", "fixed")].say(language)
        yield f"  {state}: {result['rule']} {result['title']} ({subject_names(result['subjects'], 3)})"


def _decision(decision: Decision[str], language: str) -> Iterator[str]:
    policy = decision["policy"]
    gate = words.GATES[decision["decision"]].say(language)
    yield words.DECISION.fill(decision=gate, policy=policy["name"], version=policy["version"]).say(language)
    if decision["base"] is None:
        yield f"  {words.NO_BASE.say(language)}"
    for one in decision["requirements"]:
        if one["level"] == "off":
            continue
        yield f"  {OUTCOMES[one['outcome']]} {one['requirement']} ({one['level']}): {one['message']}"
        if one["turn"]:
            yield f"      → {one['turn']}"
    for waiver in decision["waivers"]:
        yield f"  {words.WAIVER_STATES[waiver['state']].say(language)}: {waiver['id']} {waiver['expires']} {waiver['owner']}: {waiver['reason']}"
