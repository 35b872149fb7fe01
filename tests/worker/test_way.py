"""The way of a review to a worker: by a message, at once. That the sweep would find it too is no answer."""

import statistics

from apps.reviews.models import Pulse, Review, Status
from apps.reviews.pulse import alive
from tests.conftest import House
from tests.worker.test_worker import definition
from tests.worker_process import Worker, wait_until

COUNT = 12


def test_a_message_starts_each_review_at_once(worker_alone: Worker) -> None:
    """There is no clock here: a review that starts was started by its message."""
    house = House("message")
    house.ask(cluster="first")
    wait_until(lambda: not Review.objects.exclude(status=Status.DONE).exists())
    for number in range(COUNT):
        review = house.ask(definition(number), cluster=f"c{number}")
        wait_until(lambda pk=review.pk: Review.objects.get(pk=pk).status == Status.DONE, 20)
    waited = [
        (review.started_at - review.created_at).total_seconds()
        for review in Review.objects.exclude(revision__cluster__name="first")
    ]
    assert statistics.median(waited) < 0.3, waited
    assert not Pulse.objects.filter(pk="sweep").exists()


def test_worker_and_sweep_are_heard_of(worker: Worker) -> None:
    wait_until(lambda: alive().workers == 1 and alive().sweep is not None, 30)
