"""What changes policies and waivers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.audit import record
from apps.accounts.models import Membership, Role, Team, User
from apps.accounts.permissions import Action, Actor, person_of, require
from apps.clusters.models import Cluster
from apps.gate.models import Baseline, PolicyVersion, Waiver
from apps.gate.selectors import rules_of

FIRST_STORED_VERSION = 2  # version 1 is what every team starts with


class Refused(ValueError):
    """What was asked for can't be: ``field`` names what is wrong, the text says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


class PolicyWanted(NamedTuple):
    """A new version of a policy. ``levels``: requirement → block, warn or off; one that is not named is off."""

    levels: Mapping[str, str]
    longest_waiver: int = 366
    second_person: bool = False
    waivers_in_files: bool = False
    baseline: str = Baseline.APPROVED


@transaction.atomic
def add_policy(*, actor: Actor, team: Team, wanted: PolicyWanted) -> PolicyVersion:
    """A new version, which does not count before it is activated: it can be tried first.

    :raises PermissionDenied: the actor is no owner. :raises Refused: it would lock everybody out.
    """
    require(actor, Action.MANAGE_POLICY, team)
    if wanted.second_person and _who_may_approve(team) < 2:
        raise Refused("second_person", _("A team of one has no second person."))
    Team.objects.select_for_update().get(pk=team.pk)
    last = team.policies.aggregate(last=Max("version"))["last"] or FIRST_STORED_VERSION - 1
    return PolicyVersion.objects.create(
        team=team,
        version=last + 1,
        created_by=actor.user,
        **{**wanted._asdict(), "levels": dict(wanted.levels)},
    )


def activate_policy(*, actor: Actor, policy: PolicyVersion) -> None:
    """From now on it decides. :raises PermissionDenied: the actor is no owner."""
    require(actor, Action.MANAGE_POLICY, policy.team)
    policy.activated_at = timezone.now()
    policy.save(update_fields=["activated_at"])
    record(
        actor,
        policy.team,
        "policy.activated",
        policy,
        after={"version": policy.version, "levels": policy.levels},
    )


def _who_may_approve(team: Team) -> int:
    roles = (Role.OWNER, Role.MEMBER)
    return Membership.objects.filter(team=team, role__in=roles, user__is_active=True).count()


class WaiverWanted(NamedTuple):
    """A waiver that is asked for. The scope is ``fingerprint``, or ``rule`` with ``node`` or ``service``."""

    reason: str
    owner: str
    expires: date
    rule: str = ""
    fingerprint: str = ""
    node: str = ""
    service: str = ""
    cluster: Cluster | None = None


def request_waiver(*, actor: Actor, team: Team, wanted: WaiverWanted) -> Waiver:
    """A waiver; it counts at once, or when a second person approved it, as the team's policy says.

    :raises PermissionDenied: the actor may not. :raises Refused: it has no scope, no owner, or no end within bounds.
    """
    require(actor, Action.WAIVE, team)
    owner = _member(team, wanted.owner)
    _check_scope(wanted)
    _check_end(team, wanted.expires)
    if wanted.cluster is not None and wanted.cluster.team_id != team.pk:
        raise Refused("cluster", _("There is no such cluster."))
    fields: dict[str, Any] = {**wanted._asdict(), "rule": wanted.rule.upper(), "owner": owner}
    waiver = Waiver.objects.create(team=team, requested_by=person_of(actor), **fields)
    record(
        actor, team, "waiver.requested", waiver, after={"until": wanted.expires.isoformat()}, why=wanted.reason
    )
    return waiver


def _member(team: Team, username: str) -> User:
    found = Membership.objects.filter(team=team, user__username=username, user__is_active=True)
    member = found.select_related("user").first()
    if member is None:
        raise Refused("owner", _("The team has no member of this name."))
    return member.user


def _check_scope(wanted: WaiverWanted) -> None:
    if not wanted.reason.strip():
        raise Refused("reason", _("A waiver needs a reason."))
    if not wanted.fingerprint and not (wanted.rule and (wanted.node or wanted.service)):
        raise Refused(
            "fingerprint", _("Say what is waived: a fingerprint, or a rule with a node or a service.")
        )


def _check_end(team: Team, expires: date) -> None:
    days, most = (expires - timezone.localdate()).days, rules_of(team).policy.longest_waiver
    if days < 0:
        raise Refused("expires", _("This day is over."))
    if days > most:
        raise Refused("expires", _("A waiver lasts at most %(most)d days.") % {"most": most})


def approve_waiver(*, actor: Actor, waiver: Waiver) -> None:
    """:raises PermissionDenied: the actor may not. :raises Refused: it is the actor's own, or closed."""
    require(actor, Action.APPROVE, waiver.team)
    person = person_of(actor)
    if waiver.closed:
        raise Refused("waiver", _("This waiver is closed."))
    if person is None or person.pk in (waiver.owner_id, waiver.requested_by_id):
        raise Refused("waiver", _("A second person approves, neither who asked nor who owns it."))
    waiver.approved_by, waiver.approved_at = person, timezone.now()
    waiver.save(update_fields=["approved_by", "approved_at"])
    record(actor, waiver.team, "waiver.approved", waiver)


def close_waiver(*, actor: Actor, waiver: Waiver) -> None:
    """It counts no more. :raises PermissionDenied: the actor may not."""
    require(actor, Action.WAIVE, waiver.team)
    _close([waiver.pk], "withdrawn")
    record(actor, waiver.team, "waiver.closed", waiver)


def close_mended(cluster: Cluster, ids: list[str]) -> None:
    """Those of a cluster's waivers whose cause is mended in what was approved."""
    own = Waiver.objects.filter(pk__in=ids, cluster=cluster)
    _close(list(own.values_list("pk", flat=True)), "mended")


def _close(ids: list[Any], why: str) -> None:
    Waiver.objects.filter(pk__in=ids, closed="").update(closed=why, closed_at=timezone.now())
