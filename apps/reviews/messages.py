"""Messages to the workers. They say "look" and nothing else: the rows are the queue."""

import os
import time

import structlog
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from apps.reviews import pulse
from lvsportal.celery import app

log = structlog.get_logger()

LOOK = "reviews.look"
# A broker that is away is not asked again by each submission: finding that out takes seconds.
_AWAY_SECONDS = 5.0
_LIFE_SECONDS = 60

_away_until = 0.0


def notify_workers() -> None:
    """Say "look". What can't be sent is counted and logged, and no reason to fail: the sweep finds the row."""
    global _away_until
    if time.monotonic() < _away_until:
        pulse.message_unsent()
        return
    try:
        app.send_task(LOOK, expires=_LIFE_SECONDS)
    except Exception as error:  # whatever the transport raises
        _away_until = time.monotonic() + _AWAY_SECONDS
        log.warning("broker_away", error=type(error).__name__)
        pulse.message_unsent()


def broker_answers() -> bool:
    """Whether the broker takes messages now."""
    if not settings.REDIS_URL:
        return os.access(settings.BROKER_FOLDER / "messages", os.W_OK)
    options = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 0)}
    try:
        with Redis.from_url(settings.REDIS_URL, **options) as redis:
            return bool(redis.ping())
    except RedisError:
        return False
