"""Scenarios through guests, two at a time."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.lab.compare import Compared, compare
from tests.lab.fixing import fixed
from tests.lab.kernel import run_guest
from tests.lab.scenario import Data

GUESTS = 2


def play(scenarios: list[Data], keep: Path | None = None, seconds: int = 1500) -> Iterator[Compared]:
    """Each scenario played and compared. ``keep``: a folder in which the evidence stays."""
    with tempfile.TemporaryDirectory(prefix="lab-") as temporary:
        root = keep or Path(temporary)
        parts = [scenarios[number::GUESTS] for number in range(GUESTS)]
        with ThreadPoolExecutor(GUESTS) as pool:
            jobs = [
                pool.submit(_one_guest, part, root / f"guest{n}", seconds)
                for n, part in enumerate(parts)
                if part
            ]
            for job in jobs:
                for scenario, folder in job.result():
                    yield compare(scenario, folder)


def play_fixes(scenarios: list[Data], kept: Path, seconds: int = 1500) -> Iterator[Compared]:
    """Every fix that the reports on the evidence in ``kept`` offer, run in the guests and asked again."""
    again = [
        mended
        for number in range(GUESTS)
        for scenario in scenarios
        if (folder := kept / f"guest{number}" / scenario["name"]).exists()
        for mended in fixed(scenario, folder)
    ]
    yield from play(again, None, seconds)


def compare_again(scenarios: list[Data], kept: Path) -> Iterator[Compared]:
    """The same on evidence that an earlier run left in ``kept``, without a kernel."""
    for number in range(GUESTS):
        for scenario in scenarios:
            folder = kept / f"guest{number}" / scenario["name"]
            if folder.exists():
                yield compare(scenario, folder)


def _one_guest(scenarios: list[Data], work: Path, seconds: int) -> list[tuple[Data, Path]]:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / "scenarios.json").write_text(json.dumps(scenarios))
    run_guest(work, seconds)
    log = (work / "guest.log").read_text(errors="replace")
    done = [(scenario, work / scenario["name"]) for scenario in scenarios]
    lost = [scenario["name"] for scenario, folder in done if not folder.exists()]
    if lost:
        raise RuntimeError(f"the guest ended before {lost[:3]}: {log[-600:]}")
    return done
