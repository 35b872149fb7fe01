"""What changes people, teams, invitations and tokens."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from apps.accounts.models import ApiToken, Invitation, Membership, Role, Scope, Team, User
from apps.accounts.permissions import Action, Actor, require
from apps.accounts.secrets import new_token, token_hash

INVITATION_DAYS = 14
LONGEST_TOKEN_DAYS = 366


class Unusable(Exception):
    """The invitation can't be used: unknown, used before, or too old. Or the change would leave a team ownerless."""


@transaction.atomic
def create_team(*, name: str, owner: User) -> Team:
    """A team with its first owner."""
    base = slugify(name) or "team"
    slug, number = base, 1
    while Team.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    team = Team.objects.create(name=name, slug=slug)
    Membership.objects.create(team=team, user=owner, role=Role.OWNER)
    return team


def invite(*, actor: Actor, team: Team, role: str) -> tuple[Invitation, str]:
    """An invitation and its token, which is shown this once. :raises PermissionDenied: the actor is no owner."""
    require(actor, Action.MANAGE_TEAM, team)
    token = new_token()
    invitation = Invitation.objects.create(
        team=team,
        role=Role(role),
        token_hash=token_hash(token),
        created_by=actor.user,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    return invitation, token


def open_invitation(token: str) -> Invitation | None:
    """The invitation behind a token, if it can still be used."""
    invitation = Invitation.objects.select_related("team").filter(token_hash=token_hash(token)).first()
    return invitation if invitation is not None and invitation.is_open else None


@transaction.atomic
def accept_invitation(*, token: str, user: User) -> Team:
    """The person joins. :raises Unusable: the invitation can't be used (any more)."""
    invitation = Invitation.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    if invitation is None or not invitation.is_open:
        raise Unusable
    Membership.objects.get_or_create(team=invitation.team, user=user, defaults={"role": invitation.role})
    invitation.accepted_by, invitation.accepted_at = user, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    return invitation.team


@transaction.atomic
def change_role(*, actor: Actor, membership: Membership, role: str) -> None:
    """:raises Unusable: the team would lose its last owner."""
    require(actor, Action.MANAGE_TEAM, membership.team)
    if role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = Role(role)
    membership.save(update_fields=["role"])


@transaction.atomic
def remove_member(*, actor: Actor, membership: Membership) -> None:
    """:raises Unusable: the team would lose its last owner."""
    if actor.user is None or actor.user.pk != membership.user_id:
        require(actor, Action.MANAGE_TEAM, membership.team)
    _keep_an_owner(membership)
    membership.delete()


def _keep_an_owner(membership: Membership) -> None:
    owners = Membership.objects.select_for_update().filter(team=membership.team, role=Role.OWNER)
    if membership.role == Role.OWNER and owners.count() < 2:
        raise Unusable


def create_token(*, actor: Actor, team: Team, name: str, scopes: list[str], days: int) -> tuple[ApiToken, str]:
    """A token and its text, which is shown this once. A token can't give scopes that it does not have.

    :raises PermissionDenied: the actor may not make tokens. :raises ValueError: unknown scopes or a bad time.
    """
    require(actor, Action.MANAGE_TOKENS, team)
    wanted = sorted({Scope(scope).value for scope in scopes})
    if actor.token is not None and not set(wanted) <= set(actor.token.scopes):
        raise ValueError("scopes")
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise ValueError("days")
    token = f"lvs_{new_token()}"
    creator = actor.user or (actor.token.created_by if actor.token else None)
    made = ApiToken.objects.create(
        team=team,
        name=name,
        scopes=wanted,
        token_hash=token_hash(token),
        hint=token[-4:],
        created_by=creator,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return made, token


def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """:raises PermissionDenied: the actor may not."""
    require(actor, Action.MANAGE_TOKENS, token.team)
    token.delete()


def recognise(text: str) -> ApiToken | None:
    """The live token with this text; notes that it was used, once a minute at most."""
    found = ApiToken.objects.select_related("team", "created_by").filter(token_hash=token_hash(text)).first()
    if found is None or not found.is_live:
        return None
    now = timezone.now()
    if found.last_used_at is None or now - found.last_used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found
