"""Whether what the portal stands on is there. Asked by ``/readyz`` and ``/metrics``, which answer in every case."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Count, Min
from django.utils import timezone

from apps.reviews.messages import broker_answers
from apps.reviews.models import Review, Status
from apps.reviews.pulse import alive


@dataclass(frozen=True)
class Health:
    """Seconds are None where it never was, or the database is away. ``reviews``: how many there are by status."""

    broker: bool
    database: bool = False
    workers: int = 0
    worker_seconds: float | None = None
    sweep_seconds: float | None = None
    unsent: int = 0
    reviews: dict[str, int] = field(default_factory=dict)
    oldest_seconds: float = 0

    @property
    def works(self) -> bool:
        """Whether a review that is asked for now is run soon."""
        swept = self.sweep_seconds is not None and self.sweep_seconds < settings.WORKER_SILENT_SECONDS
        return self.broker and self.workers > 0 and swept


def health() -> Health:
    """What is there now."""
    broker = broker_answers()
    try:
        return _by_database(broker)
    except (DatabaseError, InterfaceError):
        return Health(broker)


def _by_database(broker: bool) -> Health:
    heard = alive()
    counts = dict(Review.objects.order_by().values_list("status").annotate(Count("pk")))
    oldest = Review.objects.filter(status=Status.QUEUED).aggregate(at=Min("created_at"))["at"]
    return Health(
        broker=broker,
        database=True,
        workers=heard.workers,
        worker_seconds=_since(heard.worker),
        sweep_seconds=_since(heard.sweep),
        unsent=heard.unsent,
        reviews=counts,
        oldest_seconds=_since(oldest) or 0,
    )


def _since(at: datetime | None) -> float | None:
    return None if at is None else round((timezone.now() - at).total_seconds(), 1)
