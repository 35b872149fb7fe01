"""`/s/{token}/`: a shared report, for whoever holds the link."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from apps.reviews import selectors
from apps.reviews.models import Status
from apps.sharing.services import open_share
from apps.web import report_page
from apps.web.views.reviews import capture_of, lines_of


def _quietly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Not for search engines, caches, or the next page's Referer."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        answer = view(request, token)
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
    whole = request.GET.get("lines") == "all"
    page = report_page.build(
        selectors.report_of(review), selectors.sources_of(review), get_language() or "en", whole
    )
    context = {
        "review": review,
        "page": page,
        "share": found,
        "lines_url": reverse("web:shared_lines", args=[token]),
        "capture_url": reverse("web:shared_capture", args=[token]),
    }
    return render(request, "shared.html", context)


@require_safe
@_quietly
def shared_lines(request: HttpRequest, token: str) -> HttpResponse:
    found = open_share(token, count=False)
    if found is None or found.review.status != Status.DONE:
        raise Http404
    return lines_of(request, found.review)


@require_safe
@_quietly
def shared_capture(request: HttpRequest, token: str) -> HttpResponse:
    found = open_share(token, count=False)
    if found is None:
        raise Http404
    return capture_of(request, found.review)
