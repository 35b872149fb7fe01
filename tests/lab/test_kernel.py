"""A part of the lab on every run: the walk and the rules beside a real kernel. ``make lab`` plays all of it."""

from collections.abc import Iterator

import pytest

from tests.lab.compare import Compared
from tests.lab.examples import examples
from tests.lab.matrix import all_scenarios
from tests.lab.play import play
from tests.lab.sampling import sampled
from tests.lab.scenario import Data

pytestmark = [pytest.mark.needs_kernel, pytest.mark.xdist_group("kernel")]
# Every sixth scenario of the matrix, every sixth of the rules' examples, a few by chance: under three minutes. All of them replay
# from what was recorded on the kernel (test_recorded.py).
PART: list[Data] = [*all_scenarios()[::6], *examples()[::6], *sampled(7, 6)]


@pytest.fixture(scope="module")
def played() -> Iterator[dict[str, Compared]]:
    """All scenarios of the part, played once."""
    yield {found.name: found for found in play(PART, seconds=600)}


@pytest.mark.parametrize("name", [scenario["name"] for scenario in PART])
def test_the_walk_says_what_the_kernel_does(name: str, played: dict[str, Compared]) -> None:
    found = played[name]
    assert not found.missed, "seen by the client, and not foreseen"
    assert not found.unseen, "foreseen for certain, and not seen"
    assert not found.rules
    assert not found.holes, "verdicts that turn where evidence is taken away"
