"""The one place that decides who may do what.

An *actor* is a person, a program with a token, or nobody. Whatever belongs to a team that the actor is not of does
not exist for it: selectors start from ``teams``. Within a team the role (and a token's scopes) decide.
"""

from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from apps.accounts.models import ApiToken, Membership, Role, Scope, Team, User


class Action(StrEnum):
    VIEW = "view"
    SUBMIT = "submit"
    SHARE = "share"
    MANAGE_TOKENS = "manage_tokens"
    MANAGE_TEAM = "manage_team"
    WAIVE = "waive"
    APPROVE = "approve"
    MANAGE_POLICY = "manage_policy"


_ROLES: dict[str, set[Action]] = {
    Role.VIEWER: {Action.VIEW},
    Role.MEMBER: {Action.VIEW, Action.SUBMIT, Action.SHARE, Action.WAIVE, Action.APPROVE},
    Role.OWNER: set(Action),
}
_SCOPES: dict[Action, str] = {
    Action.VIEW: Scope.READ,
    Action.SUBMIT: Scope.SUBMIT,
    Action.SHARE: Scope.SHARE,
    Action.MANAGE_TOKENS: Scope.TOKENS,
    Action.WAIVE: Scope.GATE,
    Action.APPROVE: Scope.GATE,
}


class Actor(NamedTuple):
    """Who asks. Both None: nobody we know."""

    user: User | None = None
    token: ApiToken | None = None

    @property
    def is_known(self) -> bool:
        return self.user is not None or self.token is not None


NOBODY = Actor()


def person_of(actor: Actor) -> User | None:
    """Who stands behind it: the person, or who made the token."""
    return actor.user or (actor.token.created_by if actor.token is not None else None)


def teams(actor: Actor, action: Action = Action.VIEW) -> QuerySet[Team]:
    """The teams in which the actor may do it."""
    if actor.token is not None:
        allowed = _SCOPES.get(action) in actor.token.scopes
        return Team.objects.filter(pk=actor.token.team_id) if allowed else Team.objects.none()
    if actor.user is None or not actor.user.is_active:
        return Team.objects.none()
    roles = [role for role, actions in _ROLES.items() if action in actions]
    members = Membership.objects.filter(user=actor.user, role__in=roles)
    return Team.objects.filter(pk__in=members.values("team"))


class TeamUnclear(Exception):
    """The actor may do it in several teams, and did not say in which."""


def team_for(actor: Actor, action: Action, slug: str = "") -> Team:
    """The team of a call: the named one, else the only one in which the actor may do it.

    :raises Http404: the actor is of no such team. :raises PermissionDenied: the actor may not do it there, or nowhere.
    :raises TeamUnclear: see there.
    """
    if slug:
        team = member_teams(actor).filter(slug=slug).first() if "\0" not in slug else None
        if team is None:
            raise Http404
        require(actor, action, team)
        return team
    allowed = list(teams(actor, action)[:2])
    if not allowed:
        raise PermissionDenied
    if len(allowed) > 1:
        raise TeamUnclear
    return allowed[0]


def member_teams(actor: Actor) -> QuerySet[Team]:
    """The teams that the actor belongs to, whatever it may do there."""
    if actor.token is not None:
        return Team.objects.filter(pk=actor.token.team_id)
    return teams(actor)


def team_ids(actor: Actor, action: Action = Action.VIEW) -> list[UUID]:
    """Their keys, asked at once: a list that starts from them uses its index, one over a sub-query sorts every row."""
    return list(teams(actor, action).values_list("pk", flat=True))


def may(actor: Actor, action: Action, team: Team) -> bool:
    """Whether the actor may do it in the team."""
    return teams(actor, action).filter(pk=team.pk).exists()


def require(actor: Actor, action: Action, team: Team) -> None:
    """:raises PermissionDenied: the actor may not do it in the team."""
    if not may(actor, action, team):
        raise PermissionDenied


def actor_of(request: object) -> Actor:
    """Who asks by an HTTP request: a token that was recognised counts before the session's person."""
    token = getattr(request, "auth", None)
    if isinstance(token, ApiToken):
        return Actor(token=token)
    user = getattr(request, "user", None)
    return Actor(user=user) if isinstance(user, User) else NOBODY
