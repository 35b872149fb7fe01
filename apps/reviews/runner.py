"""Runs the engine in a child process with limits, for the worker and for checks that are not stored."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any

from django.conf import settings

from lvsportal.engine.report.build import both
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.decoding import encode
from lvsportal.engine.source.language import Text

_POLL_SECONDS = 0.02
_BEAT_SECONDS = 1.0


class RunFailed(Exception):
    """No report came out; ``reason`` says why, in both languages, as ``{"en", "zh-hans", "code"}``."""

    def __init__(self, code: str, message: Text | dict[str, str]) -> None:
        super().__init__(code)
        self.reason = {**(both(message) if isinstance(message, Text) else message), "code": code}


class Abandoned(Exception):
    """The run was given up by whoever asked for it."""


def _nothing(step: str) -> None:
    """Nobody listens."""


def run(bundle: Bundle, name: str = "", beat: Callable[[str], None] = _nothing) -> dict[str, Any]:
    """The report on a bundle, in both languages. ``beat`` is called about once a second with the step that is
    being done; what it raises ends the run.

    :raises RunFailed: time or memory ran out, the input was refused, or the engine broke.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "lvsportal.engine.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    conversation = _Conversation(process, _payload(bundle, name))
    try:
        _wait(process, conversation, beat)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        conversation.finish()
    return _result(process.returncode, conversation)


def _payload(bundle: Bundle, name: str) -> bytes:
    files = [(source.path, encode(source)) for source in bundle.sources]
    head = {
        "files": [[path, len(data)] for path, data in files],
        "name": name,
        "memory": settings.REVIEW_MEMORY_BYTES,
        "seconds": settings.REVIEW_SECONDS,
    }
    return b"".join([json.dumps(head).encode(), b"\n", *(data for _, data in files)])


class _Conversation:
    """Writes the child's input and reads what it says, each in a thread of its own, so that no pipe can block."""

    def __init__(self, process: "subprocess.Popen[bytes]", payload: bytes) -> None:
        self.output = b""
        self.step = ""
        self.complaint: list[str] = []
        streams = (process.stdin, process.stdout, process.stderr)
        if any(stream is None for stream in streams):
            raise RuntimeError("the child was started without pipes")
        self._threads = [
            threading.Thread(target=self._write, args=(process.stdin, payload), daemon=True),
            threading.Thread(target=self._read, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._listen, args=(process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        for thread in self._threads:
            thread.join(10)

    def _write(self, stream: IO[bytes], payload: bytes) -> None:
        try:
            stream.write(payload)
            stream.close()
        except BrokenPipeError:
            return

    def _read(self, stream: IO[bytes]) -> None:
        self.output = stream.read()

    def _listen(self, stream: IO[bytes]) -> None:
        for line in stream:
            text = line.decode("utf-8", "replace").rstrip()
            if len(text) < 40 and text.replace("_", "").isalnum():
                self.step = text
            elif len(self.complaint) < 40:
                self.complaint.append(text[:300])


def _wait(process: "subprocess.Popen[bytes]", conversation: _Conversation, beat: Callable[[str], None]) -> None:
    end = time.monotonic() + settings.REVIEW_SECONDS
    next_beat = time.monotonic() + _BEAT_SECONDS
    while process.poll() is None:
        now = time.monotonic()
        if now > end:
            raise RunFailed("time", _TIME.fill(seconds=settings.REVIEW_SECONDS))
        if now > next_beat:
            beat(conversation.step)
            next_beat = now + _BEAT_SECONDS
        time.sleep(_POLL_SECONDS)


def _result(status: int, conversation: _Conversation) -> dict[str, Any]:
    complaint = "\n".join(conversation.complaint)
    if status == 0:
        report: dict[str, Any] = json.loads(conversation.output)
        if "refused" in report:
            raise RunFailed("refused", report["refused"])
        return report
    if "MemoryError" in complaint:
        raise RunFailed("memory", _MEMORY.fill(megabytes=settings.REVIEW_MEMORY_BYTES >> 20))
    if status in (-24, -9):  # SIGXCPU, and SIGKILL a second after it
        raise RunFailed("time", _TIME.fill(seconds=settings.REVIEW_SECONDS))
    raise RunFailed("broken", _BROKEN)


_TIME = Text(
    "The review took longer than {seconds} seconds and was stopped. The definition is kept; split it, or run the "
    "command line, which has no such limit.",
    "审查超过 {seconds} 秒，已停止。定义已保留；可以拆分后再提交，或使用没有此限制的命令行。",
)
_MEMORY = Text(
    "The review needed more than {megabytes} MiB of memory and was stopped. The definition is kept.",
    "审查所需内存超过 {megabytes} MiB，已停止。定义已保留。",
)
_BROKEN = Text(
    "The engine broke over this definition. That is our fault: the definition is kept, and the log says where.",
    "引擎在处理这份定义时出错。这是我们的问题：定义已保留，日志记录了出错位置。",
)
