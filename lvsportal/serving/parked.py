"""Calls that wait for a review, without a thread."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger(__name__)

# Of these reviews (ids), those that are over. Called in a thread of its own.
Overs = Callable[[list[str]], set[str]]


class Parked:
    """Calls that wait for a review. One question to the database a moment, however many wait."""

    seconds = 0.02

    def __init__(self, overs: Overs, most: int) -> None:
        self._overs, self._most = overs, most
        self._thread = ThreadPoolExecutor(1, "waiting")
        self._waiting: dict[asyncio.Future[bool], str] = {}
        self._asking: asyncio.Task[None] | None = None

    async def wait(self, review: str) -> bool:
        """True when the review is over; False at once where too many wait already."""
        if len(self._waiting) >= self._most:
            return False
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[future] = review
        if self._asking is None or self._asking.done():
            self._asking = asyncio.ensure_future(self._ask())
        try:
            return await future
        finally:
            self._waiting.pop(future, None)

    async def _ask(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            reviews = list(set(self._waiting.values()))
            try:
                over = await loop.run_in_executor(self._thread, self._overs, reviews)
            except Exception as error:  # the database is away: they wait on, as long as they wanted to
                log.warning("the reviews that are waited for can't be read: %s", type(error).__name__)
                over = set()
            for future, review in self._waiting.items():
                if review in over and not future.done():
                    future.set_result(True)
            await asyncio.sleep(self.seconds)
