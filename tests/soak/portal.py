"""The portal as `make run` starts it, for the faults: its processes can be found and killed."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.web_process import free_port

ROOT = Path(__file__).resolve().parent.parent.parent


class Portal:
    """Everything under one supervisor, in ``var``. ``more``: its environment."""

    def __init__(self, var: Path, **more: str) -> None:
        self.var, self.port = var, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        kept = {
            key: value
            for key, value in os.environ.items()
            if key not in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
        }
        environment = (
            kept | {"PORT": str(self.port), "LVSPORTAL_VAR": str(var), "RATE_CALLER": "1000000/min"} | more
        )
        self.log = var.with_suffix(".log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_ready()
        self.token: str = json.loads((var / "demo.json").read_text())["token"]

    def _wait_ready(self, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not (self.var / "demo.json").exists() or self.ready()["status"] != "ready":
            assert self.process.poll() is None and time.monotonic() < end, self.log.read_text()[-2000:]
            time.sleep(0.1)

    def ready(self) -> dict[str, object]:
        """What ``/readyz`` says; ``{"status": "none"}`` where nobody does."""
        try:
            with urllib.request.urlopen(f"{self.base}/readyz", timeout=10) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))
        except OSError:
            return {"status": "none"}

    def processes(self, word: str) -> list[int]:
        """Processes of the portal whose command line has the word, children before their parents."""
        found = []
        for pid in reversed(_family(self.process.pid)):
            with contextlib.suppress(OSError):
                if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" "):
                    found.append(pid)
        return found

    def signal(self, word: str, number: int) -> int:
        """Send a signal to all of them; how many there were."""
        found = self.processes(word)
        for pid in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        return len(found)

    def stop(self) -> None:
        for pid in _family(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _family(pid: int) -> list[int]:
    """A process and all that it started."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children.get(one, [])
    return found
