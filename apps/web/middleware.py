"""What happens to every request."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext

from apps.web.views import operations
from lvsportal.http.problems import problem

log = structlog.get_logger("request")
Next = Callable[[HttpRequest], HttpResponse]
# Up to this many times the limit is read and thrown away, so that the sender hears the answer.
_DRAINED = 4
_CHUNK = 1 << 20
_PUBLIC = (
    "/kb/",
    "/collect.sh",
    "/schema/",
    "/api/v1/docs/",
    "/api/v1/schema/",
    "/api/v1/rules/",
    "/api/v1/articles/",
)


class RequestLog:
    """One line a request, without the query, which may hold what nobody should read in a log."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex[:12]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=number)
        start = time.monotonic()
        answer = self.get_response(request)
        milliseconds = round((time.monotonic() - start) * 1000)
        if settings.LOGGING["root"]["level"] in ("INFO", "DEBUG") or answer.status_code >= 500:
            log.info(
                "answered", method=request.method, path=request.path, status=answer.status_code, ms=milliseconds,
                client=request.META.get("REMOTE_ADDR", ""),
            )  # fmt: skip
        answer["X-Request-Id"] = number
        answer["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        _keep_out_of_caches(request, answer)
        return answer


def _keep_out_of_caches(request: HttpRequest, answer: HttpResponse) -> None:
    """What belongs to somebody is stored nowhere on its way, nor by the browser; the rest is asked for again."""
    if not answer.has_header("Cache-Control"):
        public = request.path.startswith(_PUBLIC)
        answer["Cache-Control"] = "private, no-cache" if public else "private, no-store"


class Probes:
    """``/healthz``, ``/readyz`` and ``/metrics`` meet no session, no host name and no redirect: they say how the
    portal is also where those can't be had."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.views = {
            "/healthz": operations.healthz,
            "/readyz": operations.readyz,
            "/metrics": operations.metrics,
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.views.get(request.path, self.get_response)(request)


class LanguageInAddress:
    """``?lang=zh-hans`` says in which language a page is read, so that a link is read as it was sent. It holds for this
    request alone and changes no cookie."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        if asked in dict(settings.LANGUAGES) and not request.path.startswith("/api/"):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked
        return self.get_response(request)


class BodyLimit:
    """A body over the limit is refused before anything parses it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isdecimal() else 0
        if size <= settings.LIMIT_BODY_BYTES:
            return self.get_response(request)
        self._drain(request, min(size, settings.LIMIT_BODY_BYTES * _DRAINED))
        message = gettext("The request is too large: at most %(megabytes)d MiB are taken.") % {
            "megabytes": settings.LIMIT_TOTAL_BYTES >> 20
        }
        if request.path.startswith("/api/"):
            return problem(413, message)
        return render(request, "error.html", {"code": 413, "title": message}, status=413)

    def _drain(self, request: HttpRequest, size: int) -> None:
        while size > 0:
            chunk = request.META["wsgi.input"].read(min(size, _CHUNK))
            if not chunk:
                return
            size -= len(chunk)
