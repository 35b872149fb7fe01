"""The change gate on the command line: base, overlay, policy, defaults, exit status."""

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lvsportal.cli.main import main
from tests.engine.compare.definitions import BAD, GOOD, WORSE, Files, pair


class Done:
    """What a call of the command line printed, and its exit status."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> dict:
        return json.loads(self.out)


@pytest.fixture
def call(capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator:
    def run(*words: object) -> Done:
        try:
            status = main([str(word) for word in words])
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 2
        out, err = capfdbinary.readouterr()
        return Done(status, out.decode(), err.decode())

    return run


def laid_down(root: Path, files: Files) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return laid_down(tmp_path / "base", pair(BAD))


@pytest.fixture
def head(tmp_path: Path) -> Path:
    return laid_down(tmp_path / "head", pair(BAD, WORSE))


def test_only_what_is_new_fails(call, base: Path, head: Path) -> None:
    assert call("check", base).status == 1
    assert call("check", base, "--base", base).status == 0
    assert call("check", head, "--base", base).status == 1
    assert call("check", base, "--base", head).status == 0
    assert call("check", head, "--base", base, "--exit-zero").status == 0


@pytest.mark.parametrize("form", ["text", "json", "sarif", "markdown"])
def test_both_sides_are_named(call, base: Path, head: Path, form: str) -> None:
    out = call("check", head, "--base", base, "--format", form).out
    assert str(base) in out
    assert str(head) in out or form == "sarif"


def test_sarif_says_what_is_new_and_what_is_gone(call, base: Path, head: Path) -> None:
    results = call("check", base, "--base", head, "--format", "sarif").json["runs"][0]["results"]
    assert {"absent", "unchanged"} == {result["baselineState"] for result in results}
    new = call("check", head, "--base", base, "--format", "sarif").json["runs"][0]["results"]
    assert "new" in {result["baselineState"] for result in new}


def test_a_file_takes_its_place_in_a_definition(call, base: Path, head: Path, tmp_path: Path) -> None:
    spare = tmp_path / "ansible.8yq"
    spare.write_text((head / "lb1/keepalived.conf").read_text())
    done = call("check", "--as", "lb1/keepalived.conf", spare, "--in", base, "--base", base, "--format", "json")
    assert done.status == 1
    new = [
        one for one in done.json["results"] if one.get("comparison") == "new" and one["verdict"] == "violated"
    ]
    assert {subject["node"] for result in new for subject in result["subjects"]} == {"lb1"}
    assert {node["name"] for node in done.json["cluster"]["nodes"]} == {"lb1", "lb2"}
    assert f"{spare}:" in call("check", "--as", "lb1/keepalived.conf", spare, "--in", base).out


def test_a_file_takes_its_place_in_a_folder_of_one_machine(call, base: Path, tmp_path: Path) -> None:
    spare = laid_down(tmp_path, {"spare": pair(GOOD)["lb1/keepalived.conf"]}) / "spare"
    report = call("check", "--as", "keepalived.conf", spare, "--in", base / "lb1", "--format", "json").json
    assert [node["name"] for node in report["cluster"]["nodes"]] == ["lb1"]
    assert report["summary"]["by_severity"]["error"] == 0


def test_a_tar_from_standard_input(call, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        archive.add(base, ".")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(packed.getvalue())))
    report = call("check", "-", "--format", "json").json
    assert [node["name"] for node in report["cluster"]["nodes"]] == ["lb1", "lb2"]


POLICY = (
    "name: strict\nversion: 3\nwaivers_in_files: true\nrequirements:\n  no_error: block\n  no_new_error: off\n"
)
WAIVERS = (
    "- rule: LVS001\n  service: 10.0.0.100:80/tcp\n  reason: until the move\n  owner: ops\n  expires: {day}\n"
)


def test_a_policy_decides(call, base: Path, tmp_path: Path) -> None:
    policy = laid_down(tmp_path, {"policy.yaml": POLICY}) / "policy.yaml"
    done = call("check", base, "--base", base, "--policy", policy, "--format", "json")
    assert (done.status, done.json["decision"]["decision"]) == (1, "fail")
    assert done.json["decision"]["policy"] == {"name": "strict", "version": 3}
    assert done.json["decision"]["reasons"] == ["error"]
    assert "no_error (block)" in call("check", base, "--base", base, "--policy", policy).out


def test_the_decision_is_a_test_case_for_each_requirement(call, base: Path, tmp_path: Path) -> None:
    policy = laid_down(tmp_path, {"policy.yaml": POLICY + "  evidence_complete: warn\n"}) / "policy.yaml"
    out = call("check", base, "--policy", policy, "--format", "junit").out
    cases = [
        case for case in ElementTree.fromstring(out).iter("testcase") if "gate" in case.get("classname", "")
    ]
    assert {case.get("name"): [part.tag for part in case] for case in cases} == {
        "no_error": ["failure"],
        "evidence_complete": ["skipped"],
    }


def test_what_is_waived_does_not_fail_and_is_told(call, base: Path, tmp_path: Path) -> None:
    from datetime import UTC, datetime, timedelta

    day = (datetime.now(UTC) + timedelta(days=100)).date().isoformat()
    laid_down(tmp_path, {"policy.yaml": POLICY, "waivers.yaml": WAIVERS.format(day=day)})
    policy, waivers = tmp_path / "policy.yaml", tmp_path / "waivers.yaml"
    done = call("check", base, "--policy", policy, "--waivers", waivers, "--format", "json")
    assert (done.status, done.json["decision"]["decision"]) == (0, "undecided")
    assert done.json["results"][0]["waiver"]["state"] == "active"
    assert call("check", base, "--waivers", waivers).status == 0
    assert day in call("check", base, "--waivers", waivers).out


def test_defaults_come_from_the_nearest_file(call, base: Path, tmp_path: Path) -> None:
    (tmp_path / "lvsportal.toml").write_text(
        'lang = "zh-hans"\nformat = "markdown"\nbase = "base"\nfail-on = "warning"\n'
    )
    done = call("check", base)
    assert done.status == 0 and "不通过" in done.out and done.out.startswith("<!--")
    assert "FAIL" in call("check", base, "--lang", "en").out
    assert call("rules").status == 0


def refused(done: Done, *words: str) -> None:
    assert done.status == 2
    assert len(done.err.strip().splitlines()) == 1, done.err
    assert "Traceback" not in done.err
    assert all(word in done.err for word in words), done.err


def test_each_call_that_cant_be_used_is_one_line(call, base: Path, tmp_path: Path) -> None:
    laid_down(
        tmp_path,
        {
            "bad.yaml": "requirements:\n  no_new_eror: block\n",
            "level.yaml": "requirements:\n  no_error: maybe\n",
            "endless.yaml": "- {rule: LVS001, node: lb1, reason: x, owner: y}\n",
            "long.yaml": "- {rule: LVS001, node: lb1, reason: x, owner: y, expires: 2999-01-01}\n",
            "broken.yaml": "a: [",
            "empty.conf": "",
        },
    )
    refused(call("check", base, "--select", "LVS01"), "LVS01", "LVS0")
    refused(call("check", base, "--base", tmp_path / "absent"), "absent")
    refused(call("check", "--as", "lb1/keepalived.conf", tmp_path / "absent", "--in", base), "absent")
    refused(call("check", "--as", "../x", tmp_path / "bad.yaml", "--in", base), "..")
    refused(call("check", "--as", "lb1/keepalived.conf", tmp_path / "empty.conf", "--in", base), "empty")
    refused(call("check", "--as", "lb1/keepalived.conf", base / "lb1/keepalived.conf"), "--in")
    refused(call("check", base, "--policy", tmp_path / "bad.yaml"), "no_new_eror", "no_new_error")
    refused(call("check", base, "--policy", tmp_path / "level.yaml"), "maybe", "block")
    refused(call("check", base, "--policy", tmp_path / "broken.yaml"), "broken.yaml")
    refused(call("check", base, "--waivers", tmp_path / "endless.yaml"), "waiver 1", "expires")
    refused(call("check", base, "--waivers", tmp_path / "long.yaml"), "2999")
    refused(call("check", base, "--format", "jsn"), "jsn")
    refused(call("chekc", base), "chekc")
    refused(call("explain", "LVS01"), "LVS01")
    refused(call("diff", base, tmp_path / "absent"), "absent")
    refused(call("fix", base, "--select", "LVS9999"), "LVS9999")
    (tmp_path / "lvsportal.toml").write_text('langs = "en"\n')
    refused(call("check", base), "langs", "lang")


def test_fixes_are_written_to_files_of_this_machine_only(
    call, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (base / "lb1/keepalived.conf").read_text()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    refused(call("fix", "-", "--in-place"), "in place")
    assert [path.name for path in tmp_path.iterdir()] == ["base"]
    assert call("fix", base, "--in-place").status == 0
    assert "10.0.0.21 80 {" in (base / "lb1/keepalived.conf").read_text()


def test_an_inner_error_is_one_line_too(call, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("lvsportal.engine.service.review", broken)
    refused(call("check", base), "ZeroDivisionError", "LVSPORTAL_DEBUG")


def test_a_definition_that_is_only_checked_loads_nothing_of_the_gate(base: Path) -> None:
    code = (
        "import sys; from lvsportal.cli.main import main; main(sys.argv[1:]);"
        "print(*[m for m in sys.modules if m.startswith(('lvsportal.engine.compare', 'lvsportal.engine.policy'))"
        " or m in ('yaml', 'tomllib', 'difflib', 'urllib.request', 'hashlib')], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", base], capture_output=True, text=True, check=False
    )
    assert done.stderr.strip() == ""
