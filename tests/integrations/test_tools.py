"""The recipes with the real tools: ansible-core, pre-commit, sarif-tools."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.engine.compare.definitions import BAD, GOOD, WORSE, pair
from tests.integrations.conftest import git, run, write
from tests.integrations.tools import TOOLS

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs/integrations"
pytestmark = pytest.mark.needs_tools


def tool(name: str) -> Path:
    path = TOOLS / "bin" / name
    assert path.exists(), "run `make integrations` first"
    return path


def recipes(page: str) -> list[str]:
    """The indented blocks of a page."""
    blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", (DOCS / page).read_text(), flags=re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE).strip("\n") + "\n" for block in blocks]


# -- Ansible ---------------------------------------------------------------------------------------------------


def playbook(tmp_path: Path, recipe: str, template: str) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Runs a task of the page on this machine as node lb1; returns its result and the file that it may replace."""
    edge, target = tmp_path / "edge", tmp_path / "target/keepalived.conf"
    write(edge, pair(BAD))
    write(target.parent, {"keepalived.conf": pair(BAD)["lb1/keepalived.conf"]})
    write(tmp_path, {"keepalived.conf.j2": template})
    tasks = yaml.safe_load(
        recipe.replace("/srv/lvs/edge", str(edge)).replace("/etc/keepalived/keepalived.conf", str(target))
    )
    play = [{"hosts": "lb1", "connection": "local", "gather_facts": False, "tasks": tasks}]
    write(
        tmp_path,
        {
            "play.yml": yaml.safe_dump(play),
            "inventory": "lb1 ansible_python_interpreter=" + str(tool("python")) + "\n",
        },
    )
    home = {"ANSIBLE_HOME": str(tmp_path / "ansible"), "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8"}
    done = run(tool("ansible-playbook"), "-i", "inventory", "play.yml", cwd=tmp_path, check=False, **home)
    return done, target


@pytest.mark.parametrize(("real", "is_taken"), [(BAD, True), (WORSE, False), ("10.0.0.23 80", True)])
def test_ansible_replaces_only_what_breaks_nothing_new(tmp_path: Path, real: str, is_taken: bool) -> None:
    template = pair(BAD, real)["lb1/keepalived.conf"]
    done, target = playbook(tmp_path, recipes("ansible.md")[0], template)
    assert (done.returncode == 0) == is_taken, done.stdout
    assert (target.read_text().rstrip() == template.rstrip()) == is_taken
    if not is_taken:
        assert "failed to validate" in done.stdout and "LVS001" in done.stdout


def test_ansible_renders_beside_the_others_on_the_controller(tmp_path: Path) -> None:
    template = pair(BAD, WORSE)["lb1/keepalived.conf"]
    done, _ = playbook(tmp_path, recipes("ansible.md")[1], template)
    assert done.returncode != 0
    assert "8443" not in (tmp_path / "edge/lb1/keepalived.conf").read_text()


# -- pre-commit ------------------------------------------------------------------------------------------------


def hooks_repository(tmp_path: Path) -> Path:
    """Our files as a repository of hooks, as they are now."""
    source = tmp_path / "hooks"
    files = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT).stdout.splitlines()
    for name in files:
        if not name.startswith(("tests/", "docs/")) and (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    git(source, "init", "--quiet")
    git(source, "add", "--all")
    git(source, "commit", "--quiet", "-m", "hooks")
    return source


def test_pre_commit_runs_the_hook(tmp_path: Path, repository: Path) -> None:
    source = hooks_repository(tmp_path)
    given = yaml.safe_load(recipes("pre-commit.md")[0])
    given["repos"][0] |= {"repo": str(source), "rev": git(source, "rev-parse", "HEAD")}
    home = {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "PRE_COMMIT_COLOR": "never"}

    def hook(*reals: str, **options: object) -> subprocess.CompletedProcess[str]:
        write(repository / "clusters/edge", pair(*reals))
        write(repository, {".pre-commit-config.yaml": yaml.safe_dump(given), "README.md": "x"})
        git(repository, "add", "--all")
        return run(tool("pre-commit"), "run", "--verbose", cwd=repository, check=False, **home)

    refused = hook(BAD, WORSE)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert "LVS001" in refused.stdout
    passed = hook(GOOD)
    assert passed.returncode == 0, passed.stdout
    assert re.search(r"lvsportal\.+Passed", passed.stdout)


# -- SARIF -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["full", "github"])
def test_sarif_tools_reads_what_we_write(tmp_path: Path, repository: Path, profile: str) -> None:
    words = ("lvsportal", "check", "clusters/edge", "--format", "sarif", "--profile", profile, "--exit-zero")
    (tmp_path / "lvsportal.sarif").write_text(run(*words, cwd=repository).stdout)
    summary = run(tool("sarif"), "summary", "lvsportal.sarif", cwd=tmp_path).stdout
    assert re.search(r"error: 4\b", summary), summary
    assert "LVS001" in summary
    run(tool("sarif"), "csv", "--output", "out.csv", "lvsportal.sarif", cwd=tmp_path)
    rows = (tmp_path / "out.csv").read_text()
    assert "clusters/edge/lb1/keepalived.conf" in rows
    counted = json.loads((tmp_path / "lvsportal.sarif").read_text())["runs"][0]["results"]
    assert rows.count("LVS") >= sum(1 for one in counted if one["kind"] == "fail")


# -- Puppet ----------------------------------------------------------------------------------------------------


def test_puppets_command_as_it_would_run_it(tmp_path: Path) -> None:
    write(tmp_path / "edge", pair(BAD))
    found = re.search(r'validate_cmd => "([^"]+)"', recipes("puppet.md")[0])
    assert found is not None
    command = (
        found[1]
        .replace("${facts['networking']['hostname']}", "lb1")
        .replace("/usr/bin/", "")
        .replace("/srv/lvs/edge", "edge")
    )
    for real, status in ((BAD, 0), (WORSE, 1)):
        write(tmp_path, {"puppet-file20261124": pair(BAD, real)["lb1/keepalived.conf"]})
        words = shlex.split(command.replace(" % ", " puppet-file20261124 "))
        assert run(*words, cwd=tmp_path, check=False).returncode == status
