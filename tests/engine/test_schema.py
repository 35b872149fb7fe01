"""The report's JSON Schema is derived from its types, published, and holds for every report that we can make."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lvsportal.engine.report import types
from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.schema import report_schema
from lvsportal.engine.rules.catalogue import folders
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_files, from_paths
from lvsportal.engine.source.source import RefusedInput
from tests.conftest import SHARED, TRAP

ROOT = Path(__file__).parents[2]
STORED = Draft202012Validator(report_schema(types.Bilingual, closed=True))
SAID = Draft202012Validator(report_schema(str, closed=True))
EXAMPLES = [path for folder in folders().values() for path in sorted((Path(folder) / "examples").iterdir())]

OTHERS = [
    *(path for path in sorted((SHARED / "stories").glob("*")) if path.is_dir()),
    *(path for path in sorted((SHARED / "corpus").rglob("*.conf"))),
]


def problems(data: object, validator: Draft202012Validator) -> list[str]:
    """What is wrong, with its place; the data as it comes out of JSON."""
    plain = json.loads(json.dumps(data))
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(plain)][:5]


@pytest.mark.parametrize("part", range(4))
def test_reports_of_all_examples_are_as_their_types_say(part: int) -> None:
    for path in EXAMPLES[part::4]:
        report = review(from_paths([str(path)]))
        assert problems(report, STORED) == [], path
        assert problems(localise(report, "zh-hans"), SAID) == [], path


@pytest.mark.skipif(not OTHERS, reason="no stories and no corpus beside the checkout")
@pytest.mark.parametrize("part", range(4))
def test_reports_of_stories_and_corpus_are_as_their_types_say(part: int) -> None:
    for path in OTHERS[part::4]:
        try:
            report = review(from_paths([str(path)]))
        except RefusedInput:
            continue
        assert problems(report, STORED) == [], path


def test_what_is_published_is_what_the_types_say() -> None:
    published = json.loads((ROOT / "deploy/public/report.json").read_text())
    assert published == report_schema(), "python -m lvsportal.engine.report.schema > deploy/public/report.json"
    Draft202012Validator.check_schema(published)


def test_a_report_with_a_wrong_or_an_unknown_field_is_found_out() -> None:
    report = json.loads(
        json.dumps(localise(review(from_files([("lb1/keepalived.conf", TRAP.encode())])), "en"))
    )
    assert problems(report, SAID) == []
    assert problems(report | {"later": 1}, SAID)
    assert problems(report | {"later": 1}, Draft202012Validator(report_schema())) == []
    report["results"][0]["verdict"] = "bad"
    assert problems(report, SAID)
    del report["results"][0]["cause"]
    assert len(problems(report, SAID)) == 2
