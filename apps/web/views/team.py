"""The team: who is in it, who is invited, which programs may call."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import services
from apps.accounts.adapter import SESSION_KEY
from apps.accounts.models import ApiToken, Invitation, Membership, Team
from apps.accounts.permissions import Action, TeamUnclear, actor_of, may, team_for, teams
from apps.reviews.retention import keep_for
from apps.sharing.services import shares
from apps.web.forms import InviteForm, KeepForm, RoleForm, TokenForm


def _team(request: HttpRequest) -> Team | None:
    """The team that the page shows: the named one, else the first of the person's."""
    allowed = teams(actor_of(request)).order_by("created_at")
    slug = request.GET.get("team", "")
    return get_object_or_404(allowed, slug=slug) if slug else allowed.first()


def _changed_team(request: HttpRequest, action: Action) -> Team:
    """The team that a form changes: it says which, or there is only one.

    :raises Http404, PermissionDenied: as ``team_for``, also where the form leaves it open.
    """
    try:
        return team_for(actor_of(request), action, request.POST.get("team", ""))
    except TeamUnclear as error:
        raise PermissionDenied from error


@require_safe
@login_required
def team(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, status: int = 200, found: Team | None = None, **forms: Any) -> HttpResponse:
    found = found or _team(request)
    if found is None:
        return render(request, "team_none.html")
    actor = actor_of(request)
    context = {
        "team": found,
        "all_teams": teams(actor),
        "members": found.memberships.select_related("user"),
        "may_manage": may(actor, Action.MANAGE_TEAM, found),
        "invitations": [one for one in found.invitations.all() if one.is_open],
        "tokens": found.tokens.all(),
        "invite_form": InviteForm(),
        "token_form": TokenForm(),
        "keep_form": KeepForm(initial={"days": found.keep_days}),
        "shares": [one for one in shares(actor).filter(review__team=found) if one.is_live],
        "may_share": may(actor, Action.SHARE, found),
        "new_secret": request.session.pop("new-secret", None),
        **forms,
    }
    return render(request, "team.html", context, status=status)


@require_POST
@login_required
def invite(request: HttpRequest) -> HttpResponse:
    found = _changed_team(request, Action.MANAGE_TEAM)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, found, invite_form=form)
    _, token = services.invite(actor=actor_of(request), team=found, role=form.cleaned_data["role"])
    link = request.build_absolute_uri(reverse("web:join", args=[token]))
    request.session["new-secret"] = {"kind": "invitation", "text": link}
    return redirect(f"{reverse('web:team')}?team={found.slug}")


@require_POST
@login_required
def uninvite(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    invitation = get_object_or_404(Invitation, pk=pk, team__in=teams(actor))
    services.withdraw_invitation(actor=actor, invitation=invitation)
    return redirect("web:team")


@require_POST
@login_required
def make_token(request: HttpRequest) -> HttpResponse:
    found = _changed_team(request, Action.MANAGE_TOKENS)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, found, token_form=form)
    data = form.cleaned_data
    _, token = services.create_token(
        actor=actor_of(request), team=found, name=data["name"], scopes=data["scopes"], days=data["days"]
    )
    request.session["new-secret"] = {"kind": "token", "text": token}
    return redirect(f"{reverse('web:team')}?team={found.slug}")


@require_POST
@login_required
def drop_token(request: HttpRequest, pk: str) -> HttpResponse:
    actor = actor_of(request)
    token = get_object_or_404(ApiToken, pk=pk, team__in=teams(actor))
    services.revoke_token(actor=actor, token=token)
    return redirect("web:team")


@require_POST
@login_required
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a member's role, or remove the member (``role`` empty)."""
    actor = actor_of(request)
    found = get_object_or_404(Membership, pk=pk, team__in=teams(actor))
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("There is no such role."))
        return redirect("web:team")
    try:
        if form.cleaned_data["role"]:
            services.change_role(actor=actor, membership=found, role=form.cleaned_data["role"])
        else:
            services.remove_member(actor=actor, membership=found)
    except services.Unusable:
        messages.error(request, gettext("A team keeps at least one owner."))
    return redirect("web:team")


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """What an invitation's link opens: sign up, or, for someone who has an account, join."""
    invitation = services.open_invitation(token)
    if invitation is None:
        return render(request, "join_gone.html", status=410)
    if not request.user.is_authenticated:
        request.session[SESSION_KEY] = token
        return render(request, "join.html", {"invitation": invitation, "signed_in": False})
    if request.method == "POST":
        try:
            services.accept_invitation(token=token, user=request.user)
        except services.Unusable:
            return render(request, "join_gone.html", status=410)
        return redirect("web:team")
    return render(request, "join.html", {"invitation": invitation, "signed_in": True})


@require_POST
@login_required
def keep(request: HttpRequest) -> HttpResponse:
    """How long the team keeps definitions and reports; empty: for good."""
    found = _changed_team(request, Action.MANAGE_TEAM)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, found, keep_form=form)
    keep_for(actor=actor_of(request), team=found, days=form.cleaned_data["days"])
    messages.success(request, gettext("Saved. What is older is deleted within the hour."))
    return redirect(f"{reverse('web:team')}?team={found.slug}")
