"""``make soak``: SOAK_COUNT reviews (1,000) by SOAK_CLIENTS clients (50) through faults; a table, and exit status 1
where something was lost, came twice, or was slow."""

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.servers import Postgres, Redis, missing
from tests.soak.faults import Faults
from tests.soak.load import Load, Seen
from tests.soak.portal import Portal

_KINDS_FIRST = 3  # kinds of faults that half of the load waits for


def soak(
    folder: Path, count: int, clients: int, every: float, servers: bool, patience: float
) -> tuple[Seen, Faults]:
    """The load through the faults; on PostgreSQL and Redis of its own, or on the embedded default."""
    postgres, redis = (
        (Postgres(_new(folder / "pg")), Redis(_new(folder / "redis"))) if servers else (None, None)
    )
    environment = {}
    if postgres is not None and redis is not None:
        postgres.start()
        redis.start()
        environment = {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
    portal = Portal(_new(folder / "var"), **environment)
    faults = Faults(portal, postgres, redis, every)
    load = Load(
        portal.base,
        portal.token,
        count,
        clients,
        faults.database_up,
        lambda number: number >= count // 2 and len(faults.made) < _KINDS_FIRST,
    )
    breaking = threading.Thread(target=faults.run)
    breaking.start()
    try:
        return load.run(patience), faults
    finally:
        faults.stop()
        breaking.join()
        portal.stop()
        for server in (postgres, redis):
            if server is not None:
                server.kill()


def _new(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def problems(seen: Seen, count: int) -> list[str]:
    """What must not be."""
    found = []
    ended = [how for how in seen.done.values() if how == "done"]
    if len(seen.places) != count or len(ended) != count:
        found.append(f"{len(seen.places)} of {count} submitted, {len(ended)} done")
    twice = [places for places in seen.places.values() if len(places) > 1]
    if twice or len(seen.done) > count:
        found.append(f"{len(twice)} came twice")
    if seen.slow:
        found.append(f"{len(seen.slow)} answers over {Load.limit_seconds:.0f} s: {seen.slow[:3]}")
    if broken := {code: times for code, times in seen.statuses.items() if code >= 500 and code != 503}:
        found.append(f"answers {broken}")
    return found


def main() -> int:
    count, clients = int(os.environ.get("SOAK_COUNT") or 1000), int(os.environ.get("SOAK_CLIENTS") or 50)
    servers = os.environ.get("SOAK_EMBEDDED") is None
    if servers and missing():
        print(f"not installed: {', '.join(missing())}; SOAK_EMBEDDED=1 goes without", file=sys.stderr)
        return 2
    before = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as temporary:
        seen, faults = soak(
            Path(temporary), count, clients, float(os.environ.get("SOAK_EVERY") or 5), servers, 1200
        )
    wrong = problems(seen, count)
    rows = {
        "reviews, clients": f"{count}, {clients}",
        "on": "PostgreSQL and Redis" if servers else "SQLite and files",
        "seconds": f"{time.monotonic() - before:.0f}",
        **{name: str(times) for name, times in faults.made.items()},
        "done": str(sum(how == "done" for how in seen.done.values())),
        "slowest answer while the database is up": f"{seen.slowest:.1f} s",
        "answers": ", ".join(f"{times} × {code or 'none'}" for code, times in sorted(seen.statuses.items())),
        "wrong": "; ".join(wrong) or "nothing",
    }
    for name, value in rows.items():
        print(f"| {name} | {value} |")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
