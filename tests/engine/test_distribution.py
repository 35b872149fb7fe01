"""What people install: the wheel in an environment of its own, and the single file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lvsportal.cli.arguments import parser_for
from lvsportal.engine import VERSION
from tests.conftest import TRAP
from tools import dist, manual

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and ``lvsportal.pyz``."""
    folder = tmp_path_factory.mktemp("dist")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dist, "DIST", folder / "dist")
        patched.setattr(dist, "BUILD", folder / "build")
        assert dist.main() == 0
    return folder / "dist"


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel, and what it asks for."""
    venv = tmp_path_factory.mktemp("venv")
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)], check=True)
    wheel = next(built.glob("*.whl"))
    subprocess.run(
        [*uv, "pip", "install", "--quiet", "--python", str(venv / "bin/python"), str(wheel)], check=True
    )
    return venv


def run(*words: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "DJANGO", "VIRTUAL"))
    }
    return subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env=clean | environment,
        input=TRAP,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_engine_comes_with_two_packages(installed: Path, tmp_path: Path) -> None:
    listed = run(
        sys.executable,
        "-m",
        "uv",
        "pip",
        "list",
        "--format",
        "json",
        "--python",
        installed / "bin/python",
        cwd=tmp_path,
    )
    assert {package["name"] for package in json.loads(listed.stdout)} == {"lvsportal", "pyyaml", "zstandard"}


def test_the_installed_command_works_without_the_portal(installed: Path, tmp_path: Path) -> None:
    tool = installed / "bin/lvsportal"
    assert run(tool, "--version", cwd=tmp_path).stdout == f"lvsportal {VERSION}\n"
    done = run(tool, "check", "-", "--format", "sarif", cwd=tmp_path)
    assert done.returncode == 1
    assert json.loads(done.stdout)["runs"][0]["results"][0]["ruleId"] == "LVS001"
    assert "LVS006" in run(tool, "explain", "LVS006", "--lang", "zh-hans", cwd=tmp_path).stdout


def test_the_wheel_brings_completion_manual_and_the_portals_files(installed: Path) -> None:
    assert "check" in (installed / "share/bash-completion/completions/lvsportal").read_text()
    assert ".TH LVSPORTAL" in (installed / "share/man/man1/lvsportal.1").read_text()
    site = next(installed.glob("lib/python3*/site-packages/lvsportal/site"))
    assert (site / "templates/base.html").is_file()
    assert (site / "locale/zh_Hans/LC_MESSAGES/django.mo").is_file()


def test_the_single_file_runs_from_anywhere(built: Path, tmp_path: Path) -> None:
    tool = [sys.executable, "-I", "-S", built / "lvsportal.pyz"]
    home = {"SHIV_ROOT": str(tmp_path / "kept")}
    done = run(*tool, "check", "-", "--format", "json", cwd=tmp_path, **home)
    assert (done.returncode, json.loads(done.stdout)["results"][0]["rule"]) == (1, "LVS001")
    assert "LVS006" in run(*tool, "explain", "LVS006", cwd=tmp_path, **home).stdout
    assert not list((tmp_path / "kept").rglob("*.so"))


def test_manual_and_completion_know_every_command() -> None:
    page, script = manual.page(), manual.completion("bash")
    for name in parser_for()[1].choices:
        assert name in page
        assert name in script
    assert r"\-\-base" in page and "--base" in script
