"""GitHub and GitLab: what their jobs run, as processes, against a server that answers as their APIs do."""

import json
from pathlib import Path

import pytest
import yaml

from lvsportal.cli.comment import main as comment
from tests.engine.formats.test_sarif import github_refuses
from tests.integrations.api_server import Api, api
from tests.integrations.conftest import git, run

ROOT = Path(__file__).resolve().parent.parent.parent
BODY = "<!-- lvsportal:report:edge -->\n## FAIL\n"


@pytest.fixture(params=["github", "gitlab"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """(name, server) with the variables that a job of it has."""
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}))
    with api() as server:
        variables = {
            "GITHUB_API_URL": server.url, "GITHUB_REPOSITORY": "team/lvs", "GITHUB_TOKEN": "ghs_1",
            "GITHUB_EVENT_PATH": str(event), "CI_API_V4_URL": server.url, "CI_PROJECT_ID": "42",
            "CI_MERGE_REQUEST_IID": "7", "LVSPORTAL_GITLAB_TOKEN": "glpat-1",
        }  # fmt: skip
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        yield request.param, server


def say(where: tuple[str, Api], tmp_path: Path, body: str) -> int:
    (tmp_path / "report.md").write_text(body)
    return comment([where[0], str(tmp_path / "report.md")])


def test_one_comment_is_made_and_then_edited(where, tmp_path: Path) -> None:
    _, server = where
    assert say(where, tmp_path, BODY) == 0
    assert say(where, tmp_path, BODY + "more\n") == 0
    assert list(server.comments.values()) == [BODY + "more\n"]
    assert [method for method, _, _ in server.asked] == [
        "GET",
        "POST",
        "GET",
        "PATCH" if where[0] == "github" else "PUT",
    ]
    secrets = {"github": ("Authorization", "Bearer ghs_1"), "gitlab": ("Private-Token", "glpat-1")}
    name, value = secrets[where[0]]
    assert all(
        {key.title(): held for key, held in headers.items()}[name] == value for _, _, headers in server.asked
    )


def test_a_comment_that_says_the_same_is_left_alone(where, tmp_path: Path) -> None:
    say(where, tmp_path, BODY)
    say(where, tmp_path, BODY)
    assert [method for method, _, _ in where[1].asked] == ["GET", "POST", "GET"]


def test_it_is_found_among_many_and_others_stay(where, tmp_path: Path) -> None:
    _, server = where
    server.comments = {number: f"comment {number}" for number in range(1, 251)}
    server.comments[230] = BODY
    server.comments[231] = "<!-- lvsportal:report:other -->\n"
    assert say(where, tmp_path, BODY + "new") == 0
    assert server.comments[230] == BODY + "new"
    assert len(server.comments) == 250


def test_a_token_that_may_not_write_is_one_line(
    where, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where[1].refuses = True
    assert say(where, tmp_path, BODY) == 2
    error = capsys.readouterr().err
    assert "403" in error and "may not write" in error and error.count("\n") == 1
    assert "ghs_1" not in error and "glpat-1" not in error


def test_a_file_without_marker_and_a_missing_variable_are_refused(where, tmp_path: Path, monkeypatch) -> None:
    assert say(where, tmp_path, "## no marker\n") == 2
    for name in ("GITHUB_TOKEN", "LVSPORTAL_GITLAB_TOKEN"):
        monkeypatch.delenv(name)
    assert say(where, tmp_path, BODY) == 2
    assert where[1].comments == {}


# -- the jobs --------------------------------------------------------------------------------------------------


def action(repository: Path, tmp_path: Path, **inputs: str) -> tuple[str, Path]:
    """The step's outputs, and the runner's temporary folder."""
    temp = tmp_path / "runner"
    temp.mkdir(exist_ok=True)
    given = {
        "LVS_PATH": "clusters/edge",
        "RUNNER_TEMP": str(temp),
        "GITHUB_OUTPUT": str(temp / "outputs"),
        **inputs,
    }
    run("bash", ROOT / "tools/action.sh", cwd=repository, **given)
    return (temp / "outputs").read_text().strip(), temp


def test_the_action_checks_against_the_base_commit(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD~1")
    outputs, temp = action(repository, tmp_path, LVS_BASE=base)
    assert outputs == "status=1"
    log = json.loads((temp / "lvsportal.sarif").read_text())
    assert github_refuses(log) == []
    uris = {
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in log["runs"][0]["results"]
    }
    assert uris == {"clusters/edge/lb1/keepalived.conf", "clusters/edge/lb2/keepalived.conf"}
    assert (temp / "lvsportal.md").read_text().startswith("<!-- lvsportal:report:")


def test_the_action_passes_what_is_not_new_and_tells_what_cant_be_read(
    repository: Path, tmp_path: Path
) -> None:
    assert action(repository, tmp_path, LVS_BASE=git(repository, "rev-parse", "HEAD"))[0] == "status=0"
    (tmp_path / "runner/outputs").unlink()
    git(repository, "worktree", "prune")
    assert action(repository, tmp_path, LVS_PATH="clusters/absent")[0] == "status=2"


def test_the_action_runs_what_is_there() -> None:
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    assert any("tools/action.sh" in step.get("run", "") for step in steps)
    assert any("lvsportal.cli.comment github" in step.get("run", "") for step in steps)


def gitlab(repository: Path, **variables: str):
    """The job of the template, run as GitLab's runner would: each entry of ``script`` in one shell."""
    template = yaml.safe_load((ROOT / "docs/integrations/gitlab-ci.yml").read_text())
    defaults = {name: str(value) for name, value in template["variables"].items()}
    script = "set -eo pipefail\n" + "\n".join(template["lvsportal"]["script"])
    return run(
        "bash",
        "-c",
        script,
        cwd=repository,
        check=False,
        **{**defaults, "LVSPORTAL_PATH": "clusters/edge", **variables},
    )


def test_the_gitlab_job_leaves_its_reports_and_its_note(repository: Path) -> None:
    with api() as server:
        variables = {
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(repository, "rev-parse", "HEAD~1"),
            "CI_API_V4_URL": server.url, "CI_PROJECT_ID": "42", "CI_MERGE_REQUEST_IID": "7",
            "LVSPORTAL_GITLAB_TOKEN": "glpat-1",
        }  # fmt: skip
        done = gitlab(repository, **variables)
        assert done.returncode == 1, done.stderr
        rows = json.loads((repository / "gl-code-quality-report.json").read_text())
        assert {row["severity"] for row in rows} >= {"blocker", "critical"}
        assert {row["location"]["path"] for row in rows} == {
            "clusters/edge/lb1/keepalived.conf",
            "clusters/edge/lb2/keepalived.conf",
        }
        assert "<failure" in (repository / "lvsportal-junit.xml").read_text()
        assert next(iter(server.comments.values())).startswith("<!-- lvsportal:report:")


def test_the_gitlab_job_on_the_default_branch_has_no_base(repository: Path) -> None:
    done = gitlab(repository)
    assert done.returncode == 1
    assert json.loads((repository / "gl-code-quality-report.json").read_text())
