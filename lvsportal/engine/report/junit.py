"""JUnit XML: one test case a subject, so that readers that key by class and name keep each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from lvsportal.engine.report import words
from lvsportal.engine.report.places import Files, Place, places_of, showable, subject_name
from lvsportal.engine.report.standing import is_waived

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Decision, Report, Result

MOST_CASES = 5000


class _Case(NamedTuple):
    group: str
    name: str
    file: str
    inner: str  # XML
    outcome: str  # failures | errors | skipped | passed


def as_junit(report: Report[str], language: str) -> str:
    """A localised report as JUnit XML: ``failure`` for what is violated, ``skipped`` for what is undecided or waived, ``error``
    for a text that can't be read as it should be."""
    seen: Counter[tuple[str, str]] = Counter()
    cases = list(islice(_cases(report, language), MOST_CASES + 1))
    rest = _count(report) - MOST_CASES
    if len(cases) > MOST_CASES:
        text = words.MORE.fill(count=rest).say(language)
        cases[MOST_CASES:] = [_Case("lvsportal", text, "", f"<skipped>{text}</skipped>", "skipped")]
    told = Counter(case.outcome for case in cases)
    head = f'tests="{len(cases)}" failures="{told["failures"]}" errors="{told["errors"]}" skipped="{told["skipped"]}"'
    name = quoteattr(showable(f"lvsportal {report['cluster']['name']}".strip()))
    body = "\n".join(_xml(case, seen) for case in cases)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {head} time="0">\n'
        f'<testsuite name={name} {head} time="0">\n{body}\n</testsuite>\n</testsuites>\n'
    )


def _count(report: Report[str]) -> int:
    judged: list[int] = [
        result["count"] for result in report["results"] if result["verdict"] != "not_applicable"
    ]
    errors = sum(1 for told in report["diagnostics"] if told["severity"] == "error")
    return sum(judged) + errors + (len(report["decision"]["requirements"]) if "decision" in report else 0)


def _cases(report: Report[str], language: str) -> Iterator[_Case]:
    cluster = report["cluster"]["name"]
    for told in report["diagnostics"]:
        if told["severity"] == "error":
            place = f"{told['file']}:{told['line']}"
            inner = f"<error>{escape(showable(place + ' ' + told['message']))}</error>"
            yield _Case(f"lvsportal {cluster}".strip(), place, told["file"], inner, "errors")
    if "decision" in report:
        yield from _requirements(report["decision"], f"lvsportal gate {cluster}".strip())
    for result in report["results"]:
        if result["verdict"] != "not_applicable":
            yield from _of_result(result, f"{result['rule']} {cluster}".strip(), language)


def _requirements(decision: Decision[str], group: str) -> Iterator[_Case]:
    """A case for each requirement that the policy does not switch off: what is undecided fails only where it counts that."""
    for one in decision["requirements"]:
        body = escape(showable("\n".join([one["message"], *one["names"], one["turn"]])))
        if one["level"] == "off":
            continue
        if one["outcome"] == "met":
            yield _Case(group, one["requirement"], "", "", "passed")
        elif one["level"] == "block" and one["outcome"] == "unmet":
            message = quoteattr(showable(one["message"]))
            inner = f'<failure type="{one["code"]}" message={message}>{body}</failure>'
            yield _Case(group, one["requirement"], "", inner, "failures")
        else:
            yield _Case(group, one["requirement"], "", f"<skipped>{body}</skipped>", "skipped")


def _of_result(result: Result[str], group: str, language: str) -> Iterator[_Case]:
    inner, outcome = _outcome(result, language)
    nowhere = Place("", 1, 1, 1, 1, result["subjects"], False)
    for place in places_of(result, Files()) or [nowhere]:
        for subject in place.subjects:
            yield _Case(group, subject_name(subject) or result["cause"], place.file, inner, outcome)
    unnamed = result["count"] - len(result["subjects"])
    if unnamed > 0:
        yield _Case(group, words.MORE.fill(count=unnamed).say(language), "", inner, outcome)


def _outcome(result: Result[str], language: str) -> tuple[str, str]:
    body = escape(showable("\n".join(_lines(result, language))))
    if is_waived(result):
        until = words.WAIVED_UNTIL.fill(date=result["waiver"]["expires"]).say(language)
        reason = escape(showable(f"{until}: {result['waiver']['reason']}"))
        return f"<skipped>{reason}\n{body}</skipped>", "skipped"
    if result["verdict"] == "violated":
        message = quoteattr(showable(result["message"]))
        return f'<failure type="{result["severity"]}" message={message}>{body}</failure>', "failures"
    if result["verdict"] == "undecided":
        return f"<skipped>{body}</skipped>", "skipped"
    return "", "passed"


def _lines(result: Result[str], language: str) -> Iterator[str]:
    """What a reader of a failed case needs: where, what, the packet's way, the way out."""
    yield f"{result['rule']} {words.VERDICTS[result['verdict']].say(language)}: {result['message']}"
    yield from (f"{place['file']}:{place['line']}:{place['column']}" for place in result["locations"][:20])
    if result.get("comparison"):
        yield words.COMPARISONS[result["comparison"]].say(language)
    for hop in (result["walk"] or {"hops": []})["hops"]:
        packet = hop["packet"]
        yield f"  {hop['node']} {hop['interface']}: {hop['action']}  {packet['src']} → {packet['dst']}:{packet['dport']}"
    for need in result["needs"][:10]:
        yield f"{words.NEEDS.say(language)}: {need['node']}/{need['evidence']}  ({need['command']})"
    if result["fix"]:
        yield f"{words.FIX.say(language)}: {result['fix']['summary']}"
        yield from (f"  {one['node']}# {one['text']}" for one in result["fix"]["commands"])


def _xml(case: _Case, seen: Counter[tuple[str, str]]) -> str:
    seen[case.group, case.name] += 1
    again = seen[case.group, case.name]
    name = case.name if again == 1 else f"{case.name} ({again})"
    attributes = f"classname={quoteattr(showable(case.group))} name={quoteattr(showable(name))}"
    file = f" file={quoteattr(showable(case.file))}" if case.file else ""
    return f'<testcase {attributes}{file} time="0">{case.inner}</testcase>'
