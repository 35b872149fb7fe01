"""A repository with a definition, and what a job's environment holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.compare.definitions import BAD, WORSE, pair

BIN = str(Path(sys.executable).parent)


def run(*words: object, cwd: Path, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process with our command line on its path."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GIT_", "GITHUB_", "CI_", "LVS"))
    }
    env |= {"PATH": f"{BIN}:{os.environ['PATH']}", **environment}
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=env, capture_output=True, text=True, timeout=300
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def git(repository: Path, *words: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    return run("git", *identity, *words, cwd=repository).stdout.strip()


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A checkout whose last commit breaks something: its base has one error, the head another beside it."""
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch", "main")
    for reals in ((BAD,), (BAD, WORSE)):
        write(root / "clusters/edge", pair(*reals))
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "-m", "change")
    return root
