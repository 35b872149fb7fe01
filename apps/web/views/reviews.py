"""A review: its progress, then its report; and what can be done with it.

Whoever may not see a review, also by not being signed in, gets 404: no page tells that it exists.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.audit import record
from apps.accounts.permissions import Action, actor_of, may
from apps.reviews import selectors, services
from apps.reviews.decisions import told
from apps.reviews.exports import EXPORTS, export
from apps.reviews.models import Review, Status
from apps.reviews.queue import position
from apps.reviews.wording import reason_text
from apps.sharing.links import share_url
from apps.sharing.models import Share
from apps.sharing.services import create_share, revoke_share, shares
from apps.web.forms import ShareForm
from apps.web.gate_forms import OverrideForm
from apps.web.views.report_parts import PARTS, report_context

# Seconds between two looks at a review that is not over: longer each time.
_DELAYS = (0.3, 0.5, 0.8, 1.2, 2, 3, 5, 8)


def _reviews(request: HttpRequest) -> QuerySet[Review]:
    return selectors.reviews(actor_of(request))


@require_safe
def review(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(_reviews(request), pk=pk)
    context: dict[str, Any] = {"review": found, "shares": []}
    if found.status != Status.DONE:
        return render(request, "review_waiting.html", {**context, **_waiting(request, found)})
    actor = actor_of(request)
    context |= report_context(
        request, found, {part: reverse(f"web:review_{part}", args=[found.pk]) for part in PARTS}
    )
    if may(actor, Action.SUBMIT, found.team):
        context |= {
            name: reverse(f"web:{name[:-4]}", args=[found.pk]) for name in ("try_fix_url", "answer_url")
        }
    context |= {
        "decision": told(found),
        "may_approve": may(actor, Action.APPROVE, found.team),
        "override_form": OverrideForm(auto_id="override_%s"),
        "waive_url": reverse("web:new_waiver", args=[found.revision.cluster_id])
        if may(actor, Action.WAIVE, found.team)
        else "",
        "may_share": may(actor, Action.SHARE, found.team),
        "may_run": may(actor, Action.SUBMIT, found.team),
        "shares": shares(actor).filter(review=found),
        "share_form": ShareForm(),
        "new_link": request.session.pop(f"link-{found.pk}", ""),
        "exports": EXPORTS,
    }
    return render(request, "review.html", context)


def _waiting(request: HttpRequest, found: Review) -> dict[str, Any]:
    looks = request.GET.get("looks", "0")
    number = min(int(looks), 1000) if looks.isdecimal() else 0
    return {
        "position": position(found) if found.status == Status.QUEUED else 0,
        "failure": reason_text(found.failure) if found.failure else "",
        "delay": _DELAYS[min(number, len(_DELAYS) - 1)],
        "looks": number + 1,
    }


@require_safe
def review_status(request: HttpRequest, pk: str) -> HttpResponse:
    """The part of the waiting page that asks for itself again; when the review is over, the page is loaded anew."""
    found = get_object_or_404(_reviews(request), pk=pk)
    if found.is_over:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "parts/status.html", {"review": found, **_waiting(request, found)})


@require_safe
def review_part(request: HttpRequest, pk: str, part: str) -> HttpResponse:
    """A part of the report that is fetched on its own: see ``report_parts``."""
    return PARTS[part](request, get_object_or_404(_reviews(request), pk=pk))


@require_safe
def review_export(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    found = get_object_or_404(_reviews(request), pk=pk)
    if found.status != Status.DONE or name not in EXPORTS:
        raise Http404
    language = get_language() or "en"
    content_type, text = export(name, selectors.report_of(found), selectors.sources_of(found), language)
    record(actor_of(request), found.team, "report.exported", found, after={"form": name})
    answer = HttpResponse(text, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{found.revision.cluster_id}-{name}"'
    return answer


@require_POST
def review_again(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(_reviews(request), pk=pk)
    again = services.review_again(actor=actor_of(request), revision=found.revision, change_ref=found.change_ref)
    return redirect("web:review", again.pk)


@require_POST
def share(request: HttpRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(_reviews(request), pk=pk)
    form = ShareForm(request.POST)
    if not form.is_valid():
        most = settings.SHARE_DAYS_MOST
        messages.error(request, gettext("A link lasts 1 to %(most)d days.") % {"most": most})
        return redirect("web:review", found.pk)
    lasts = timedelta(days=form.cleaned_data["days"])
    _, token = create_share(actor=actor_of(request), review=found, lasts=lasts)
    request.session[f"link-{found.pk}"] = share_url(request, token)
    return redirect(f"{reverse('web:review', args=[found.pk])}#share")


@require_POST
def unshare(request: HttpRequest, pk: str) -> HttpResponse:
    found: Share = get_object_or_404(shares(actor_of(request)), pk=pk)
    revoke_share(actor=actor_of(request), share=found)
    messages.success(request, gettext("The link is revoked: it answers 404 from now on."))
    if request.POST.get("next") == "team":
        return redirect(f"{reverse('web:team')}?team={found.review.team.slug}")
    return redirect("web:review", found.review_id)
