"""Real definitions of the wild, where they lie beside the checkout: each gets a report with places inside its text."""

import pytest

from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_paths
from tests.conftest import SHARED

KINDS = ("keepalived", "vrrp-only", "ldirectord", "ipvsadm", "piranha")
FILES = [path for kind in KINDS for path in sorted((SHARED / "corpus" / kind).rglob("*")) if path.is_file()]
LABELS = SHARED / "corpus" / "labels.tsv"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_definition_gets_a_report(path) -> None:
    report = review(from_paths([str(path)]))
    lines = len(path.read_bytes().splitlines()) + 1
    places = [place for result in report["results"] for place in result["locations"]]
    assert all(1 <= place["line"] <= lines for place in [*places, *report["diagnostics"]])


@pytest.mark.skipif(not LABELS.exists(), reason="the labelled definitions lie beside the checkout")
def test_verdicts_agree_with_the_labels() -> None:
    allowed = {
        ("T1", "present"): {"violated", "undecided"}, ("T1", "absent"): {"safe", "not_applicable", "mitigated"},
        ("T2", "present"): {"safe", "mitigated", "undecided", "violated"},
        ("T2", "absent"): {"safe", "not_applicable"},
        ("T3", "present"): {"undecided", "violated"}, ("T3", "absent"): {"safe", "not_applicable", "undecided"},
        ("T7", "present"): {"undecided", "violated", "mitigated"}, ("T7", "absent"): {"safe", "not_applicable"},
    }  # fmt: skip
    order = ("violated", "undecided", "mitigated", "safe", "not_applicable")
    wrong, total = [], 0
    for row in LABELS.read_text().splitlines()[1:]:
        name, trap, label, _, note, _ = row.split("\t")
        if (trap, label) not in allowed:
            continue
        found = {
            r["verdict"]
            for r in review(from_paths([str(SHARED / "corpus" / name)]))["results"]
            if r["rule"] == f"LVS00{trap[1]}"
        }
        total += 1
        if next(v for v in order if v in found) not in allowed[trap, label]:
            wrong.append((name, trap, label, found, note))
    assert len(wrong) <= 0.03 * total, wrong
