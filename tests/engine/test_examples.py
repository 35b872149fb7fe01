"""Each rule's examples come out as their folder's name says: `violated-…`, `undecided-…`, `mitigated-…`, `safe-…`."""

from pathlib import Path

import pytest

from lvsportal.engine.rules.catalogue import folders
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_paths

ORDER = ("violated", "undecided", "mitigated", "safe", "not_applicable")
EXAMPLES = [
    pytest.param(rule, path, id=f"{rule}-{path.name}")
    for rule, folder in folders().items()
    for path in sorted((Path(folder) / "examples").iterdir())
]


@pytest.mark.parametrize(("rule", "path"), EXAMPLES)
def test_the_example_comes_out_as_its_name_says(rule: str, path: Path) -> None:
    report = review(from_paths([str(path)]))
    found = {result["verdict"] for result in report["results"] if result["rule"] == rule}
    worst = next(verdict for verdict in ORDER if verdict in found)
    assert worst == path.name.partition("-")[0], [
        (result["cause"], result["message"]["en"]) for result in report["results"] if result["rule"] == rule
    ]


@pytest.mark.parametrize("rule", list(folders()))
def test_every_rule_has_a_bad_and_a_good_example(rule: str) -> None:
    names = {path.name.partition("-")[0] for path in (Path(folders()[rule]) / "examples").iterdir()}
    assert "violated" in names
    assert names & {"safe", "mitigated"}
