"""What changes people, teams, invitations and tokens."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from apps.accounts.audit import record
from apps.accounts.models import ApiToken, Invitation, Membership, Role, Scope, Team, User
from apps.accounts.permissions import Action, Actor, may, require
from apps.accounts.secrets import new_token, token_hash

INVITATION_DAYS = 14
LONGEST_TOKEN_DAYS = 366
TOKEN_DAYS = 90


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
    record(actor, team, "invitation.made", invitation, after={"role": invitation.role})
    return invitation, token


def open_invitation(token: str) -> Invitation | None:
    """The invitation behind a token, if it can still be used: as long as who made it might make it again."""
    found = Invitation.objects.select_related("team", "created_by").filter(token_hash=token_hash(token)).first()
    return found if found is not None and _holds(found) else None


def _holds(invitation: Invitation) -> bool:
    return invitation.is_open and may(Actor(user=invitation.created_by), Action.MANAGE_TEAM, invitation.team)


def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """:raises PermissionDenied: the actor is no owner."""
    require(actor, Action.MANAGE_TEAM, invitation.team)
    record(actor, invitation.team, "invitation.withdrawn", invitation)
    invitation.delete()


@transaction.atomic
def accept_invitation(*, token: str, user: User) -> Team:
    """The person joins. :raises Unusable: the invitation can't be used (any more)."""
    invitation = Invitation.objects.select_for_update().filter(token_hash=token_hash(token)).first()
    if invitation is None or not _holds(invitation):
        raise Unusable
    Membership.objects.get_or_create(team=invitation.team, user=user, defaults={"role": invitation.role})
    invitation.accepted_by, invitation.accepted_at = user, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    record(
        Actor(user=user), invitation.team, "invitation.accepted", invitation, after={"role": invitation.role}
    )
    return invitation.team


@transaction.atomic
def change_role(*, actor: Actor, membership: Membership, role: str) -> None:
    """What a person may no longer do, what they made may no longer do: their tokens and invitations end with it.

    :raises Unusable: the team would lose its last owner. :raises ValueError: there is no such role.
    """
    require(actor, Action.MANAGE_TEAM, membership.team)
    if Role(role) != Role.OWNER:
        _keep_an_owner(membership)
        _end_what_was_made(membership)
    record(
        actor,
        membership.team,
        "member.role",
        membership,
        before={"role": membership.role},
        after={"role": role},
    )
    membership.role = Role(role)
    membership.save(update_fields=["role"])


@transaction.atomic
def remove_member(*, actor: Actor, membership: Membership) -> None:
    """:raises Unusable: the team would lose its last owner."""
    if actor.user is None or actor.user.pk != membership.user_id:
        require(actor, Action.MANAGE_TEAM, membership.team)
    _keep_an_owner(membership)
    _end_what_was_made(membership)
    record(actor, membership.team, "member.removed", membership, before={"role": membership.role})
    membership.delete()


def _end_what_was_made(membership: Membership) -> None:
    for made in (ApiToken, Invitation):
        made.objects.filter(team=membership.team, created_by=membership.user_id).delete()


def _keep_an_owner(membership: Membership) -> None:
    owners = Membership.objects.select_for_update().filter(team=membership.team, role=Role.OWNER)
    if membership.role == Role.OWNER and owners.count() < 2:
        raise Unusable


class Exceeds(ValueError):
    """A token asked for more than it may give: ``field`` names what."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def create_token(
    *, actor: Actor, team: Team, name: str, scopes: list[str], days: int | None = None
) -> tuple[ApiToken, str]:
    """A token and its text, which is shown this once. One that a token makes has no scope that it has not, does not
    outlive it and is revoked with it. Without ``days`` it lasts 90, or as long as what makes it.

    :raises PermissionDenied: the actor may not make tokens. :raises Exceeds: see there, or a bad time.
    """
    require(actor, Action.MANAGE_TOKENS, team)
    wanted = sorted({Scope(scope).value for scope in scopes})
    parent = actor.token
    if parent is not None and not set(wanted) <= set(parent.scopes):
        raise Exceeds("scopes")
    if days is not None and not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise Exceeds("days")
    expires_at = timezone.now() + timedelta(days=TOKEN_DAYS if days is None else days)
    if parent is not None and expires_at > parent.expires_at:
        if days is not None:
            raise Exceeds("days")
        expires_at = parent.expires_at
    token = f"lvs_{new_token()}"
    creator = actor.user or (parent.created_by if parent else None)
    made = ApiToken.objects.create(
        team=team,
        name=name,
        scopes=wanted,
        token_hash=token_hash(token),
        hint=token[-4:],
        created_by=creator,
        parent=parent,
        expires_at=expires_at,
    )
    record(actor, team, "token.made", made, after={"scopes": wanted, "until": expires_at.isoformat()})
    return made, token


def rotate_token(token: ApiToken) -> str:
    """A new text for a token, shown this once; the old one ends now. Rights and end stay."""
    text = f"lvs_{new_token()}"
    token.token_hash, token.hint = token_hash(text), text[-4:]
    token.save(update_fields=["token_hash", "hint"])
    record(Actor(token=token), token.team, "token.rotated", token)
    return text


def revoke_token(*, actor: Actor, token: ApiToken) -> None:
    """:raises PermissionDenied: the actor may not."""
    require(actor, Action.MANAGE_TOKENS, token.team)
    record(actor, token.team, "token.revoked", token, before={"scopes": token.scopes})
    token.delete()


def recognise(text: str) -> ApiToken | None:
    """The live token with this text, as long as who made it might make it again; notes that it was used, once a
    minute at most."""
    found = ApiToken.objects.select_related("team", "created_by").filter(token_hash=token_hash(text)).first()
    if found is None or not found.is_live:
        return None
    if not may(Actor(user=found.created_by), Action.MANAGE_TOKENS, found.team):
        return None
    now = timezone.now()
    if found.last_used_at is None or now - found.last_used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found
