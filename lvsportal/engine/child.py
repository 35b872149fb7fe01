"""The engine as a process of its own, bounded in time and memory: one hostile definition can't stop the others.

Standard input: one line of JSON (``files``: [[path, size] …], ``name``, ``memory`` bytes, ``seconds`` of processor
time), then the bytes of the files. Standard output: the report in both languages, or ``{"refused": …}``. Standard
error: a line for each step. Exit status 0, also where the input is refused.
"""

import ctypes
import gc
import json
import resource
import signal
import sys

from lvsportal.engine.report.build import both
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.decoding import decode
from lvsportal.engine.source.source import RefusedInput

_PR_SET_PDEATHSIG = 1


def _bound(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> int:
    """Review what stands on standard input."""
    # Die with the worker that started this, also where that is killed.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    gc.disable()
    head = json.loads(sys.stdin.buffer.readline())
    _bound(head["memory"], head["seconds"])
    sources = tuple(decode(path, sys.stdin.buffer.read(size)) for path, size in head["files"])
    try:
        report = review(Bundle(sources), head["name"], progress=_tell)
    except RefusedInput as error:
        report = {"refused": both(error.message), "path": error.path, "kind": error.kind}
    sys.stdout.buffer.write(
        json.dumps(report, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    )
    return 0


def _tell(step: str) -> None:
    sys.stderr.write(step + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
