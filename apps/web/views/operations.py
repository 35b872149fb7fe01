"""For whoever runs the portal: is it alive, is it ready, what are the figures; and files that programs fetch."""

import hmac
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from apps.reviews.health import Health, health
from apps.reviews.models import Status

_FILES = Path(settings.ROOT) / "deploy" / "public"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be answered (503 where not), and beside that whether reviews are run: ``broker``,
    ``workers`` that were heard of lately, ``worker_seconds`` and ``sweep_seconds`` since the last was."""
    found = health()
    status = "away" if not found.database else "ready" if found.works else "degraded"
    body = {
        "status": status,
        "database": _word(found.database),
        "broker": _word(found.broker),
        "workers": found.workers,
        "worker_seconds": found.worker_seconds,
        "sweep_seconds": found.sweep_seconds,
    }
    answer = JsonResponse(body, status=200 if found.database else 503)
    if not found.database:
        answer["Retry-After"] = "5"
    return answer


def _word(answers: bool) -> str:
    return "ok" if answers else "away"


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges asked from database and broker when they are scraped: right whichever process answers, and there
    also while one of them is away. For whom ``METRICS_FROM`` or ``METRICS_TOKEN`` names; else 404."""
    if not _may_scrape(request):
        return HttpResponse(status=404)
    registry = CollectorRegistry()
    _fill(registry, health())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(shown.encode(), settings.METRICS_TOKEN.encode()):
        return True
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in one for one in settings.METRICS_FROM)


def _fill(registry: CollectorRegistry, found: Health) -> None:
    _gauge(registry, "database_up", "Whether the database answers", found.database)
    _gauge(registry, "broker_up", "Whether the broker takes messages", found.broker)
    if not found.database:
        return
    _gauge(registry, "workers", "Workers that were heard of lately", found.workers)
    _gauge(registry, "worker_heard_seconds", "Since a worker was heard of", found.worker_seconds)
    _gauge(registry, "sweep_seconds", "Since the queue was swept", found.sweep_seconds)
    _gauge(registry, "queue_oldest_seconds", "Age of the oldest queued review", found.oldest_seconds)
    reviews = Gauge("lvsportal_reviews", "Reviews by status", ["status"], registry=registry)
    for status in Status.values:
        reviews.labels(status).set(found.reviews.get(status, 0))
    registry.register(_Unsent(found.unsent))


def _gauge(registry: CollectorRegistry, name: str, words: str, value: float | None) -> None:
    """NaN where it is not known."""
    gauge = Gauge(f"lvsportal_{name}", words, registry=registry)
    gauge.set(float("nan") if value is None else value)


class _Unsent(Collector):
    def __init__(self, count: int) -> None:
        self.count = count

    def collect(self) -> list[CounterMetricFamily]:
        words = "Messages to the workers that could not be sent"
        return [CounterMetricFamily("lvsportal_messages_unsent", words, self.count)]


@require_safe
def public_file(request: HttpRequest, name: str) -> HttpResponse:
    """``collect.sh``, and the schemas of cluster.yaml and of the report."""
    types = {
        "collect.sh": "text/x-shellscript; charset=utf-8",
        "cluster.json": "application/schema+json",
        "report.json": "application/schema+json",
    }
    path = _FILES / name
    if name not in types or not path.is_file():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type=types[name])
