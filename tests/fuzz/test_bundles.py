"""A sample of the structured fuzzer (``make fuzz``), and every bundle that it found something with."""

import json
from pathlib import Path

import pytest

from tests.fuzz.bundles import FOUND, go_all_the_way, runs


@pytest.mark.parametrize("path", sorted(FOUND.glob("bundle-*.json")), ids=lambda path: path.stem)
def test_a_bundle_that_made_the_engine_raise_gets_its_report_now(path: Path) -> None:
    go_all_the_way([(name, text) for name, text in json.loads(path.read_text())])


@pytest.mark.parametrize("seed", range(4))
def test_mutated_bundles_get_a_report(seed: int) -> None:
    for _, files in runs(150, seed):
        go_all_the_way(files)
