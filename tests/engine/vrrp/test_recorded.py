"""What real keepalived 2.2.7 daemons did (``make lab`` wrote it down) is what the simulation says."""

from pathlib import Path

import pytest

from tests.lab.vrrp.play import Recording, compare, load

RECORDED = load(Path(__file__).parents[2] / "lab" / "vrrp" / "recorded.jsonl")


@pytest.mark.parametrize("recording", RECORDED, ids=lambda recording: recording["name"])
def test_the_simulation_is_as_the_daemons_were(recording: Recording) -> None:
    assert list(compare(recording)) == []


def test_there_is_something_to_compare() -> None:
    assert len(RECORDED) > 150
    assert sum(len(recording["seen"]) for recording in RECORDED) > 500
