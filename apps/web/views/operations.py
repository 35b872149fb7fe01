"""For whoever runs the portal: is it alive, is it ready, what are the figures; and files that programs fetch."""

from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from apps.reviews.models import Review, Status

_FILES = Path(settings.ROOT) / "deploy" / "public"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, with all tables there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        Review.objects.exists()
    except OperationalError:
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse({"database": "ok"})


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges over the queue, asked from the database when they are scraped: right whichever process answers."""
    registry = CollectorRegistry()
    reviews = Gauge("lvsportal_reviews", "Reviews by status", ["status"], registry=registry)
    counts = dict(Review.objects.order_by().values_list("status").annotate(Count("pk")))
    for status in Status.values:
        reviews.labels(status).set(counts.get(status, 0))
    oldest = Review.objects.filter(status=Status.QUEUED).aggregate(at=Min("created_at"))["at"]
    waiting = Gauge("lvsportal_queue_oldest_seconds", "Age of the oldest queued review", registry=registry)
    waiting.set((timezone.now() - oldest).total_seconds() if oldest else 0)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@require_safe
def public_file(request: HttpRequest, name: str) -> HttpResponse:
    """``collect.sh`` and the schema of cluster.yaml."""
    types = {"collect.sh": "text/x-shellscript; charset=utf-8", "cluster.json": "application/schema+json"}
    path = _FILES / name
    if name not in types or not path.is_file():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type=types[name])
