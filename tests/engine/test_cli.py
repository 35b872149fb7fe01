"""The command line as a process: statuses, formats, one line for what can't be used, and no web framework."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TRAP

TOOL = [sys.executable, "-c", "from lvsportal.cli.main import entry; entry()"]
SAFE = TRAP.replace("8443", "443")


def tool(*words: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*TOOL, *words], input=stdin, capture_output=True, text=True, timeout=60, cwd=cwd)


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    path = tmp_path / "keepalived.conf"
    path.write_text(TRAP)
    return path


@pytest.mark.parametrize(
    ("words", "status"),
    [([], 1), (["--fail-on", "never"], 0), (["--select", "LVS006"], 0), (["--ignore", "LVS001"], 0)],
)
def test_the_status_says_whether_something_fails(trap: Path, words: list[str], status: int) -> None:
    assert tool("check", str(trap), *words).returncode == status


def test_json_goes_to_standard_output(trap: Path) -> None:
    done = tool("check", str(trap), "--format", "json")
    assert json.loads(done.stdout)["results"][0]["rule"] == "LVS001"
    assert "S3cr3tPw" not in done.stdout


def test_text_names_the_file_as_it_was_given(trap: Path) -> None:
    assert f"{trap}:16:" in tool("check", str(trap)).stdout


def test_standard_input_and_directories(trap: Path) -> None:
    assert tool("check", "-", stdin=TRAP).returncode == 1
    assert tool("check", str(trap.parent)).returncode == 1


@pytest.mark.parametrize("words", [["check", "/nonexistent"], ["explain", "LVS999"], ["check", "/dev/null"]])
def test_what_cant_be_used_is_one_line_and_status_2(words: list[str]) -> None:
    done = tool(*words)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_fix_prints_a_diff_without_secrets_and_mends_in_place(trap: Path) -> None:
    printed = tool("fix", str(trap), "--diff").stdout
    assert "-    real_server 10.0.0.21 8443 {" in printed and "+    real_server 10.0.0.21 443 {" in printed
    assert "S3cr3tPw" not in printed
    assert tool("fix", str(trap), "--in-place").returncode == 0
    assert trap.read_text() == SAFE


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_explain_prints_the_article(language: str) -> None:
    assert "LVS006" in tool("explain", "lvs006", "--lang", language).stdout


def test_no_web_framework_is_loaded() -> None:
    code = (
        "import sys; from lvsportal.cli.main import main; main(['check', '-']);"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('django', 'celery', 'rest_framework', 'apps')];"
        "sys.exit(3 if bad else 0)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], input=SAFE.encode(), capture_output=True).returncode == 0
    )
