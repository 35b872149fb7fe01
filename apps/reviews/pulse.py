"""Whether the queue lives: when each worker and the sweep were last heard of, and what could not be sent.

Rows, since every process of the portal writes and reads them, also while the broker is away.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import F, Max, Sum
from django.utils import timezone

from apps.reviews.models import Pulse

log = structlog.get_logger()

_WORKER = "worker "
_SWEEP = "sweep"
_UNSENT = "message unsent"
_FORGOTTEN_AFTER = timedelta(days=1)


class Alive(NamedTuple):
    """``worker``/``sweep``: when one was last heard of, None for never. ``workers``: how many were heard of within the
    last ``WORKER_SILENT_SECONDS``. ``unsent``: messages that could not be sent, in all."""

    worker: datetime | None
    sweep: datetime | None
    workers: int
    unsent: int


def _beat(name: str) -> None:
    now = timezone.now()
    if not Pulse.objects.filter(pk=name).update(at=now, count=F("count") + 1):
        Pulse.objects.get_or_create(pk=name, defaults={"at": now})


def worker_heard(hostname: str) -> None:
    """A worker is there. A database that is away is told in the log and is no reason to end."""
    try:
        _beat(f"{_WORKER}{hostname}"[:200])
        Pulse.objects.filter(name__startswith=_WORKER, at__lt=timezone.now() - _FORGOTTEN_AFTER).delete()
    except DatabaseError as error:
        log.warning("database_away", error=type(error).__name__)


def sweep_made() -> None:
    """The queue was swept."""
    _beat(_SWEEP)


def message_unsent() -> None:
    """A message could not be sent: counted where an operator looks, since the sweep will hide it."""
    try:
        _beat(_UNSENT)
    except DatabaseError as error:
        log.warning("database_away", error=type(error).__name__)


def alive() -> Alive:
    """What was heard, by the database."""
    workers = Pulse.objects.filter(name__startswith=_WORKER)
    lately = timezone.now() - timedelta(seconds=settings.WORKER_SILENT_SECONDS)
    return Alive(
        worker=workers.aggregate(at=Max("at"))["at"],
        sweep=Pulse.objects.filter(pk=_SWEEP).values_list("at", flat=True).first(),
        workers=workers.filter(at__gte=lately).count(),
        unsent=Pulse.objects.filter(pk=_UNSENT).aggregate(count=Sum("count"))["count"] or 0,
    )
