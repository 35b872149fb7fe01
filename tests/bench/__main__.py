"""``make bench``: a table on standard output, the same as data in ``var/bench.json``."""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import portal
from tests.bench.definitions import evidence, keepalived, many_files

TOOL = Path(sys.executable).parent / "lvsportal"
PEER = shutil.which("keepalived", path=os.environ.get("PATH", "") + ":/usr/sbin")


def _time(command: list[str], runs: int) -> tuple[float, float]:
    """(median seconds, peak MiB) of whole runs of a command."""
    seconds, peak = [], 0.0
    for _ in range(runs):
        before = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        seconds.append(time.monotonic() - before)
        peak = max(peak, _peak(usage))
    return statistics.median(seconds), peak


def _peak(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / 1024


def main() -> int:
    rows = []
    python, _ = _time([sys.executable, "-c", "pass"], 7)
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        root = Path(temporary)
        cases: list[tuple[str, Callable[[Path], None], int]] = [
            ("10 virtual servers", lambda place: _one(place, 10), 9),
            ("1,000 virtual servers", lambda place: _one(place, 1000), 5),
            ("10,000 virtual servers", lambda place: _one(place, 10_000), 3),
            ("1,000 small files", lambda place: many_files(place, 1000), 3),
            ("202 nodes with evidence", lambda place: evidence(place, 200), 3),
        ]
        for number, (name, make, runs) in enumerate(cases):
            place = root / str(number)
            place.mkdir()
            make(place)
            ours, memory = _time([str(TOOL), "check", str(place), "--format", "json"], runs)
            conf = place / "keepalived.conf"
            peer = _time([PEER, "-t", "-f", str(conf)], runs)[0] if PEER and conf.exists() else None
            rows.append({"case": name, "seconds": ours, "peak_mib": memory, "keepalived_t": peer})
            ratio = f"{ours / peer:5.1f} ×" if peer else "     –"
            shown = f"{peer:7.3f} s" if peer else "        –"
            print(f"{name:26} {ours:7.3f} s {memory:6.0f} MiB   keepalived -t {shown} {ratio}", flush=True)
    print(f"{'python -c pass':26} {python:7.3f} s")
    rows += portal.rows()
    target = Path(os.environ.get("LVSPORTAL_VAR") or "var") / "bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"python": python, "rows": rows}, indent=2) + "\n")
    return 0


def _one(place: Path, services: int) -> None:
    (place / "keepalived.conf").write_text(keepalived(services))


sys.exit(main())
