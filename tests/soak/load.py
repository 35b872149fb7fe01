"""Clients that submit until everything is in, and wait until everything is done; what they saw."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_PAUSE_SECONDS = 0.3


@dataclass
class Seen:
    """``slow``: answers that took too long while the database was up, as (path, seconds). ``statuses``: how often each
    was answered, 0 for none. ``done``: place of each review that ended, with how."""

    slow: list[tuple[str, float]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    done: dict[str, str] = field(default_factory=dict)
    places: dict[int, set[str]] = field(default_factory=dict)
    slowest: float = 0


def definition(number: int) -> str:
    """A small definition; each number another one."""
    return "".join(
        f"virtual_server 10.{number >> 8}.{number & 255}.{row} 80 {{\n lb_kind DR\n real_server 10.200.{row}.2 81 {{\n }}\n}}\n"
        for row in range(1, 9)
    )


class Load:
    """``clients`` threads send ``count`` definitions. ``database_up`` says whether answers must be quick now; ``held``
    whether a definition, by its number, waits: a quick machine would be through before anything was broken."""

    limit_seconds = 5.0

    def __init__(
        self,
        base: str,
        token: str,
        count: int,
        clients: int,
        database_up: Callable[[], bool],
        held: Callable[[int], bool],
    ) -> None:
        self._address = urlsplit(base).netloc
        self._token, self._count, self._clients = token, count, clients
        self._database_up, self._held = database_up, held
        self._next = iter(range(count))
        self._lock = threading.Lock()
        self.seen = Seen()

    def run(self, patience: float) -> Seen:
        """:raises AssertionError: not all was over in time."""
        self._end = time.monotonic() + patience
        threads = [threading.Thread(target=self._client, daemon=True) for _ in range(self._clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, self._end - time.monotonic()) + 30)
        return self.seen

    @property
    def submitted(self) -> int:
        return len(self.seen.places)

    def _client(self) -> None:
        while True:
            with self._lock:
                number = next(self._next, None)
            if number is None:
                return
            while self._held(number) and time.monotonic() < self._end:
                time.sleep(_PAUSE_SECONDS)
            place = self._submit(number)
            if place:
                self._follow(place)
                self._ask("GET", "/kb/LVS001/")

    def _submit(self, number: int) -> str:
        files = [{"path": "lb1/keepalived.conf", "content": definition(number)}]
        body = {"cluster": f"soak-{number % 200}", "create_cluster": True, "files": files}
        while time.monotonic() < self._end:
            status, headers, _ = self._ask(
                "POST", "/api/v1/reviews/", body, {"Idempotency-Key": f"soak-{number}"}
            )
            if status in (201, 202):
                with self._lock:
                    self.seen.places.setdefault(number, set()).add(urlsplit(headers["Location"]).path)
                return urlsplit(headers["Location"]).path
            time.sleep(_PAUSE_SECONDS)
        return ""

    def _follow(self, place: str) -> None:
        while time.monotonic() < self._end:
            status, _, body = self._ask("GET", place, None, {"Prefer": "wait=10"})
            if status == 200 and body["status"] in ("done", "failed"):
                with self._lock:
                    self.seen.done[place] = body["status"]
                return
            time.sleep(_PAUSE_SECONDS)

    def _ask(
        self, method: str, path: str, body: Any = None, more: dict[str, str] | None = None
    ) -> tuple[int, Any, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **(more or {})}
        up_before, before = self._database_up(), time.monotonic()
        try:
            connection = http.client.HTTPConnection(self._address, timeout=60)
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            content, status, found = answer.read(), answer.status, answer.headers
            connection.close()
        except (OSError, http.client.HTTPException):
            content, status, found = b"", 0, None
        seconds = time.monotonic() - before
        self._note(method, path, status, seconds, up_before and self._database_up() and "Prefer" not in headers)
        is_json = found is not None and "json" in found.get("Content-Type", "")
        return status, found, json.loads(content) if is_json and content else {}

    def _note(self, method: str, path: str, status: int, seconds: float, counts: bool) -> None:
        with self._lock:
            self.seen.statuses[status] += 1
            if counts and status:
                self.seen.slowest = max(self.seen.slowest, seconds)
                if seconds > self.limit_seconds:
                    self.seen.slow.append((f"{method} {path} {status}", round(seconds, 1)))
