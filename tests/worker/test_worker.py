"""A worker that is killed in the middle, and messages that are lost, cost time and nothing else."""

import time

from apps.reviews import messages
from apps.reviews.models import Review, Status, StoredReport
from tests.conftest import House
from tests.worker_process import Worker, wait_until

REVIEWS, KILLS = 30, 3


def definition(number: int) -> str:
    return "".join(
        f"virtual_server 10.{number}.{row}.1 80 {{\n lb_kind DR\n protocol TCP\n real_server 10.{number}.{row}.2 81 {{\n }}\n}}\n"
        for row in range(60)
    )


def test_reviews_survive_a_worker_that_is_killed(worker: Worker) -> None:
    house = House("killed")
    for number in range(REVIEWS):
        house.ask(definition(number), cluster=f"c{number}")
    for _ in range(KILLS):
        time.sleep(1.5)
        worker.kill()
        worker.start()
    wait_until(lambda: not Review.objects.exclude(status=Status.DONE).exists(), 90)
    assert StoredReport.objects.count() == REVIEWS
    for stored in StoredReport.objects.all()[:5]:
        assert stored.report["summary"]["by_severity"]["error"] == 60


def test_a_lost_message_is_found_by_the_sweep(worker: Worker, monkeypatch) -> None:
    monkeypatch.setattr(messages, "notify_workers", lambda: None)
    review = House("lost").ask()
    wait_until(lambda: Review.objects.get(pk=review.pk).status == Status.DONE)


def test_a_message_twice_makes_one_report(worker: Worker) -> None:
    review = House("twice").ask()
    for _ in range(5):
        messages.notify_workers()
    wait_until(lambda: Review.objects.get(pk=review.pk).status == Status.DONE)
    assert StoredReport.objects.count() == 1
    assert Review.objects.get().attempts == 1
