"""The cache where Redis is the broker: what stands in it is convenient, never needed.

Throttles and sign-in limits count in Redis, for all web processes together. While Redis is away each process counts for
itself, and asks again after some seconds; nobody gets an error for it.
"""

import time
from collections.abc import Callable
from functools import partialmethod
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = structlog.get_logger()

AWAY_SECONDS = 5.0
_ANSWER_SECONDS = 1.0


class ToleratingRedisCache(RedisCache):
    """Redis, or this process's memory while that is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        timeouts = {"socket_connect_timeout": _ANSWER_SECONDS, "socket_timeout": _ANSWER_SECONDS}
        super().__init__(server, {**params, "OPTIONS": {**timeouts, "retry": Retry(NoBackoff(), 0)}})
        self._local = LocMemCache("while-redis-is-away", {})
        self._away_until = 0.0

    def _tolerating(self, name: str, *args: Any, **options: Any) -> Any:
        if time.monotonic() >= self._away_until:
            ask: Callable[..., Any] = getattr(super(), name)
            try:
                return ask(*args, **options)
            except RedisError as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                log.warning("cache_away", error=type(error).__name__)
        return getattr(self._local, name)(*args, **options)

    add = partialmethod(_tolerating, "add")
    get = partialmethod(_tolerating, "get")
    set = partialmethod(_tolerating, "set")
    touch = partialmethod(_tolerating, "touch")
    delete = partialmethod(_tolerating, "delete")
    get_many = partialmethod(_tolerating, "get_many")
    set_many = partialmethod(_tolerating, "set_many")
    delete_many = partialmethod(_tolerating, "delete_many")
    has_key = partialmethod(_tolerating, "has_key")
    incr = partialmethod(_tolerating, "incr")
    clear = partialmethod(_tolerating, "clear")
