"""A real Celery worker and its clock, as processes, on the test's own database and broker."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection


def environment() -> dict[str, str]:
    """What a process needs to stand on this test's database and broker."""
    name = connection.settings_dict["NAME"]
    base = os.environ.get("DATABASE_URL", "")
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else base.rpartition("/")[0] + f"/{name}"
    return os.environ | {
        "DATABASE_URL": url,
        "LVSPORTAL_VAR": str(settings.VAR),
        "LVSPORTAL_TEST_QUEUE": settings.CELERY_TASK_DEFAULT_QUEUE,
        "DJANGO_SETTINGS_MODULE": "lvsportal.settings.test",
        "C_FORCE_ROOT": "1",
    }


class Worker:
    """``celery worker`` and ``celery beat``; can be killed and comes back when asked."""

    def __init__(self) -> None:
        self.environment = environment()
        for folder in ("messages", "control"):
            (Path(settings.BROKER_FOLDER) / folder).mkdir(parents=True, exist_ok=True)
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, clock: bool = True) -> None:
        """``clock``: whether there is a sweep too."""
        celery = [sys.executable, "-m", "celery", "--quiet", "-A", "lvsportal.celery"]
        beat_file = str(Path(settings.VAR) / f"beat-{os.getpid()}")
        commands = [
            [
                *celery,
                "worker",
                "--concurrency",
                "2",
                "--loglevel",
                "ERROR",
                "--without-gossip",
                "--without-mingle",
            ],
            [*celery, "beat", "--loglevel", "ERROR", "--pidfile=", "-s", beat_file],
        ]
        self.processes = [
            subprocess.Popen(command, env=self.environment, start_new_session=True)
            for command in (commands if clock else commands[:1])
        ]

    def kill(self) -> None:
        """SIGKILL to all of it, children included."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until(condition, seconds: float = 60) -> None:
    """:raises AssertionError: it did not come true in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
