"""Runs the engine in a process with limits, for the worker and for checks that are not stored."""

import json
import time
from collections.abc import Callable, Iterator
from signal import SIGKILL, SIGXCPU
from typing import Any

import structlog
from django.conf import settings

from apps.reviews.engine import ENGINE, Job
from lvsportal.engine.child import OUT_OF_MEMORY
from lvsportal.engine.judge import Terms
from lvsportal.engine.report.data import both
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.decoding import encode
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.source import RefusedInput, Source

log = structlog.get_logger()

_BEAT_SECONDS = 1.0


class RunFailed(Exception):
    """No report came out; ``reason`` says why, in both languages, as ``{"en", "zh-hans", "code"}``."""

    def __init__(self, code: str, message: Text | dict[str, str]) -> None:
        super().__init__(code)
        self.reason = {**(both(message) if isinstance(message, Text) else message), "code": code}


class Killed(RunFailed):
    """The run was killed from outside, by the kernel's OOM killer or a person: it may be tried again."""


class Abandoned(Exception):
    """The run was given up by whoever asked for it."""


def _nothing(step: str) -> None:
    """Nobody listens."""


def run(bundle: Bundle, name: str = "", beat: Callable[[str], None] = _nothing) -> dict[str, Any]:
    """The report on a bundle, in both languages. ``beat`` is called about once a second with the step that is
    being done; what it raises ends the run.

    :raises RunFailed: time or memory ran out, the input was refused, or the engine broke.
    :raises Killed: see there.
    """
    with ENGINE.job(_payload(bundle, name)) as job:
        told = _Told()
        status = _until_over(job, told, beat)
    return _result(status, told)


def run_change(
    bundle: Bundle, base: Bundle | None, name: str, terms: Terms, beat: Callable[[str], None] = _nothing
) -> dict[str, Any]:
    """As ``run``, judged against a base, with the decision of a policy."""
    files, former = _files(bundle), _files(base) if base is not None else []
    what = {"name": name, "terms": terms, "base": len(former)}
    with ENGINE.job(_job([*files, *former], what)) as job:
        told = _Told()
        status = _until_over(job, told, beat)
    return _result(status, told)


def run_difference(base: Bundle, bundle: Bundle, name: str, titles: tuple[str, str]) -> dict[str, Any]:
    """What changes from the base (``lvsportal.diff/1``, in both languages). ``titles``: how people know the two.

    :raises RunFailed: as ``run``.
    """
    files, former = _files(bundle), _files(base)
    what = {"name": name, "titles": titles, "base": len(former)}
    with ENGINE.job(_job([*files, *former], what)) as job:
        told = _Told()
        status = _until_over(job, told, _nothing)
    return _result(status, told)


def accept(files: list[tuple[str, bytes]], limits: Limits, key: bytes) -> Bundle:
    """The bundle of an upload, unpacked and without secrets: done where one that is hostile stops nobody else.

    :raises RefusedInput: it can't be used, or needs more time or memory than a review may.
    """
    head = {"limits": limits._asdict(), "key": key.hex()}
    try:
        with ENGINE.job(_job(files, head)) as job:
            told = _Told()
            status = _until_over(job, told, _nothing)
        if status != 0:
            _result(status, told)
    except RunFailed as failed:
        raise RefusedInput(_COSTLY, "", "too_costly") from failed
    line, _, content = b"".join(told.result).partition(b"\n")
    answer = json.loads(line)
    if "refused" in answer:
        said = answer["refused"]
        raise RefusedInput(Text(said["en"], said["zh-hans"]), answer["path"], answer["kind"])
    if "accepted" not in answer:
        log.error("engine_broke", error=answer["broken"], at=answer["at"])
        raise RefusedInput(_COSTLY, "", "broken")
    sources = tuple(_sources(answer["accepted"], content))
    return Bundle(sources, limits=limits, given_digest=answer["digest"])


def _sources(listed: list[tuple[str, int, str]], content: bytes) -> Iterator[Source]:
    at = 0
    for path, size, encoding in listed:
        yield Source(path, content[at : at + size].decode(encoding, "surrogateescape"), encoding)
        at += size


def _payload(bundle: Bundle, name: str) -> bytes:
    return _job(_files(bundle), {"name": name})


def _files(bundle: Bundle) -> list[tuple[str, bytes]]:
    return [(source.path, encode(source)) for source in bundle.sources]


def _job(files: list[tuple[str, bytes]], what: dict[str, Any]) -> bytes:
    head = {
        **what,
        "files": [[path, len(data)] for path, data in files],
        "memory": settings.REVIEW_MEMORY_BYTES,
        "seconds": settings.REVIEW_SECONDS,
    }
    return b"".join([json.dumps(head).encode(), b"\n", *(data for _, data in files)])


class _Told:
    """What a job has told so far: lines of steps, and the result, which starts with a brace."""

    def __init__(self) -> None:
        self.step = ""
        self.result: list[bytes] = []
        self._line = b""

    def add(self, text: bytes) -> None:
        if self.result:
            self.result.append(text)
            return
        self._line += text
        while not self._line.startswith(b"{") and b"\n" in self._line:
            step, _, self._line = self._line.partition(b"\n")
            self.step = step.decode("ascii", "replace")
        if self._line.startswith(b"{"):
            self.result.append(self._line)


def _until_over(job: Job, told: _Told, beat: Callable[[str], None]) -> int | None:
    """The job's exit status; None where it was lost with the process that forks. :raises RunFailed: time is over."""
    end = time.monotonic() + settings.REVIEW_SECONDS
    next_beat = time.monotonic() + _BEAT_SECONDS
    while True:
        now = time.monotonic()
        if now > end:
            raise RunFailed("time", _TIME.fill(seconds=settings.REVIEW_SECONDS))
        if now > next_beat:
            beat(told.step)
            next_beat = now + _BEAT_SECONDS
        for event in job.events(min(end, next_beat) - now + 0.001):
            told.add(event.text)
            if event.over:
                return event.status


def _result(status: int | None, told: _Told) -> dict[str, Any]:
    if status == 0:
        return _reported(json.loads(b"".join(told.result)))
    if status == OUT_OF_MEMORY:
        raise RunFailed("memory", _MEMORY.fill(megabytes=settings.REVIEW_MEMORY_BYTES >> 20))
    if status == -SIGXCPU:
        raise RunFailed("time", _TIME.fill(seconds=settings.REVIEW_SECONDS))
    log.error("engine_ended", status=status, step=told.step)
    if status is None:
        ENGINE.forget()
    if status is None or status == -SIGKILL:
        raise Killed("killed", _KILLED)
    raise RunFailed("broken", _BROKEN)


def _reported(result: dict[str, Any]) -> dict[str, Any]:
    if "refused" in result:
        raise RunFailed("refused", result["refused"])
    if "broken" in result:
        log.error("engine_broke", error=result["broken"], at=result["at"])
        raise RunFailed("broken", _BROKEN)
    return result


_TIME = Text(
    "The review took longer than {seconds} seconds and was stopped. The definition is kept; split it, or ask the "
    "operator for a longer limit.",
    "审查超过 {seconds} 秒，已停止。定义已保留；可以拆分后再提交，或请运维人员放宽时限。",
)
_MEMORY = Text(
    "The review needed more than {megabytes} MiB of memory and was stopped. The definition is kept.",
    "审查所需内存超过 {megabytes} MiB，已停止。定义已保留。",
)
_COSTLY = Text(
    "The definition can't be unpacked within the limits of time and memory. Nothing was kept.",
    "无法在时间和内存限制内解开这份定义，未保存任何内容。",
)
_BROKEN = Text(
    "The engine broke over this definition. That is our fault: the definition is kept, and the log says where.",
    "引擎在处理这份定义时出错。这是我们的问题：定义已保留，日志记录了出错位置。",
)
_KILLED = Text(
    "The system killed the review from outside, most likely because the machine ran out of memory. The definition is "
    "kept; try again later.",
    "审查进程被系统强行终止，很可能是这台机器内存不足。定义已保留，请稍后重试。",
)
