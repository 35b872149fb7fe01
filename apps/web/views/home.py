"""`/`: put a definition in, get a report."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from apps.accounts.permissions import actor_of
from apps.accounts.setup import is_new
from apps.clusters.selectors import clusters
from apps.knowledge.examples import example_file
from apps.reviews import selectors, services
from apps.reviews.runner import RunFailed, run
from apps.reviews.wording import reason_text
from apps.web.example import example
from apps.web.forms import DefinitionForm
from apps.web.report_page import build
from apps.web.samples import SAMPLE
from lvsportal.engine.source.bundle import Bundle


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not settings.ANONYMOUS_CHECKS and not actor.is_known and is_new():
        return redirect("web:setup")
    if request.method != "POST":
        return _page(request, DefinitionForm(initial=_initial(request), actor=actor))
    form = DefinitionForm(request.POST, request.FILES, actor=actor)
    if not form.store and not settings.ANONYMOUS_CHECKS:
        return redirect_to_login("/")
    if not form.is_valid() or form.bundle is None:
        return _page(request, form, 422)
    if form.team is None:
        return _unstored(request, form.bundle, form)
    data = form.cleaned_data
    asked = services.Submission(
        form.team, data["cluster"], form.bundle, data["change_ref"], data["create_cluster"]
    )
    return redirect("web:review", services.request_review(actor=actor, asked=asked).review.pk)


def _initial(request: HttpRequest) -> dict[str, str]:
    cluster = request.GET.get("cluster", "")[:100]
    if found := example_file(request.GET.get("example", "")):
        name, text = found
        return {"text": text, "name": name, "cluster": cluster or "example", "create_cluster": "on"}
    if "sample" not in request.GET:
        return {"cluster": cluster}
    return {
        "text": SAMPLE,
        "name": "lb1/keepalived.conf",
        "cluster": cluster or "sample",
        "create_cluster": "on",
    }


def _page(request: HttpRequest, form: DefinitionForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context: dict[str, Any] = {
        "form": form,
        "recent": selectors.reviews(actor)[:8] if actor.is_known else [],
        "cluster_names": clusters(actor).values_list("name", flat=True)[:200] if form.store else [],
        "example": example(get_language() or "en"),
        "file_megabytes": settings.LIMIT_FILE_BYTES >> 20,
        "total_megabytes": settings.LIMIT_TOTAL_BYTES >> 20,
        "most_files": settings.LIMIT_FILES,
    }
    return render(request, "home.html", context, status=status)


def _unstored(request: HttpRequest, bundle: Bundle, form: DefinitionForm) -> HttpResponse:
    """Whoever may check without signing in gets the report at once; nothing is kept."""
    try:
        report = run(bundle)
    except RunFailed as failed:
        form.add_error(None, reason_text(failed.reason))
        return _page(request, form, 422)
    page = build(report, list(bundle.sources), get_language() or "en")
    return render(request, "unstored.html", {"page": page, "lines_url": ""})
