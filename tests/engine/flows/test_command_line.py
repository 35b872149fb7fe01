"""``lvsportal flows`` and ``lvsportal walk``: the contract's JSON, a table that fits, and one line for a wrong name."""

import json
from pathlib import Path

import pytest

from lvsportal.cli.main import main
from lvsportal.engine.rules.catalogue import folders

EXAMPLES = Path(folders()["LVS008"]) / "examples"
SERVED, HALF = EXAMPLES / "safe-every-hop-shown", EXAMPLES / "violated-vip-not-on-real-server"


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main([str(word) for word in words]) == status
    told = capsys.readouterr()
    return told.out or told.err


def test_flows_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(said(capsys, "flows", str(HALF), "--format", "json"))
    assert data["schema"] == "lvsportal.flows/1"
    assert (data["states"][0]["id"], data["states"][0]["event"]) == ("today", None)
    names = {state["id"] for state in data["states"]}
    client = next(flow for flow in data["flows"] if flow["client"] == "client")
    assert set(client["conclusions"]) == names
    today = client["conclusions"]["today"]
    assert (today["conclusion"], today["by"], today["reason"]) == ("partly", ["rs2"], "vip_not_local")
    assert today["walk"]["hops"]


def test_the_state_that_was_asked_for_is_the_last_one(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(said(capsys, "flows", str(SERVED), "--without", "rs2:eth0", "--format", "json"))
    last = data["states"][-1]
    assert (last["id"], last["event"]) == ("rs2:eth0", {"kind": "interface", "at": "rs2:eth0"})
    data = json.loads(said(capsys, "flows", str(SERVED), "--without", "lb1", "--format", "json"))
    assert [state["id"] for state in data["states"]][-1] == "lb1"
    assert len({state["id"] for state in data["states"]}) == len(data["states"])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_table_fits_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = said(capsys, "flows", str(HALF), "--lang", language)
    assert "◐ rs2" in text
    assert all(len(line) <= 80 for line in text.splitlines())


@pytest.mark.parametrize("command", ["flows", "walk"])
def test_what_can_not_fail_is_named(capsys: pytest.CaptureFixture[str], command: str) -> None:
    asked = ["--from", "client", "--to", "10.0.0.100:80"] if command == "walk" else []
    text = said(capsys, command, str(SERVED), *asked, "--without", "rs9", status=2)
    assert "rs9" in text
    assert text.count("\n") == 1


def test_a_walk_says_what_becomes_of_it_first(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("walk", str(HALF), "--from", "client", "--to", "10.0.0.100:80")
    assert said(capsys, *asked).startswith("PARTLY SERVED · today · rs2")
    data = json.loads(said(capsys, *asked, "--format", "json"))
    assert (data["state"], data["conclusion"]) == ("today", "partly")
    assert {(one["outcome"], one["by"]) for one in data["branches"]} == {("answered", "rs1"), ("lost", "rs2")}


def test_a_walk_without_its_director(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("walk", str(SERVED), "--from", "client", "--to", "10.0.0.100:80", "--without", "lb1")
    data = json.loads(said(capsys, *asked, "--format", "json"))
    assert (data["state"], data["conclusion"]) == ("lb1", "lost")


def test_sctp_may_be_asked_for_and_ss_never_shows_its_sockets(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("walk", str(SERVED), "--from", "client", "--to", "10.0.0.100:80/sctp", "--format", "json")
    assert json.loads(said(capsys, *asked))["protocol"] == "sctp"
