"""The report's page as data: causes and places, hunks and patches, the matrix."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from apps.web import report_page
from apps.web.report_page.findings import finding_ids
from apps.web.report_page.fixes import hunks, patch
from apps.web.report_page.headline import first_sentence
from apps.web.report_page.matrix import matrix
from lvsportal.engine.fixes.prove import edited
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_files
from lvsportal.engine.source.source import RefusedInput, Source
from tests.conftest import SHARED, TRAP

TEXTS = {
    "plain": "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n",
    "crlf": "one\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix\r\nseven\r\neight\r\nnine\r\nten\r\n",
    "open": "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten",
    "blank": "\n\none\n\n\ntwo two\n\n\n\n\nthree",
}


def edit(text: str, old: str, new: str) -> dict[str, Any]:
    start = text.index(old)
    return {"file": "lb1/keepalived.conf", "start": start, "end": start + len(old), "text": new}


@pytest.mark.parametrize("kind", list(TEXTS))
@pytest.mark.parametrize(
    "changes",
    [
        [("two", "TWO")],
        [("one", "1"), ("three", "3\nand more")],
        [("three", "")],
        [("two", ""), ("three", "end\n")],
    ],
)
def test_a_patch_is_what_git_applies(tmp_path: Path, kind: str, changes: list[tuple[str, str]]) -> None:
    text = TEXTS[kind]
    edits = [edit(text, old, new) for old, new in changes]
    file = tmp_path / "lb1" / "keepalived.conf"
    file.parent.mkdir()
    file.write_bytes(text.encode())
    made = patch(edits, {"lb1/keepalived.conf": Source("lb1/keepalived.conf", text)})
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=made.encode(), check=True)
    expected = edited(text, [(one["start"], one["end"], one["text"]) for one in edits])
    assert file.read_bytes().decode() == expected


def test_a_fix_is_one_hunk_a_file_with_its_line() -> None:
    text = TEXTS["plain"]
    shown = hunks(
        [edit(text, "ten", "10"), edit(text, "two", "2")],
        {"lb1/keepalived.conf": Source("lb1/keepalived.conf", text)},
    )
    assert [(hunk.file, hunk.line) for hunk in shown] == [("lb1/keepalived.conf", 2)]
    assert [row for row in shown[0].rows if row[0] in "+-"] == [
        ("-", "two"),
        ("+", "2"),
        ("-", "ten"),
        ("+", "10"),
    ]


@pytest.mark.django_db
def test_list_side_and_summary_hold_the_same_numbers_for_every_real_definition() -> None:
    looked = 0
    for path in sorted((SHARED / "corpus").glob("*/*.*")):
        try:
            bundle = from_files([(path.name, path.read_bytes())])
            report = review(bundle)
        except RefusedInput:
            continue
        page = report_page.build(report, list(bundle.sources), "en")
        listed = [finding for group in page.groups for finding in group.findings] + page.quiet
        for verdict in ("violated", "undecided", "mitigated", "safe"):
            total = sum(one.result["count"] for one in listed if one.result["verdict"] == verdict)
            assert total == report["summary"][verdict], (path.name, verdict)
        for file in [*page.files, *page.silent]:
            marked = [
                one for one in listed if one.is_loud and any(place.file == file.path for place in one.places)
            ]
            assert sum(count for _, _, count in file.causes) == len(marked), path.name
        looked += 1
    assert looked > 100


def test_every_result_has_an_address_of_its_own() -> None:
    report = review(from_files([("lb1/keepalived.conf", TRAP.encode())]))
    ids = finding_ids(report["results"])
    assert len(set(ids)) == len(ids) == len(report["results"])


def flow(name: str, **conclusions: str) -> dict[str, Any]:
    return {
        "id": name, "client": "outside", "service": "10.0.0.100:80/tcp", "count": 1, "gate": True,
        "conclusions": {
            state: {"conclusion": word, "by": ["rs1"] if word == "served" else [], "reason": "", "walk": None, "needs": []}
            for state, word in conclusions.items()
        },
    }  # fmt: skip


def states(*names: str) -> list[dict[str, Any]]:
    return [{"id": name, "title": name, "event": None, "masters": {}, "holders": {}} for name in names]


@pytest.mark.django_db
def test_states_in_which_every_flow_goes_as_today_are_folded() -> None:
    report = {
        "states": states("today", "lb1", "lb2"),
        "flows": [
            flow("a", today="served", lb1="lost", lb2="served"),
            flow("b", today="served", lb1="served", lb2="served"),
        ],
    }
    shown = matrix(report)
    assert shown is not None
    assert [column.id for column in shown.columns] == ["today", "lb1"]
    assert [column.id for column in shown.same] == ["lb2"]
    assert [[cell.look for cell in row.cells] for row in shown.rows] == [
        ["served", "lost"],
        ["served", "served"],
    ]


@pytest.mark.django_db
def test_a_cell_says_where_it_ends_in_words() -> None:
    lost = flow("a", today="lost")
    lost["conclusions"]["today"]["reason"] = "vip_not_local"
    shown = matrix({"states": states("today"), "flows": [lost]})
    assert shown is not None
    assert shown.rows[0].cells[0].text == "the VIP is not local"


def test_the_first_sentence_ends_at_its_full_stop_in_both_languages() -> None:
    assert first_sentence("lb1 sends to 10.0.0.21:80. Nothing answers.") == "lb1 sends to 10.0.0.21:80."
    assert first_sentence("lb1 发往 10.0.0.21:80。没有应答。") == "lb1 发往 10.0.0.21:80。"
