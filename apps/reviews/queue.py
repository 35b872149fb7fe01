"""The queue: rows of reviews. A message to Celery only says "look"; what is lost with it, the sweep finds.

Claims are one conditional UPDATE, which every database makes atomic; the lease says how long a claim counts.
"""

import uuid
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from apps.reviews.models import Review, Status, StoredReport
from lvsportal.engine.report.data import both
from lvsportal.engine.source.language import Text


def claim() -> Review | None:
    """The oldest queued review, now this worker's for the length of a lease; None where the queue is empty."""
    while True:
        oldest = (
            Review.objects.filter(status=Status.QUEUED)
            .order_by("created_at", "id")
            .values_list("pk", flat=True)
            .first()
        )
        if oldest is None:
            return None
        mine = uuid.uuid4()
        with _committed_soon():
            taken = Review.objects.filter(pk=oldest, status=Status.QUEUED).update(
                status=Status.RUNNING, claim=mine, lease_until=_lease(), attempts=F("attempts") + 1,
                started_at=timezone.now(), progress="",
            )  # fmt: skip
        if taken:
            return Review.objects.select_related("revision__cluster__team", "base").get(pk=oldest)


@contextmanager
def _committed_soon() -> Iterator[None]:
    """A commit that does not wait for PostgreSQL's disk: a claim or a lease that a crash takes back is made anew."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO OFF")
        yield


def _lease() -> Any:
    return timezone.now() + timedelta(seconds=settings.REVIEW_LEASE_SECONDS)


def _still_mine(review: Review) -> Any:
    return Review.objects.filter(pk=review.pk, status=Status.RUNNING, claim=review.claim)


def renew(review: Review, progress: str) -> bool:
    """Hold the claim for another lease; False where it was lost."""
    with _committed_soon():
        return bool(_still_mine(review).update(lease_until=_lease(), progress=progress[:40]))


@transaction.atomic
def finish(review: Review, report: dict[str, Any]) -> bool:
    """Store the report, if the claim still counts: so a review has one report, however often it was run."""
    done = _still_mine(review).update(
        status=Status.DONE, finished_at=timezone.now(), summary=report["summary"], decision=report.get("decision"), lease_until=None, claim=None,
        progress="",
    )  # fmt: skip
    if done:
        StoredReport.objects.create(review=review, compressed=StoredReport.pack(report))
    return bool(done)


def fail(review: Review, reason: dict[str, str]) -> bool:
    """Say why there is no report, if the claim still counts."""
    return bool(
        _still_mine(review).update(
            status=Status.FAILED,
            finished_at=timezone.now(),
            failure=reason,
            lease_until=None,
            claim=None,
            progress="",
        )
    )


def give_back(review: Review, reason: dict[str, str]) -> bool:
    """Queue it again, if the claim still counts; after too many tries, say why there is no report."""
    if review.attempts >= settings.REVIEW_ATTEMPTS:
        return fail(review, reason)
    again = _still_mine(review).update(status=Status.QUEUED, lease_until=None, claim=None, progress="")
    return bool(again)


def sweep() -> int:
    """Put reviews whose lease has ended back into the queue, or give them up after too many tries. How many wait."""
    lost = Review.objects.filter(status=Status.RUNNING, lease_until__lt=timezone.now())
    lost.filter(attempts__gte=settings.REVIEW_ATTEMPTS).update(
        status=Status.FAILED, finished_at=timezone.now(), lease_until=None, claim=None,
        failure={**both(_LOST.fill(count=settings.REVIEW_ATTEMPTS)), "code": "lost"},
    )  # fmt: skip
    lost.update(status=Status.QUEUED, lease_until=None, claim=None, progress="")
    return Review.objects.filter(status=Status.QUEUED).count()


def position(review: Review) -> int:
    """How many queued reviews come before this one, plus one."""
    return Review.objects.filter(status=Status.QUEUED, created_at__lt=review.created_at).count() + 1


class Queue:
    """The queue as it is at this moment, asked once, for lists that tell many places in it."""

    @cached_property
    def _times(self) -> list[datetime]:
        queued = Review.objects.filter(status=Status.QUEUED).order_by("created_at")
        return list(queued.values_list("created_at", flat=True))

    def position(self, review: Review) -> int:
        """How many queued reviews come before this one, plus one."""
        return bisect_left(self._times, review.created_at) + 1


_LOST = Text(
    "The worker was lost {count} times while it ran this review; it is not tried again. The definition is kept.",
    "运行这次审查的 worker 丢失了 {count} 次，不再重试。定义已保留。",
)
