"""SARIF 2.1.0 (OASIS). ``full`` says everything; ``github`` leaves out what GitHub code scanning would misread: what is
undecided, waived, or no longer there. GitHub's bounds are kept in both."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lvsportal.engine.report.line_hash import line_hashes
from lvsportal.engine.report.places import (
    Files,
    Place,
    message_at,
    node_of,
    place_at,
    places_of,
    showable,
)
from lvsportal.engine.report.sarif_rules import driver_rules
from lvsportal.engine.report.standing import is_waived
from lvsportal.engine.source.source import Source

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Diagnostic, Edit, Fix, Hop, Report, Result, Waiver

Data = dict[str, Any]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS, MOST_RELATED, MOST_HOPS = 25_000, 100, 1000
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_KINDS = {
    "violated": "fail",
    "undecided": "open",
    "mitigated": "pass",
    "safe": "pass",
    "not_applicable": "notApplicable",
}
_BASELINE = {"new": "new", "fixed": "absent", "gone": "absent"}
_SUPPRESSED = {"active": "accepted", "expiring": "accepted", "requested": "underReview"}


def as_sarif(
    report: Report[str], language: str, files: Files, profile: str = "full", help_url: str = ""
) -> str:
    """A localised report as a SARIF log. ``profile``: ``full`` or ``github``; ``help_url``: the portal whose knowledge base
    the rules' help points to."""
    writer = _Writer(report, language, files, profile)
    results = list(writer.results())
    cluster = report["cluster"]["name"] or "definition"
    run: Data = {
        "tool": {
            "driver": {
                "name": "lvsportal",
                "semanticVersion": report["engine"]["version"],
                "rules": driver_rules(report["engine"]["rules"], language, help_url),
            }
        },
        "automationDetails": {"id": f"lvsportal/{cluster}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": writer.notifications()}],
        "results": results[:MOST_RESULTS],
        "properties": writer.counts(len(results)),
    }
    if "base" in report:
        run["properties"]["base"] = report["base"]["title"]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return showable(json.dumps(log, ensure_ascii=False, indent=1)) + "\n"


class _Writer:
    """The results of one run, worst first, as the report has them."""

    def __init__(self, report: Report[str], language: str, files: Files, profile: str) -> None:
        self.report = report
        self.language = language
        self.files = files
        self.is_github = profile == "github"
        self.rule_index = {rule: at for at, rule in enumerate(report["engine"]["rules"])}
        self.hashes: dict[str, list[str]] = {}
        self.sources: dict[str, Source] = {}
        self.without_place = 0
        self.left_out: Counter[str] = Counter()

    def results(self) -> Iterator[Data]:
        for result in self._wanted():
            places = self._places(result)
            if not places:
                self.without_place += 1
            for number, (place, edits) in enumerate(zip(places, self._edits(result, places), strict=True)):
                yield self._result(result, place, edits, number == 0)

    def _wanted(self) -> Iterator[Result[str]]:
        base = self.report.get("base")
        results = base["results"] if base else []
        gone = (result for result in results if result.get("comparison") in _BASELINE)
        for result in [*self.report["results"], *gone]:
            if self.is_github and (result["verdict"] != "violated" or is_waived(result)):
                self.left_out["waived" if is_waived(result) else result["verdict"]] += 1
            elif not (self.is_github and _BASELINE.get(result.get("comparison", "")) == "absent"):
                yield result

    def _places(self, result: Result[str]) -> list[Place]:
        """Each line of what is violated; of the rest one line stands for all."""
        places = places_of(result, self.files)
        return places if result["verdict"] == "violated" else places[:1]

    def _result(self, result: Result[str], place: Place, edits: list[Edit], is_first: bool) -> Data:
        kind = _KINDS[result["verdict"]]
        entry: Data = {
            "ruleId": result["rule"],
            "ruleIndex": self.rule_index.get(result["rule"], -1),
            "kind": kind,
            "level": _LEVELS[result["severity"]] if kind == "fail" else "none",
            "message": {"text": message_at(result, place, self.language)},
            "locations": [self._location(place)],
            "relatedLocations": self._related(result, place),
            "partialFingerprints": self._fingerprints(result, place),
            "properties": {"verdict": result["verdict"], "cause": result["cause"], "count": result["count"]},
        }
        if "base" in self.report:
            entry["baselineState"] = _BASELINE.get(result.get("comparison") or "", "unchanged")
        if result["walk"] and is_first:
            entry["codeFlows"] = [{"threadFlows": [{"locations": self._hops(result, place)}]}]
        fix = result["fix"]
        if fix and edits and kind == "fail":
            entry["fixes"] = [self._fix(fix, edits)]
        if fix and fix["commands"] and is_first:
            entry["properties"]["commands"] = [f"{c['node']}: {c['text']}" for c in fix["commands"]]
        if not self.is_github and result.get("waiver"):
            entry["suppressions"] = _suppressions(result["waiver"])
        return entry

    # -- places ------------------------------------------------------------------------------------------------

    def _location(self, place: Place) -> Data:
        region = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        }
        return {"physicalLocation": {"artifactLocation": {"uri": self.files.uri(place.file)}, "region": region}}

    def _related(self, result: Result[str], place: Place) -> list[Data]:
        others = [one for one in result["locations"] if one["role"] != "subject"][:MOST_RELATED]
        return [
            {
                **self._location(place_at(one)),
                "id": number,
                "message": {"text": one["role"] or "related"},
            }
            for number, one in enumerate(others, 1)
        ]

    def _fingerprints(self, result: Result[str], place: Place) -> dict[str, str]:
        own = [subject["fingerprint"] for subject in place.subjects if subject.get("fingerprint")]
        found = {"lvsportal/v1": own[0] if own else f"{result['rule']}/{result['cause']}"}
        text = self.files.texts.get(place.file)
        if text is None:
            return found
        if place.file not in self.hashes:
            self.hashes[place.file] = line_hashes(text)
        hashes = self.hashes[place.file]
        return {"primaryLocationLineHash": hashes[min(place.line, len(hashes)) - 1], **found}

    def _hops(self, result: Result[str], place: Place) -> list[Data]:
        """The walk's hops, each at a line of its node's where one is known, else at the result's own."""
        by_node = {node_of(one["file"]): one for one in reversed(result["locations"])}
        steps = []
        for hop in result["walk"]["hops"][:MOST_HOPS] if result["walk"] else ():
            at = by_node.get(hop["node"])
            where = self._location(place_at(at) if at else place)
            steps.append({"location": {**where, "message": {"text": _hop(hop)}}})
        return steps

    # -- fixes -------------------------------------------------------------------------------------------------

    def _edits(self, result: Result[str], places: list[Place]) -> list[list[Edit]]:
        """The fix's edits by place, so that each result mends its own line; what stands elsewhere goes with the first."""
        at = {(place.file, place.line): number for number, place in enumerate(places)}
        found: list[list[Edit]] = [[] for _ in places]
        for edit in result["fix"]["edits"] if result["fix"] and places else []:
            found[at.get((edit["file"], self._line(edit)), 0)].append(edit)
        return found

    def _line(self, edit: Edit) -> int:
        source = self.sources.get(edit["file"])
        if source is None and self.files.known(edit["file"]):
            source = self.sources[edit["file"]] = Source(edit["file"], self.files.texts[edit["file"]])
        return source.place(edit["start"])[0] if source is not None else 0

    def _fix(self, fix: Fix[str], edits: list[Edit]) -> Data:
        by_file: dict[str, list[Data]] = {}
        for edit in edits:
            region = {"charOffset": edit["start"], "charLength": edit["end"] - edit["start"]}
            by_file.setdefault(edit["file"], []).append(
                {"deletedRegion": region, "insertedContent": {"text": edit["text"]}}
            )
        changes = [
            {"artifactLocation": {"uri": self.files.uri(path)}, "replacements": found}
            for path, found in by_file.items()
        ]
        return {"description": {"text": fix["summary"] or "fix"}, "artifactChanges": changes}

    # -- the rest ----------------------------------------------------------------------------------------------

    def notifications(self) -> list[Data]:
        """The remarks on the text."""
        return [self._notification(told) for told in self.report["diagnostics"]]

    def _notification(self, told: Diagnostic[str]) -> Data:
        entry: Data = {"level": _LEVELS[told["severity"]], "message": {"text": told["message"] or "-"}}
        if told["file"]:
            line, column = max(1, told["line"]), max(1, told["column"])
            entry["locations"] = [self._location(Place(told["file"], line, column, line, column + 1, []))]
        return entry

    def counts(self, made: int) -> Data:
        """What was left out, so that nothing goes missing in silence."""
        return {
            "gate": self.report["summary"]["gate"],
            "resultsWithoutPlace": self.without_place,
            "resultsOverTheBound": max(0, made - MOST_RESULTS),
            **{f"{name}LeftOut": count for name, count in sorted(self.left_out.items())},
        }


def _hop(hop: Hop[str]) -> str:
    packet = hop["packet"]
    where = f"{hop['node']} {hop['interface']}".strip()
    ports = f"{packet['src']}:{packet['sport']} → {packet['dst']}:{packet['dport']}"
    return f"{where}: {hop['action']} ({ports} {packet['protocol']}, TTL {packet['ttl']})"


def _suppressions(waiver: Waiver) -> list[Data]:
    status = _SUPPRESSED.get(waiver["state"])
    if status is None:
        return []
    return [
        {
            "kind": "inSource" if waiver.get("in_file") else "external",
            "status": status,
            "justification": waiver["reason"],
            "properties": {"owner": waiver["owner"], "expires": waiver["expires"]},
        }
    ]
