"""What is not there is told, and stops only what needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from apps.reviews import health, pulse
from apps.reviews.models import Pulse
from lvsportal.cache import ToleratingRedisCache
from tests.conftest import House

NOWHERE = "redis://127.0.0.1:1/0"  # nothing listens on port 1


def metric(client: Client, name: str) -> float:
    lines = client.get("/metrics").content.decode().splitlines()
    return float(next(line.rpartition(" ")[2] for line in lines if line.startswith(f"lvsportal_{name} ")))


@pytest.fixture
def broker_away(settings) -> None:
    settings.REDIS_URL = NOWHERE


@contextmanager
def database_away() -> Iterator[None]:
    def away(*args: object, **options: object) -> None:
        raise OperationalError("server closed the connection")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
        yield


def test_ready_says_what_is_there(client: Client, db: None) -> None:
    pulse.worker_heard("celery@a")
    pulse.sweep_made()
    told = client.get("/readyz").json()
    assert told["database"] == "ok" and told["workers"] == 1
    assert told["worker_seconds"] < 5 and told["sweep_seconds"] < 5


def test_a_worker_that_is_silent_is_degraded(client: Client, db: None) -> None:
    pulse.worker_heard("celery@a")
    pulse.sweep_made()
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"], answer.json()["workers"]) == (200, "degraded", 0)
    assert metric(client, "workers") == 0 and metric(client, "sweep_seconds") >= 60


def test_a_broker_that_is_away_is_told_and_calls_go_on(client: Client, house: House, broker_away: None) -> None:
    assert client.get("/readyz").json()["broker"] == "away"
    assert metric(client, "broker_up") == 0
    assert client.get("/api/v1/reviews/", headers=house.headers()).status_code == 200


def test_a_database_that_is_away_is_503_everywhere(client: Client, house: House) -> None:
    client.raise_request_exception = False
    client.force_login(house.owner)
    with database_away():
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["database"]) == (503, "away")
        assert metric(client, "database_up") == 0
        assert client.get("/healthz").status_code == 200
        for path in ("/", "/clusters/", "/api/v1/reviews/"):
            answer = client.get(path, headers=house.headers() if "api" in path else {})
            assert (path, answer.status_code) == (path, 503)
            assert answer["Retry-After"] and b"Traceback" not in answer.content
        assert answer["Content-Type"] == "application/problem+json"
    assert client.get("/clusters/").status_code == 200


def test_the_cache_counts_on_while_redis_is_away() -> None:
    cache = ToleratingRedisCache(NOWHERE, {})
    cache.set("a", 1)
    assert cache.incr("a") == 2 and cache.get("a") == 2
    assert not cache.add("a", 5) and cache.get_or_set("b", 7) == 7
    cache.delete("a")
    assert cache.get("a") is None


@pytest.mark.parametrize(
    ("address", "token", "code"),
    [
        ("127.0.0.1", "", 200),
        ("203.0.113.9", "", 404),
        ("203.0.113.9", "right", 200),
        ("203.0.113.9", "wrong", 404),
        ("not an address", "", 404),
    ],
)
def test_metrics_are_for_whom_the_operator_names(
    client: Client, db: None, settings, address: str, token: str, code: int
) -> None:
    settings.METRICS_TOKEN = "right"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == code


def test_health_asks_a_few_times_only(db: None, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(8):
        health.health()
