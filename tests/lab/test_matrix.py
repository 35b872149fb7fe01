"""The lab's own scenarios, without a kernel: enough of them, and drawn alike from the same seed."""

from tests.lab.matrix import all_scenarios
from tests.lab.sampling import sampled


def test_the_matrix_turns_at_least_a_hundred_and_fifty_facts() -> None:
    assert len(all_scenarios()) >= 150


def test_the_same_seed_draws_the_same_scenarios() -> None:
    assert sampled(3, 5) == sampled(3, 5)
    assert sampled(3, 5) != sampled(4, 5)
