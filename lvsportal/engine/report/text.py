"""The report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lvsportal.engine.report import words
from lvsportal.engine.report.counts import counts_of
from lvsportal.engine.report.relative import relative_lines, standing

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Diagnostic, Location, Report, Result


def as_text(report: Report[str], language: str, origins: dict[str, str] | None = None) -> str:
    """A localised report as lines. ``origins``: path in the report → path to print."""
    lines = [_headline(report, language), *relative_lines(report, language), ""]
    loud = [result for result in report["results"] if result["verdict"] not in ("safe", "not_applicable")]
    loud.sort(key=lambda result: (result["severity"] == "info", result["verdict"] == "mitigated"))
    for result in loud:
        lines.extend(_result(result, language, origins or {}, not report.get("questions")))
        lines.append("")
    asked = list(_questions(report, language))
    if asked:
        lines += [words.QUESTIONS.say(language) + ":", *asked, ""]
    remarks = list(_remarks(report, language, origins or {}))
    if remarks:
        lines += [words.REMARKS.say(language) + ":", *remarks, ""]
    lines.extend(_quiet(report, language))
    return "\n".join(lines).rstrip() + "\n"


def _questions(report: Report[str], language: str) -> Iterator[str]:
    """What to run to decide the rest: a line for machines that are asked the same."""
    for question in report.get("questions") or ():
        nodes = question["nodes"]
        named = ", ".join(nodes[:6]) + (f" … ({len(nodes)})" if len(nodes) > 6 else "")
        yield f"  {named}: {', '.join(question['evidence'])}"
        yield f"    {question['asks']}"


def _remarks(report: Report[str], language: str, origins: dict[str, str]) -> Iterator[str]:
    """Each sentence once, with how often; what a result says already is left out."""
    said = " ".join(result["message"] for result in report["results"])
    counts: dict[tuple[object, str], int] = {}
    firsts: dict[tuple[object, str], Diagnostic[str]] = {}
    for told in report["diagnostics"]:
        key: tuple[object, str] = (told["severity"], told["message"])
        firsts.setdefault(key, told)
        counts[key] = counts.get(key, 0) + 1
    for key, told in firsts.items():
        if counts[key] > 1:
            yield f"{_remark(told, language, origins)} ({words.MORE.fill(count=counts[key] - 1).say(language)})"
        elif told["message"] not in said:
            yield _remark(told, language, origins)


def _headline(report: Report[str], language: str) -> str:
    summary = report["summary"]
    gate = words.GATES[summary["gate"]].say(language)
    counts = " · ".join(
        f"{count} {words.VERDICTS[verdict].say(language)}" for verdict, count in counts_of(report["summary"])
    )
    return f"{gate}  {report['cluster']['name']}  {counts}"


def _result(result: Result[str], language: str, origins: dict[str, str], with_needs: bool) -> Iterator[str]:
    """One result. ``with_needs``: what would decide it too; else the questions say it, once for each machine."""
    is_note = result["severity"] == "info"
    shape = "·" if is_note else words.SHAPES[result["verdict"]]
    verdict = "" if is_note else " " + words.VERDICTS[result["verdict"]].say(language)
    severity = words.SEVERITIES[result["severity"]].say(language)
    strong = f", {words.STRONG.say(language)}" if result["suspicion"] else ""
    stands = standing(result, language)
    strong += f", {stands}" if stands else ""
    places = [place for place in result["locations"] if place["role"] == "subject"] or result["locations"]
    where = _place(places[0], origins) if places else ""
    yield f"{shape} {result['rule']} {severity}{verdict}{strong}  {where}"
    yield f"  {result['message']}"
    if result["count"] > 1:
        others = [_place(place, origins) for place in places[1:5]]
        more = words.MORE.fill(count=result["count"] - 1).say(language)
        yield f"  {more}" + (f": {', '.join(others)}" if others else "")
    for need in result["needs"][:6] if with_needs else ():
        yield f"  {words.NEEDS.say(language)}: {need['node']}/{need['evidence']}  ({need['command']})"
    if result["fix"]:
        proven = f" [{words.PROVEN.say(language)}]" if result["fix"]["proven"] else ""
        yield f"  {words.FIX.say(language)}{proven}: {result['fix']['summary']}"
        for command in result["fix"]["commands"]:
            yield f"    {command['node']}# {command['text']}"
    yield f"  → lvsportal explain {result['rule']}"


def _place(place: Location | Diagnostic[str], origins: dict[str, str]) -> str:
    return f"{origins.get(place['file'], place['file'])}:{place['line']}:{place['column']}"


def _remark(told: Diagnostic[str], language: str, origins: dict[str, str]) -> str:
    severity = words.SEVERITIES[told["severity"]].say(language)
    return (
        f"  {_place(told, origins)} {severity}: {told['message']}"
        if told["file"]
        else f"  {severity}: {told['message']}"
    )


def _quiet(report: Report[str], language: str) -> Iterator[str]:
    """One line for all that holds: what was checked is said, too."""
    for verdict in ("safe", "not_applicable"):
        rules = sorted({result["rule"] for result in report["results"] if result["verdict"] == verdict})
        if rules:
            yield f"{words.SHAPES[verdict]} {words.VERDICTS[verdict].say(language)}: {', '.join(rules)}"
