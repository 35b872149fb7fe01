"""The short form of the soak, and the faults that have no place in it."""

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.soak.__main__ import problems, soak
from tests.soak.load import definition
from tests.soak.portal import Portal

pytestmark = pytest.mark.xdist_group("worker")
QUICK_SECONDS = 5.0


@pytest.mark.needs_servers
def test_nothing_is_lost_while_everything_is_killed(tmp_path: Path) -> None:
    count = 60
    seen, faults = soak(tmp_path, count, clients=10, every=2, servers=True, patience=200)
    assert problems(seen, count) == []
    assert len(faults.made) >= 3


def ask(portal: Portal, method: str, path: str, number: int = 0) -> tuple[int, Any, Any]:
    files = [{"path": "lb1/keepalived.conf", "content": definition(number)}]
    body = json.dumps({"cluster": f"c{number}", "create_cluster": True, "files": files}).encode()
    headers = {"Authorization": f"Bearer {portal.token}", "Content-Type": "application/json"}
    request = urllib.request.Request(
        portal.base + path, body if method == "POST" else None, headers, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def seconds_to_done(portal: Portal, number: int) -> float:
    before = time.monotonic()
    status, headers, _ = ask(portal, "POST", "/api/v1/reviews/", number)
    assert status == 202
    path = headers["Location"].removeprefix(portal.base)
    while json.loads(ask(portal, "GET", path)[2])["status"] != "done":
        assert time.monotonic() < before + 60
        time.sleep(0.05)
    return time.monotonic() - before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder = tmp_path / "var"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_and_passes(small_disk: Path) -> None:
    portal = Portal(small_disk)
    try:
        seconds_to_done(portal, 1)
        filler = small_disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        answers = [ask(portal, "POST", "/api/v1/reviews/", number)[0] for number in range(2, 12)]
        assert set(answers) <= {202, 503} and 503 in answers, answers
        assert ask(portal, "GET", "/healthz")[0] == 200
        assert ask(portal, "GET", "/kb/LVS001/")[0] == 200
        filler.unlink()
        seconds_to_done(portal, 20)
    finally:
        portal.stop()


def test_a_stopped_clock_delays_nothing_and_is_told(tmp_path: Path) -> None:
    portal = Portal(tmp_path / "var", WORKER_SILENT_SECONDS="6")
    try:
        seconds_to_done(portal, 1)
        assert portal.signal("lvsportal.celery beat", signal.SIGSTOP)
        deadline = time.monotonic() + 30
        while portal.ready()["status"] != "degraded":
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert seconds_to_done(portal, 2) < QUICK_SECONDS
    finally:
        portal.stop()
