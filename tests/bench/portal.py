"""The portal's own figures, on the embedded default and, with DATABASE_URL and REDIS_URL, on those: how long from a
submission to its start and to its end, beside what broker and engine take of it; ``POST check/``; pages and lists.

``python -m tests.bench.portal`` prints the rows; ``make bench`` adds them to its own.
"""

import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.bench.definitions import keepalived
from tests.soak.portal import Portal

COUNT = 30
Row = dict[str, Any]


class Client:
    """One connection that is kept."""

    def __init__(self, portal: Portal) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=60)
        self._headers = {"Authorization": f"Bearer {portal.token}", "Content-Type": "application/json"}

    def __call__(self, method: str, path: str, body: Any = None, **more: str) -> tuple[float, int, bytes, Any]:
        """(seconds, status, body, headers)."""
        before = time.perf_counter()
        data = None if body is None else json.dumps(body)
        self._connection.request(method, path, data, {**self._headers, **more})
        answer = self._connection.getresponse()
        content = answer.read()
        return time.perf_counter() - before, answer.status, content, answer.headers


def _definition(number: int) -> str:
    return keepalived(5).replace("10.", f"{11 + number}.", 1)


def _at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def submissions(client: Client) -> dict[str, float]:
    """Medians in seconds, of one review after the other."""
    started, finished, answered = [], [], []
    for number in range(COUNT):
        files = [{"path": "lb1/keepalived.conf", "content": _definition(number)}]
        body = {"cluster": "bench", "create_cluster": True, "files": files}
        seconds, _, content, _ = client("POST", "/api/v1/reviews/", body, Prefer="wait=30")
        review = json.loads(content)
        started.append(_at(review["started_at"]) - _at(review["created_at"]))
        finished.append(_at(review["finished_at"]) - _at(review["created_at"]))
        answered.append(seconds)
    return {
        "started": statistics.median(started),
        "finished": statistics.median(finished),
        "answered": statistics.median(answered),
    }


def checks(client: Client) -> dict[str, float]:
    """``POST check/`` beside the engine's own time for the same, which is told by a call that does nothing else."""
    body = {"files": [{"path": "lb1/keepalived.conf", "content": _definition(0)}]}
    check = statistics.median(client("POST", "/api/v1/check/", body)[0] for _ in range(COUNT))
    network = statistics.median(client("GET", "/healthz")[0] for _ in range(COUNT))
    return {"check": check, "network": network}


def engine_seconds() -> float:
    """One small definition in the warm engine, as the worker runs it; it needs Django's settings only."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lvsportal.settings.test")
    import django

    django.setup()
    from apps.reviews.runner import run
    from lvsportal.engine.source.bundle import from_files

    times = []
    for number in range(COUNT):
        bundle = from_files([("lb1/keepalived.conf", _definition(number).encode())])
        before = time.perf_counter()
        run(bundle)
        times.append(time.perf_counter() - before)
    return statistics.median(times)


def rows() -> list[Row]:
    """The figures, on what the environment names and on the embedded default."""
    engine = engine_seconds()
    found = [_on("SQLite and files", engine)]
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        names = ("DATABASE_URL", "REDIS_URL")
        found.append(_on("PostgreSQL and Redis", engine, **{name: os.environ[name] for name in names}))
    return found


def _on(what: str, engine: float, **environment: str) -> Row:
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        portal = Portal(Path(temporary) / "var", **environment)
        try:
            client = Client(portal)
            submissions(client)  # warm
            found = {**submissions(client), **checks(client), "engine": engine}
        finally:
            portal.stop()
    ratio = found["finished"] / (found["started"] + engine)
    row = {"case": f"portal on {what}", **found, "finished_ratio": ratio}
    ms = {name: f"{value * 1000:.0f} ms" for name, value in found.items()}
    print(
        f"{row['case']}: submit → started {ms['started']}, → finished {ms['finished']} = {ratio:.2f} × (started + engine"
        f" {ms['engine']}), waiting call answered {ms['answered']}; POST check/ {ms['check']}, network {ms['network']}",
        flush=True,
    )
    return row


if __name__ == "__main__":
    sys.exit(0 if rows() else 1)
