"""The command line against a portal: one file over a cluster's base, judged there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TRAP, House

TOOL = [sys.executable, "-c", "from lvsportal.cli.main import entry; entry()"]
GOOD = TRAP.replace("8443", "443")


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
