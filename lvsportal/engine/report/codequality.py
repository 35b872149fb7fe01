"""GitLab's code quality report: an array, one entry a line of what is violated or strongly suspected.

GitLab stops reading at the first invalid entry and keeps one entry a fingerprint, so each is whole and its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lvsportal.engine.report.fingerprint import fingerprint
from lvsportal.engine.report.places import Files, Place, message_at, places_of, showable
from lvsportal.engine.report.standing import is_waived

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Report, Result

Data = dict[str, Any]

_SEVERITIES = {"error": "blocker", "warning": "major", "info": "info"}
_NOT_NEW = ("unchanged", "hidden", "by_rule_update")


def as_codequality(report: Report[str], language: str, files: Files) -> str:
    """A localised report as ``gl-code-quality-report.json``; ``[]`` where there is nothing."""
    seen: Counter[str] = Counter()
    entries = [
        _entry(result, place, language, files, seen)
        for result in report["results"]
        if _is_told(result)
        for place in _places(result, files)
    ]
    return showable(json.dumps(entries, ensure_ascii=False, indent=1)) + "\n"


def _is_told(result: Result[str]) -> bool:
    suspected = result["verdict"] == "undecided" and bool(result["suspicion"])
    return (result["verdict"] == "violated" or suspected) and not is_waived(result)


def _places(result: Result[str], files: Files) -> Iterator[Place]:
    yield from places_of(result, files) or [Place("lvsportal", 1, 1, 1, 1, result["subjects"], False)]


def _entry(result: Result[str], place: Place, language: str, files: Files, seen: Counter[str]) -> Data:
    first = place.subjects[0]["fingerprint"] if place.subjects else ""
    name = fingerprint(result["rule"], result["cause"], place.file, first)
    seen[name] += 1
    if seen[name] > 1:
        name = fingerprint(name, str(seen[name]))
    return {
        "description": f"{result['rule']}: {' '.join(message_at(result, place, language).split())}",
        "check_name": result["rule"],
        "fingerprint": name,
        "severity": _severity(result),
        "location": {
            "path": files.from_root.get(place.file, place.file).removeprefix("./"),
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }


def _severity(result: Result[str]) -> str:
    if result["verdict"] == "undecided":
        return "minor"
    if result["severity"] == "error" and result.get("comparison") in _NOT_NEW:
        return "critical"  # it was there before: the gate does not fail for it
    return _SEVERITIES[result["severity"]]
