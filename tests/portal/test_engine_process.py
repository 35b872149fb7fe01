"""How a run ends is told truly; each run is a process of its own, forked from a warm one."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from apps.reviews import runner
from apps.reviews.engine import ENGINE, Engine
from apps.reviews.models import Review, Status
from apps.reviews.runner import Killed, RunFailed, run
from apps.reviews.services import run_next
from lvsportal.engine.source.bundle import Bundle, from_files
from tests.conftest import TRAP, House

SECRET = "not-for-the-log"


def bundle(text: str = TRAP) -> Bundle:
    return from_files([("lb1/keepalived.conf", text.encode())])


def long_definition() -> Bundle:
    """Some seconds of work."""
    return bundle(
        "".join(
            f"virtual_server 10.{n >> 8 & 255}.{n & 255}.1 80 {{\n lb_kind DR\n real_server 10.1.1.{n % 250 + 1} 81 {{\n }}\n}}\n"
            for n in range(30_000)
        )
    )


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found]


def job_of(engine: Engine, seconds: float = 10) -> int:
    """The process that runs a job now."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        engine.warm()
        assert engine._process is not None
        if found := children(engine._process.pid):
            return found[0]
        time.sleep(0.005)
    raise AssertionError("no job runs")


def failed(code: str, **limits: int) -> RunFailed:
    with pytest.raises(RunFailed) as caught:
        run(long_definition())
    assert caught.value.reason["code"] == code
    return caught.value


def test_runs_are_forked_from_one_warm_process() -> None:
    first, second = run(bundle()), run(bundle())
    assert first == second
    before = ENGINE._process
    run(bundle())
    assert ENGINE._process is before


def test_a_report_larger_than_a_pipe_arrives_whole() -> None:
    text = "".join(
        f"virtual_server 10.0.{n >> 8}.{n & 255} 80 {{\n lb_kind DR\n real_server 10.9.{n >> 8}.{n & 255} 81 {{\n }}\n}}\n"
        for n in range(2000)
    )
    report = run(bundle(text))
    assert report["summary"]["violated"] >= 2000
    assert len(json.dumps(report)) > 1 << 18


def test_time_that_runs_out_is_told(settings) -> None:
    settings.REVIEW_SECONDS = 1
    failed("time")


def test_memory_that_runs_out_is_told(settings) -> None:
    settings.REVIEW_MEMORY_BYTES = 120 << 20
    failed("memory")


def _kill_soon(kill_server: bool = False) -> threading.Thread:
    def kill() -> None:
        pid = job_of(ENGINE)
        assert ENGINE._process is not None
        os.kill(ENGINE._process.pid if kill_server else pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


@pytest.mark.parametrize("kill_server", [False, True])
def test_a_run_killed_from_outside_is_not_called_slow(kill_server: bool) -> None:
    run(bundle())
    thread = _kill_soon(kill_server)
    with pytest.raises(Killed) as caught:
        run(long_definition())
    thread.join()
    assert caught.value.reason["code"] == "killed"
    assert run(bundle())["results"]


def test_a_killed_review_is_tried_again_and_given_up_at_last(house: House, monkeypatch, settings) -> None:
    def killed(*args: object) -> None:
        raise Killed("killed", runner._KILLED)

    house.ask()
    monkeypatch.setattr("apps.reviews.services.run", killed)
    for _ in range(settings.REVIEW_ATTEMPTS - 1):
        assert run_next()
        assert Review.objects.get().status == Status.QUEUED
    assert run_next()
    review = Review.objects.get()
    assert (review.status, review.failure["code"]) == (Status.FAILED, "killed")


_BROKEN_ENGINE = f"""
import sys
from lvsportal.engine import child
def broken(sources, name="", progress=None):
    if sources.sources[0].path == "bad":
        raise IndexError({SECRET!r} + sources.sources[0].text)
    return {{}}
child.review = broken
child.main()
"""


def test_what_broke_is_logged_with_its_place_and_without_the_text(monkeypatch) -> None:
    """A new engine whose review breaks: the log says class and places, for whoever bound the review's id."""
    engine = Engine()
    real = subprocess.Popen
    monkeypatch.setattr(
        "apps.reviews.engine.subprocess.Popen",
        lambda command, **options: real([sys.executable, "-c", _BROKEN_ENGINE], **options),
    )
    engine.warm()
    monkeypatch.undo()
    monkeypatch.setattr(runner, "ENGINE", engine)
    with capture_logs() as logged, pytest.raises(RunFailed) as caught:
        run(from_files([("bad", TRAP.encode())]))
    assert caught.value.reason["code"] == "broken"
    told = next(one for one in logged if one["event"] == "engine_broke")
    assert told["error"] == "IndexError" and "broken" in told["at"][-1]
    assert SECRET not in str(logged) and "8443" not in str(logged)


def test_a_run_that_is_left_ends_its_process() -> None:
    run(bundle())

    def leave(step: str) -> None:
        raise runner.Abandoned

    with pytest.raises(runner.Abandoned):
        run(long_definition(), beat=leave)
    end = time.monotonic() + 5
    assert ENGINE._process is not None
    while children(ENGINE._process.pid):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_engine_ends_with_its_owner() -> None:
    """SIGKILL to whoever started it: neither the warm process nor its job lives on."""
    program = (
        "import os, sys, time; from apps.reviews.engine import Engine; e = Engine(); e.warm();"
        "print(e._process.pid, flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.kill()
    owner.wait()
    end = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        assert time.monotonic() < end, "it lives on"
        time.sleep(0.02)


def test_threads_that_ask_for_the_rules_at_once_all_get_them() -> None:
    """In a new process: the web server's first requests after a start."""
    program = (
        "import sys, threading; sys.setswitchinterval(1e-6)\n"
        "from lvsportal.engine.rules.catalogue import rules\n"
        "found = []; gate = threading.Barrier(8)\n"
        "def ask():\n gate.wait(); found.append(len(rules()))\n"
        "threads = [threading.Thread(target=ask) for _ in range(8)]\n"
        "[one.start() for one in threads]; [one.join() for one in threads]\n"
        "assert len(found) == 8 and len(set(found)) == 1, found"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_a_check_that_is_killed_is_503_and_may_be_tried_again(client, house: House, monkeypatch) -> None:
    def killed(*args: object, **options: object) -> None:
        raise Killed("killed", runner._KILLED)

    monkeypatch.setattr("apps.reviews.uploads.accept", killed)
    body = {"files": [{"path": "lb1/keepalived.conf", "content": TRAP}]}
    answer = client.post("/api/v1/check/", body, content_type="application/json", headers=house.headers())
    assert answer.status_code == 503 and answer["Retry-After"]
