"""The engine as processes of their own, bounded in time and memory: one hostile definition can't stop the others.

``python -m lvsportal.engine.child`` imports the engine once and then forks for each job, so that a job starts in
milliseconds and finds nothing of an earlier one. Standard input is a SOCK_SEQPACKET socket. Each message on it brings
three descriptors: the job's *control* socket, its *input*, its *output*. This process ends when the socket is closed,
and every job with it.

- input: one line of JSON (``files``: [[path, size] …], ``memory`` bytes, ``seconds`` of processor time; for a review
  its ``name``, and for one of a change the ``terms`` (``engine.judge``) and how many of the files, the last ones, are
  its ``base``'s; for a difference the ``titles`` of base and change, and ``base`` too; for an upload the ``limits`` and the ``key`` of its masks), then the bytes of the files.
- output: a line for each step, then one line of JSON: the report in both languages; or ``{"accepted": [[path, size,
  encoding] …], "digest"}`` and the bytes of these files, unpacked and without secrets; or ``{"refused": …}``; or ``{"broken":
  exception's class, "at": [place …]}``, which holds nothing of the input.
- control: when the job has ended, its exit status as a decimal number (negative: the signal; ``OUT_OF_MEMORY``: what
  it says). Whoever closes the other side ends the job.
"""

import ctypes
import gc
import json
import os
import resource
import selectors
import signal
import socket
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

from lvsportal.engine.compare.compare import Given, Options, compare
from lvsportal.engine.compare.difference import difference
from lvsportal.engine.compare.digest import digest_of
from lvsportal.engine.judge import judge
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.readers.kinds import kind_of
from lvsportal.engine.report.data import both
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import Bundle, from_files
from lvsportal.engine.source.decoding import decode, encode
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.masking import keyed, mask_all
from lvsportal.engine.source.source import RefusedInput, Source

OUT_OF_MEMORY = 3
# Characters of an upload that may be read twice: so many cost a few milliseconds.
_READ_TWICE = 1 << 18
_PR_SET_PDEATHSIG = 1  # prctl(2)
_FIRST_OTHER, _LAST_OTHER = 3, 1024
_DEEPEST = 40  # places of a traceback that are told: the innermost ones
_WARMING = b"virtual_server 192.0.2.1 80 {\n lb_kind DR\n real_server 192.0.2.2 80 {\n }\n}\n"


class Server:
    """Forks a process for each job, and tells how it ended."""

    def __init__(self, requests: socket.socket) -> None:
        self._requests = requests
        self._pid = os.getpid()
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(requests, selectors.EVENT_READ, self._start)

    def serve(self) -> None:
        """:raises SystemExit: whoever started this is gone."""
        while True:
            for key, _ in self._waiting.select():
                key.data()

    def _start(self) -> None:
        message, descriptors, _, _ = socket.recv_fds(self._requests, 1, 3)
        if not message:
            raise SystemExit(0)
        control, source, output = descriptors
        pid = os.fork()
        if pid == 0:
            _become(source, output, self._pid)
        os.close(source)
        os.close(output)
        self._follow(pid, socket.socket(fileno=control))

    def _follow(self, pid: int, control: socket.socket) -> None:
        """Kill the job when its control socket is closed; tell its status there when it has ended."""
        pidfd = os.pidfd_open(pid)

        def gone() -> None:
            self._waiting.unregister(control)
            os.kill(pid, signal.SIGKILL)  # it is our child and not waited for yet: the number is still its own

        def ended() -> None:
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            self._waiting.unregister(pidfd)
            os.close(pidfd)
            if control in self._waiting.get_map():
                self._waiting.unregister(control)
                _tell(control, status)
            control.close()

        self._waiting.register(control, selectors.EVENT_READ, gone)
        self._waiting.register(pidfd, selectors.EVENT_READ, ended)


def _tell(control: socket.socket, status: int) -> None:
    try:
        control.send(str(status).encode())
    except OSError:  # nobody listens any more
        return


def _become(source: int, output: int, server: int) -> None:
    """In the fork: be the job, and end. Nothing of the server's descriptors stays open."""
    status = 1
    try:
        os.dup2(source, 0)
        os.dup2(output, 1)
        os.closerange(_FIRST_OTHER, _LAST_OTHER)
        _die_with(server)
        with open(0, "rb", closefd=False) as given, open(1, "wb", buffering=0, closefd=False) as told:
            status = work(given, told)
    finally:
        os._exit(status)


def _die_with(server: int) -> None:
    """Die with the server, also where that is killed; and be the first whom the kernel takes when memory ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _bound(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def work(given: BinaryIO, told: Any) -> int:
    """One job, from its input to its output; the exit status."""
    head = json.loads(given.readline())
    _bound(head["memory"], head["seconds"])

    def progress(step: str) -> None:
        told.write(f"{step}\n".encode())

    try:
        _answer(told, head, given, progress)
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:
        _write(told, {"broken": type(error).__name__, "at": _places(error)})
    return 0


def _answer(told: Any, head: dict[str, Any], given: BinaryIO, progress: Callable[[str], None]) -> None:
    files = [(path, given.read(size)) for path, size in head["files"]]
    try:
        if "limits" in head:
            given_bundle = from_files(files, Limits(**head["limits"]))
            _refuse_unknown(given_bundle)
            _write_accepted(told, masked(given_bundle, bytes.fromhex(head["key"])), digest_of(given_bundle))
        elif "titles" in head:
            count = len(files) - head["base"]
            sides = (
                Given(_bundle(files[count:]), head["titles"][0]),
                Given(_bundle(files[:count]), head["titles"][1]),
            )
            _write(told, difference(compare(*sides, Options(head["name"]), progress)))
        elif "terms" in head:
            count = len(files) - head["base"]
            base = _bundle(files[count:]) if head["base"] else None
            _write(told, judge(_bundle(files[:count]), base, head["name"], head["terms"], progress))
        else:
            _write(told, review(_bundle(files), head["name"], progress=progress))
    except RefusedInput as error:
        _write(told, {"refused": both(error.message), "path": error.path, "kind": error.kind})


def _bundle(files: list[tuple[str, bytes]]) -> Bundle:
    return Bundle(tuple(decode(path, data) for path, data in files))


def _refuse_unknown(bundle: Bundle) -> None:
    """Refuse an upload of which nothing can be read before it is kept, as a check does. A large one of a known kind is
    read once, by its review.

    :raises RefusedInput: nothing in it is of a known kind.
    """
    size = sum(len(source.text) for source in bundle.sources)
    if size > _READ_TWICE and any(kind_of(source) for source in bundle.sources):
        return
    try:
        read_bundle(bundle)
    except RefusedInput:
        raise
    except Exception:  # ours to mend: its review tells where
        return


def masked(bundle: Bundle, key: bytes) -> list[Source]:
    """The sources of an upload, secrets replaced."""
    found = mask_all([source.text for source in bundle.sources], keyed(key))
    return [Source(one.path, new.text, one.encoding) for one, new in zip(bundle.sources, found, strict=True)]


def _write_accepted(told: Any, sources: list[Source], digest: str) -> None:
    contents = [encode(source) for source in sources]
    listed = [[one.path, len(data), one.encoding] for one, data in zip(sources, contents, strict=True)]
    _write(told, {"accepted": listed, "digest": digest})
    for data in (b"\n", *contents):
        _write_bytes(told, data)


def _write(told: Any, result: object) -> None:
    _write_bytes(told, json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def _write_bytes(told: Any, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[told.write(rest) :]


def _places(error: BaseException) -> list[str]:
    """Where it broke, innermost last: places in our code alone, since an exception's text may hold the input's."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    return [f"{frame.filename.rpartition('lvsportal/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def main() -> None:
    """Warm up, then serve on standard input."""
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # meant for whoever started this: it closes the socket when it ends
        signal.signal(number, signal.SIG_IGN)
    gc.disable()
    requests = socket.socket(fileno=os.dup(0))
    json.dumps(review(from_files([("keepalived.conf", _WARMING)])))
    masked(from_files([("keepalived.conf", _WARMING)]), b"warm")
    import tarfile
    import zipfile

    del tarfile, zipfile  # imported for the jobs that unpack
    gc.freeze()
    Server(requests).serve()


if __name__ == "__main__":
    main()
