"""The command line against a portal: one file over a cluster's base, judged there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from apps.reviews.approvals import approve_revision
from tests.conftest import TRAP, House

TOOL = [sys.executable, "-c", "from lvsportal.cli.main import entry; entry()"]
GOOD = TRAP.replace("8443", "443")


DOCS = Path(__file__).resolve().parent.parent.parent / "docs/integrations"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("text", "status"), [(TRAP, 1), (GOOD + "\n", 0)])
def test_a_file_is_judged_over_the_clusters_base(
    house: House, live_server, tmp_path: Path, text: str, status: int
) -> None:
    house.review(GOOD)
    (tmp_path / "ansible.tmp").write_text(text)
    words = ["check", "--as", "lb1/keepalived.conf", "ansible.tmp", "--cluster", "edge", "--format", "json"]
    call = subprocess.Popen(
        [*TOOL, *words, "--server", live_server.url, "--token", house.secret],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while call.poll() is None:
        house.run_next()
    out, error = call.communicate()
    assert call.returncode == status, error
    assert json.loads(out)["decision"]["decision"] in ("fail", "undecided", "pass")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("text", "status", "decision"), [(TRAP, 1, "fail"), (GOOD + "\n", 0, "pass")])
def test_the_lines_for_change_tools(
    house: House, live_server, tmp_path: Path, text: str, status: int, decision: str
) -> None:
    approve_revision(actor=house.actor, revision=house.review(GOOD).revision)
    (tmp_path / "keepalived.conf").write_text(text)
    page = (DOCS / "change-tools.md").read_text()
    script = "set -e\n" + "".join(re.findall(r"^    .*\n", page, flags=re.MULTILINE))
    given = {
        "LVSPORTAL_SERVER": live_server.url,
        "LVSPORTAL_TOKEN": house.secret,
        "CHANGE": "CHG0042",
        "BUILD": "7",
    }
    call = subprocess.Popen(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=os.environ | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    while call.poll() is None:
        house.run_next()
    out, _ = call.communicate()
    assert (call.returncode, out.strip()) == (status, decision)
