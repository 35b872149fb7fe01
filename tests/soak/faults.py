"""What is done to the portal while the load runs."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable

from tests.servers import Postgres, Redis
from tests.soak.portal import Portal

_AWAY_SECONDS = 3.0
# After a restart, connections are made anew; answers count as quick again from then.
_GRACE_SECONDS = 6.0


class Faults:
    """One after the other, in turn, every ``every`` seconds until told to stop; ``made`` counts them."""

    def __init__(self, portal: Portal, postgres: Postgres | None, redis: Redis | None, every: float) -> None:
        self._portal, self._postgres, self._redis, self._every = portal, postgres, redis, every
        self._stopped = threading.Event()
        self._database_back = 0.0
        self.made: Counter[str] = Counter()

    def database_up(self) -> bool:
        """Whether it is, and was for a moment."""
        return time.monotonic() > self._database_back

    def kinds(self) -> dict[str, Callable[[], None]]:
        found = {
            "workers killed": lambda: self._kill("celery -A lvsportal.celery worker", "lvsportal.engine.child"),
            "web killed": lambda: self._kill("lvsportal.serving"),
            "clock killed": lambda: self._kill("lvsportal.celery beat"),
        }
        if self._redis is not None:
            found["Redis killed"] = self._kill_redis
        if self._postgres is not None:
            found["PostgreSQL killed"] = self._kill_postgres
        return found

    def run(self) -> None:
        """In a thread."""
        while True:
            for name, make in self.kinds().items():
                if self._stopped.wait(self._every):
                    return
                make()
                self.made[name] += 1

    def stop(self) -> None:
        self._stopped.set()

    def _kill(self, *words: str) -> None:
        for word in words:
            self._portal.signal(word, signal.SIGKILL)

    def _kill_redis(self) -> None:
        assert self._redis is not None
        self._redis.kill()
        time.sleep(_AWAY_SECONDS)
        self._redis.start()

    def _kill_postgres(self) -> None:
        assert self._postgres is not None
        self._database_back = float("inf")
        self._postgres.kill()
        time.sleep(_AWAY_SECONDS)
        self._postgres.start()
        self._database_back = time.monotonic() + _GRACE_SECONDS
