"""`/`: put a definition in, get a report."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from apps.accounts.permissions import Action, actor_of, teams
from apps.doors.problems import reason_text
from apps.reviews import selectors, services
from apps.reviews.runner import RunFailed, run
from apps.web.forms import DefinitionForm
from apps.web.report_page import build
from apps.web.samples import SAMPLE


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    allowed = teams(actor, Action.SUBMIT).order_by("created_at")
    store = allowed.exists()
    if request.method != "POST":
        initial = {"cluster": request.GET.get("cluster", "")[:100]}
        if "sample" in request.GET:
            initial |= {
                "text": SAMPLE,
                "name": "lb1/keepalived.conf",
                "cluster": initial["cluster"] or "sample",
            }
        return _page(request, DefinitionForm(initial=initial, store=store))
    if not store and not settings.ANONYMOUS_CHECKS:
        return redirect_to_login("/")
    form = DefinitionForm(request.POST, request.FILES, store=store)
    if not form.is_valid() or form.bundle is None:
        return _page(request, form, 422)
    if not store:
        return _unstored(request, form)
    team = allowed.filter(slug=request.POST.get("team", "")).first() or allowed.first()
    if team is None:
        return _page(request, form, 403)
    data = form.cleaned_data
    asked = services.Request(team, data["cluster"], form.bundle, data["change_ref"])
    return redirect("web:review", services.request_review(actor=actor, asked=asked).pk)


def _page(request: HttpRequest, form: DefinitionForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    recent = selectors.reviews(actor)[:8] if actor.is_known else []
    context: dict[str, Any] = {
        "form": form,
        "recent": recent,
        "submit_teams": teams(actor, Action.SUBMIT).order_by("created_at"),
        "file_megabytes": settings.LIMIT_FILE_BYTES >> 20,
        "total_megabytes": settings.LIMIT_TOTAL_BYTES >> 20,
        "most_files": settings.LIMIT_FILES,
    }
    return render(request, "home.html", context, status=status)


def _unstored(request: HttpRequest, form: DefinitionForm) -> HttpResponse:
    """Whoever may check without signing in gets the report at once; nothing is kept."""
    if form.bundle is None:
        return _page(request, form, 422)
    try:
        report = run(form.bundle)
    except RunFailed as failed:
        form.add_error(None, reason_text(failed.reason))
        return _page(request, form, 422)
    page = build(report, list(form.bundle.sources), get_language() or "en")
    return render(request, "unstored.html", {"page": page, "lines_url": ""})
