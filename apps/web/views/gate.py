"""The gate's pages: policy, waivers, approvals, overrides."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import Team
from apps.accounts.permissions import Action, Actor, actor_of, may, teams
from apps.clusters import selectors as clusters
from apps.clusters.models import Cluster
from apps.gate import selectors, services
from apps.reviews import approvals
from apps.reviews import selectors as reviews
from apps.reviews.changes import dry_run
from apps.web.gate_forms import OverrideForm, PolicyForm, WaiverForm

PER_PAGE = 40
_WAIVER_DAYS = 30


def _team(actor: Actor, slug: str) -> Team:
    """The team of the page: the named one, else the person's first. :raises Http404: there is none."""
    allowed = teams(actor).order_by("created_at")
    found = allowed.filter(slug=slug) if slug else allowed
    return get_object_or_404(found[:1])


# -- policy ----------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """All versions of a team's policy, and a new one, which counts when it is activated."""
    actor = actor_of(request)
    team = _team(actor, request.POST.get("team") or request.GET.get("team", ""))
    rules = selectors.rules_of(team)
    form = PolicyForm(request.POST if request.method == "POST" else None, rules=rules)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = services.PolicyWanted(
            form.levels(),
            data["longest_waiver"],
            data["second_person"],
            data["waivers_in_files"],
            data["baseline"],
        )
        try:
            made = services.add_policy(actor=actor, team=team, wanted=wanted)
            return redirect("web:policy_version", made.pk)
        except services.Refused as refused:
            form.add_error(refused.field, refused.reason)
    context = {
        "team": team,
        "form": form,
        "rules": rules,
        "versions": selectors.policies(actor).filter(team=team),
        "may_manage": may(actor, Action.MANAGE_POLICY, team),
    }
    return render(request, "policy.html", context, status=422 if form.errors else 200)


@require_safe
@login_required
def policy_version(request: HttpRequest, pk: str) -> HttpResponse:
    """What one version would have decided on the last reviews."""
    actor = actor_of(request)
    found = get_object_or_404(selectors.policies(actor), pk=pk)
    tried = dry_run(actor, found)
    context = {
        "version": found,
        "tried": tried,
        "changed": sum(one.was != one.would_be for one in tried),
        "current": selectors.rules_of(found.team).policy.version,
        "may_manage": may(actor, Action.MANAGE_POLICY, found.team),
    }
    return render(request, "policy_version.html", context)


@require_POST
@login_required
def activate_policy(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(selectors.policies(actor), pk=pk)
    services.activate_policy(actor=actor, policy=found)
    messages.success(request, gettext("From now on this version decides."))
    return redirect("web:policy_version", found.pk)


# -- waivers ---------------------------------------------------------------------------------------------------


@require_safe
@login_required
def waivers(request: HttpRequest) -> HttpResponse:
    """All waivers of the person's teams, with owner and end."""
    actor = actor_of(request)
    page = Paginator(selectors.waivers(actor), PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [(one, selectors.state_of(one, today, selectors.rules_of(one.team).policy)) for one in page]
    return render(request, "waivers.html", {"page": page, "rows": rows, "may": actor.is_known})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_waiver(request: HttpRequest, pk: str) -> HttpResponse:
    """A waiver for a cluster, with what it covers filled in by the finding that it comes from."""
    actor = actor_of(request)
    cluster = get_object_or_404(clusters.clusters(actor), pk=pk)
    form = WaiverForm(
        request.POST if request.method == "POST" else None, initial=_from_finding(request), team=cluster.team
    )
    if request.method == "POST" and form.is_valid() and _requested(actor, cluster, form):
        return redirect("web:waivers")
    context = {"form": form, "cluster": cluster}
    return render(request, "new_waiver.html", context, status=422 if form.errors else 200)


def _requested(actor: Actor, cluster: Cluster, form: WaiverForm) -> bool:
    wanted = services.WaiverWanted(**form.cleaned_data, cluster=cluster)
    try:
        services.request_waiver(actor=actor, team=cluster.team, wanted=wanted)
    except services.Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        return False
    return True


def _from_finding(request: HttpRequest) -> dict[str, Any]:
    given = {name: request.GET.get(name, "")[:200] for name in ("rule", "fingerprint", "node", "service")}
    end = timezone.localdate() + timedelta(days=_WAIVER_DAYS)
    return {**given, "owner": request.user.get_username(), "expires": end.isoformat()}


@require_POST
@login_required
def approve_waiver(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_object_or_404(selectors.waivers(actor), pk=pk)
    try:
        services.approve_waiver(actor=actor, waiver=found)
    except services.Refused as refused:
        messages.error(request, refused.reason)
    return redirect("web:waivers")


@require_POST
@login_required
def close_waiver(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    services.close_waiver(actor=actor, waiver=get_object_or_404(selectors.waivers(actor), pk=pk))
    return redirect("web:waivers")


# -- revisions and decisions -----------------------------------------------------------------------------------


@require_POST
@login_required
def mark_revision(request: HttpRequest, pk: str, number: int, mark: str) -> HttpResponse:
    """A revision is approved, or runs now."""
    actor = actor_of(request)
    revision = get_object_or_404(clusters.revisions(actor), cluster=pk, number=number)
    change = approvals.approve_revision if mark == "approve" else approvals.mark_deployed
    try:
        change(actor=actor, revision=revision)
    except services.Refused as refused:
        messages.error(request, refused.reason)
    return redirect("web:cluster", pk)


@require_POST
@login_required
def override(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    review = get_object_or_404(reviews.reviews(actor), pk=pk)
    form = OverrideForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("An override needs a reason and a second person."))
        return redirect("web:review", pk)
    try:
        approvals.override(actor=actor, review=review, **form.cleaned_data)
    except services.Refused as refused:
        messages.error(request, refused.reason)
    return redirect("web:review", pk)
