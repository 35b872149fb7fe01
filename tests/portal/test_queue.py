"""The queue: a review has one report, whatever is lost or comes twice."""

from datetime import timedelta

from django.utils import timezone

from apps.reviews import queue
from apps.reviews.models import Review, Status, StoredReport
from apps.reviews.services import run_next
from lvsportal.engine.service import review as engine_review
from lvsportal.engine.source.bundle import from_files
from tests.conftest import TRAP, House

REPORT = engine_review(from_files([("lb1/keepalived.conf", TRAP.encode())]))


def test_a_review_is_claimed_once(house: House) -> None:
    house.ask()
    assert queue.claim() is not None
    assert queue.claim() is None


def test_the_oldest_comes_first(house: House) -> None:
    first, second = house.ask(cluster="a"), house.ask(cluster="b")
    assert (queue.position(first), queue.position(second)) == (1, 2)
    claimed = queue.claim()
    assert claimed is not None and claimed.pk == first.pk


def test_a_lost_worker_is_found_and_its_late_answer_does_not_count(house: House) -> None:
    house.ask()
    lost = queue.claim()
    assert lost is not None
    Review.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert queue.sweep() == 1
    assert run_next()
    assert queue.finish(lost, REPORT) is False
    assert not queue.renew(lost, "x")
    assert StoredReport.objects.count() == 1
    assert Review.objects.get().attempts == 2


def test_a_review_that_loses_every_worker_is_given_up_with_a_reason(house: House, settings) -> None:
    review = house.ask()
    for _ in range(settings.REVIEW_ATTEMPTS):
        assert queue.claim() is not None
        Review.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        queue.sweep()
    review.refresh_from_db()
    assert review.status == Status.FAILED
    assert review.failure["code"] == "lost" and review.failure["zh-hans"]


def test_the_same_files_make_no_new_revision(house: House) -> None:
    assert house.review().revision_id == house.review().revision_id
    assert house.review(TRAP.replace("8443", "443")).revision.number == 2
