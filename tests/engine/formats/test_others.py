"""JUnit, code quality, Markdown: what their readers keep, and what they drop without a word."""

import io
import json
from collections import Counter
from typing import Any
from xml.etree import ElementTree

from junitparser import Failure, JUnitXml, Skipped

from lvsportal.engine.report.codequality import as_codequality
from lvsportal.engine.report.junit import MOST_CASES, as_junit
from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.markdown import as_markdown, marker
from lvsportal.engine.report.places import Files
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_files

Report = dict[str, Any]


def cases_of(text: str) -> list[Any]:
    return [case for suite in JUnitXml.fromfile(io.BytesIO(text.encode())) for case in suite]


def test_junit_is_read_back_with_a_case_for_each_subject(report: Report, language: str) -> None:
    cases = cases_of(as_junit(report, language))
    names = [(case.classname, case.name) for case in cases]
    assert len(names) == len(set(names)) == len(cases)
    outcomes = Counter(type(case.result[0]).__name__ if case.result else "passed" for case in cases)
    assert outcomes["Failure"] == report["summary"]["violated"] == 4
    assert outcomes["Skipped"] == report["summary"]["undecided"]
    failure = next(case for case in cases if isinstance(case.result[0], Failure))
    assert failure.classname == "LVS001 edge"
    assert "lb 1/keepalived.conf:12" in failure.result[0].text
    assert "10.0.0.100:443" in failure.result[0].text


def test_junit_says_what_is_waived(waived: Report, language: str) -> None:
    cases = cases_of(as_junit(waived, language))
    first = next(case for case in cases if case.classname == "LVS001 edge")
    assert isinstance(first.result[0], Skipped)
    assert "2027-03-01" in first.result[0].text


def test_junit_is_bounded_and_holds_legal_characters_only(report: Report, language: str) -> None:
    report["results"][0]["message"] = "bell \x07, half \ud800, ]]> <script>"
    report["results"][0]["subjects"] *= MOST_CASES
    root = ElementTree.fromstring(as_junit(report, language))
    assert len(list(root.iter("testcase"))) == MOST_CASES + 1


def test_code_quality_entries_are_whole_and_their_own(report: Report, language: str, files: Files) -> None:
    rows = json.loads(as_codequality(report, language, files))
    assert len({row["fingerprint"] for row in rows}) == len(rows) == 4
    for row in rows:
        assert set(row) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert row["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert isinstance(row["location"]["lines"]["begin"], int)
        assert not row["location"]["path"].startswith(("./", "/"))
        assert "\n" not in row["description"]


def test_code_quality_keeps_equal_subjects_apart(report: Report, language: str, files: Files) -> None:
    for subject in report["results"][0]["subjects"]:
        subject["fingerprint"] = "the same"
    rows = json.loads(as_codequality(report, language, files))
    assert len({row["fingerprint"] for row in rows}) == 4


def test_code_quality_names_survive_moved_lines(report: Report, language: str, files: Files) -> None:
    def prints(text: str) -> set[str]:
        bundle = from_files([("lb1/keepalived.conf", text.encode())])
        told = localise(review(bundle), language)
        texts = Files({source.path: source.text for source in bundle.sources})
        return {row["fingerprint"] for row in json.loads(as_codequality(told, language, texts))}

    text = files.texts["lb 1/keepalived.conf"]
    assert prints(text) == prints("! moved\n\n" + text) != set()


def test_code_quality_of_nothing_is_an_empty_array(waived: Report, language: str, files: Files) -> None:
    assert as_codequality(waived, language, files) == "[]\n"


def test_what_was_there_before_is_no_blocker(report: Report, language: str, files: Files) -> None:
    report["results"][0]["comparison"] = "unchanged"
    assert {row["severity"] for row in json.loads(as_codequality(report, language, files))} == {"critical"}


def test_markdown_fits_into_a_comment_and_can_be_found_again(report: Report, language: str) -> None:
    report["results"] *= 200
    text = as_markdown(report, language)
    assert text.startswith("<!-- lvsportal:report:edge -->\n")
    assert 50_000 < len(text.encode()) < 60_000
    assert marker("a --> b") == "<!-- lvsportal:report:a-b -->"


def test_markdown_shows_a_definitions_text_as_text(report: Report, language: str) -> None:
    report["cluster"]["name"] = "x --><script> @everyone [a](javascript:b)"
    report["results"][0]["message"] = "see #1 | **bold** `code` @ops <img src=x>"
    text = as_markdown(report, language)
    for raw in ("<script>", "<img", "@everyone", "@ops", "**bold**", "[a]("):
        assert raw not in text
