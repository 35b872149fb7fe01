"""`/s/{token}/`: a shared report, for whoever holds the link."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.reviews.models import Status
from apps.sharing.services import open_share
from apps.web.views.report_parts import PARTS, report_context


def _quietly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Not for search engines, caches, or the next page's Referer."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **parts: str) -> HttpResponse:
        answer = view(request, token, **parts)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        answer["Referrer-Policy"] = "no-referrer"
        answer["Cache-Control"] = "private, no-store"
        return answer

    return wrapped


@require_safe
@_quietly
def shared(request: HttpRequest, token: str) -> HttpResponse:
    found = open_share(token)
    if found is None:
        raise Http404
    review = found.review
    if review.status != Status.DONE:
        return render(request, "shared_waiting.html", {"review": review})
    context = {"review": review, "share": found} | report_context(
        request, review, {part: reverse(f"web:shared_{part}", args=[token]) for part in PARTS}
    )
    return render(request, "shared.html", context)


@require_safe
@_quietly
def shared_part(request: HttpRequest, token: str, part: str) -> HttpResponse:
    """A part of the shared report that is fetched on its own: see ``report_parts``."""
    found = open_share(token, count=False)
    if found is None:
        raise Http404
    return PARTS[part](request, found.review)
