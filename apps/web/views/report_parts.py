"""The parts of a report's page that are fetched on their own: for a review and, by the same functions, for a share."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from apps.reviews import selectors
from apps.reviews.models import Review, Status
from apps.web import report_page
from apps.web.report_page.fixes import patch
from lvsportal.engine.drawing.capture import capture
from lvsportal.engine.drawing.ladder import lines
from lvsportal.engine.drawing.ladder_svg import svg
from lvsportal.engine.drawing.walks import ladder_of
from lvsportal.engine.report.localise import localise, localise_walk


def report_context(request: HttpRequest, review: Review, urls: dict[str, str]) -> dict[str, Any]:
    """What the report's templates need. ``urls``: where each of PARTS is fetched."""
    page = report_page.build(
        selectors.report_of(review),
        selectors.sources_of(review),
        get_language() or "en",
        urls["lines"],
        request.GET.get("lines") == "all",
    )
    return {"page": page, **{f"{part}_url": url for part, url in urls.items()}}


def lines_of(request: HttpRequest, review: Review) -> HttpResponse:
    """Folded lines of one file: ``?file=&first=&last=``."""
    _done(review)
    first, last = request.GET.get("first", ""), request.GET.get("last", "")
    source = next((one for one in selectors.sources_of(review) if one.path == request.GET.get("file")), None)
    if source is None or not (first.isdecimal() and last.isdecimal()):
        raise Http404
    return HttpResponse(report_page.plain_lines(source, int(first[:9]), int(last[:9])))


def places_of(request: HttpRequest, review: Review) -> HttpResponse:
    """All places of one finding: ``?finding=f-…``."""
    result = _result(request, review)
    return render(request, "parts/places.html", {"places": result["locations"]})


def capture_of(request: HttpRequest, review: Review) -> HttpResponse:
    """The walk of one finding as a capture: ``?finding=f-…``."""
    result = _result(request, review)
    if not result["walk"]:
        raise Http404
    return _file(capture(result["walk"]), "application/vnd.tcpdump.pcap", _name(review, request, "pcap"))


def patch_of(request: HttpRequest, review: Review) -> HttpResponse:
    """The edits of one finding's fix, as ``git apply`` takes them: ``?finding=f-…``."""
    result = _result(request, review)
    if not result["fix"] or not result["fix"]["edits"]:
        raise Http404
    text = patch(result["fix"]["edits"], {source.path: source for source in selectors.sources_of(review)})
    return _file(
        text.encode("utf-8", "surrogatepass"), "text/x-diff; charset=utf-8", _name(review, request, "patch")
    )


def walk_of(request: HttpRequest, review: Review) -> HttpResponse:
    """The walk of one cell of the matrix: ``?flow=&state=``."""
    _done(review)
    report = selectors.report_of(review)
    flow = next((one for one in report.get("flows") or () if one["id"] == request.GET.get("flow")), None)
    conclusion = flow["conclusions"].get(request.GET.get("state", "")) if flow else None
    if conclusion is None or not conclusion.get("walk"):
        raise Http404
    walk = localise_walk(conclusion["walk"], get_language() or "en")
    return render(request, "parts/cell_walk.html", {"conclusion": conclusion, **_drawn(walk)})


def _drawn(walk: dict[str, Any]) -> dict[str, Any]:
    ladder = ladder_of(walk)
    drawing: SafeString = mark_safe(svg(ladder, str(walk["outcome"])))  # noqa: S308 -- svg escapes each text
    return {"walk": walk, "drawing": drawing, "steps": lines(ladder)}


Part = Callable[[HttpRequest, Review], HttpResponse]
PARTS: dict[str, Part] = {
    "lines": lines_of,
    "places": places_of,
    "capture": capture_of,
    "patch": patch_of,
    "walk": walk_of,
}


def _done(review: Review) -> None:
    if review.status != Status.DONE:
        raise Http404


def _result(request: HttpRequest, review: Review) -> dict[str, Any]:
    _done(review)
    results = localise(selectors.report_of(review), get_language() or "en")["results"]
    result = report_page.result_at(results, request.GET.get("finding", ""))
    if result is None:
        raise Http404
    return result


def _name(review: Review, request: HttpRequest, kind: str) -> str:
    return f"{review.revision.cluster_id}-{review.revision.number}-{request.GET.get('finding', '')}.{kind}"


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
