"""The real web server as a process, on the test's own database."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from tests.worker_process import environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Web:
    """Starts at once; ``base`` is its address."""

    def __init__(self, **more: str) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "lvsportal.serving", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=environment() | more, start_new_session=True)
        self.wait_ready()

    def wait_ready(self, seconds: float = 30) -> None:
        """:raises AssertionError: it does not answer in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.base}/healthz", timeout=2):
                return
            time.sleep(0.05)
        raise AssertionError("the web server does not answer")

    def kill(self) -> None:
        """SIGKILL to all of it."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
