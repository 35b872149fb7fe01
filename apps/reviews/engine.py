"""Jobs for the engine: each a process of its own, forked from one that has everything imported
(``lvsportal.engine.child`` says what goes over which descriptor)."""

import os
import selectors
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

_CHUNK = 1 << 16


class Event(NamedTuple):
    """What a job did next: it told something, or ended. ``status`` is None where the engine was lost with it."""

    text: bytes
    over: bool = False
    status: int | None = None


class Job:
    """A job that runs. Whoever leaves it (``close``) ends it."""

    def __init__(self, control: socket.socket, output: int) -> None:
        self._control, self._output = control, output
        self._ready = selectors.DefaultSelector()
        self._ready.register(control, selectors.EVENT_READ)
        self._ready.register(output, selectors.EVENT_READ)

    def events(self, seconds: float) -> list[Event]:
        """What happens next, as soon as it does; empty where nothing did for so long."""
        ready = {key.fd for key, _ in self._ready.select(max(seconds, 0))}
        if self._output in ready:
            text = os.read(self._output, _CHUNK)
            if not text:
                self._ready.unregister(self._output)
            return [Event(text)]
        if not ready:
            return []
        status = self._control.recv(16)
        return [*self._rest(), Event(b"", over=True, status=int(status) if status else None)]

    def _rest(self) -> Iterator[Event]:
        """What was told before the end and not read yet."""
        if self._output in self._ready.get_map():
            os.set_blocking(self._output, False)
            with suppress(BlockingIOError):
                while text := os.read(self._output, _CHUNK):
                    yield Event(text)

    def close(self) -> None:
        self._ready.close()
        self._control.close()
        os.close(self._output)


class Engine:
    """The warm process of this one. Made where it is first needed, and again after it was lost or this one forked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._requests: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def warm(self) -> socket.socket:
        """Start the process, unless it runs. What jobs are asked for by."""
        with self._lock:
            if self._requests is None or self._owner != os.getpid() or self._has_ended():
                self._requests = self._started()
            return self._requests

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _started(self) -> socket.socket:
        if self._requests is not None:
            self._requests.close()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "lvsportal.engine.child"]
            self._process = subprocess.Popen(command, stdin=theirs, stdout=subprocess.DEVNULL)
        self._owner = os.getpid()
        return ours

    def forget(self) -> None:
        """A job was lost with the process: the next one asks a new one, however long that one takes to die."""
        with self._lock:
            self._owner = 0

    @contextmanager
    def job(self, given: bytes) -> Iterator[Job]:
        """A job with this input. It ends when the block is left."""
        control, theirs = socket.socketpair()
        reading, writing = os.pipe()
        source = os.memfd_create("job")
        job = Job(control, reading)
        try:
            try:
                _fill(source, given)
                self._ask(theirs.fileno(), source, writing)
            finally:
                theirs.close()
                os.close(source)
                os.close(writing)
            yield job
        finally:
            job.close()

    def _ask(self, *descriptors: int) -> None:
        try:
            socket.send_fds(self.warm(), [b"j"], descriptors)
        except OSError:  # it was lost a moment ago: once more, with a new one
            with self._lock:
                self._requests = None
            socket.send_fds(self.warm(), [b"j"], descriptors)


def _fill(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    os.lseek(descriptor, 0, os.SEEK_SET)


ENGINE = Engine()
