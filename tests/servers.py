"""A PostgreSQL and a Redis of one's own, on free ports, that can be killed and started again."""

import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests.web_process import free_port

REDIS = shutil.which("redis-server")
POSTGRES = next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)), "")


def missing() -> list[str]:
    """Which of the two programs are not installed."""
    return [name for name, there in (("postgresql", POSTGRES), ("redis-server", REDIS)) if not there]


def _answers(port: int, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert time.monotonic() < end, f"nothing answers on port {port}"
        time.sleep(0.05)


class Server:
    """A process on a port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, cwd="/", start_new_session=True
            )
        _answers(self.port)

    def kill(self) -> None:
        """SIGKILL to all of it."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Redis(Server):
    def command(self) -> list[str]:
        return [
            str(REDIS),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"


class Postgres(Server):
    """As the user ``postgres`` where the tests run as root: PostgreSQL refuses to be root."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        # Not below ``folder``: pytest keeps its own for this user alone.
        self._place = tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True)
        self.data = Path(self._place.name)
        if os.geteuid() == 0:
            shutil.chown(self.data, "postgres", "postgres")
        initdb = [f"{POSTGRES}/initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "--no-sync"]
        subprocess.run([*self._user(), *initdb], check=True, capture_output=True, cwd="/")

    def _user(self) -> list[str]:
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []

    def command(self) -> list[str]:
        options = ["-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.data), "-c", "max_connections=200"]
        return [*self._user(), f"{POSTGRES}/postgres", "-D", str(self.data), *options]

    def kill(self) -> None:
        """Its processes lead groups of their own: the first one by SIGQUIT, which is "immediate", as a crash is."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"
