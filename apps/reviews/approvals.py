"""What people decide over a review: a revision approved or deployed, a decision overridden."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.audit import record
from apps.accounts.models import Membership, Role, User
from apps.accounts.permissions import Action, Actor, person_of, require
from apps.clusters.models import Revision
from apps.gate.services import Refused, close_mended
from apps.reviews.models import Override, Review, Status


def newest_review(revision: Revision) -> Review | None:
    """The last review of a revision that is over."""
    over = Review.objects.filter(revision=revision, status__in=(Status.DONE, Status.FAILED))
    return over.order_by("-finished_at").first()


@transaction.atomic
def approve_revision(*, actor: Actor, revision: Revision) -> None:
    """From now on it is what "newest" means. Waivers of what it mends are closed.

    :raises PermissionDenied: the actor may not. :raises Refused: it was not reviewed, or its decision is fail and nobody
    overrode that.
    """
    require(actor, Action.APPROVE, revision.cluster.team)
    review = newest_review(revision)
    if review is None:
        raise Refused("revision", _("This revision was not reviewed yet."))
    if decision_of(review) == "fail" and not hasattr(review, "override"):
        raise Refused(
            "revision", _("The decision over this revision is fail: mend it, or override the decision first.")
        )
    revision.approved_at, revision.approved_by = timezone.now(), person_of(actor)
    revision.save(update_fields=["approved_at", "approved_by"])
    record(actor, revision.cluster.team, "revision.approved", revision)
    waivers = (review.decision or {}).get("waivers", [])
    close_mended(
        revision.cluster, [one["id"] for one in waivers if one["state"] == "obsolete" and not one["in_file"]]
    )


def mark_deployed(*, actor: Actor, revision: Revision) -> None:
    """It runs now. :raises PermissionDenied: the actor may not. :raises Refused: it is a proposal."""
    require(actor, Action.APPROVE, revision.cluster.team)
    if revision.approved_at is None:
        raise Refused("revision", _("Only an approved revision is deployed."))
    revision.deployed_at, revision.deployed_by = timezone.now(), person_of(actor)
    revision.save(update_fields=["deployed_at", "deployed_by"])
    record(actor, revision.cluster.team, "revision.deployed", revision)


def decision_of(review: Review) -> str:
    """pass, fail, undecided, not_applicable; fail for a review without a report, "" for one that is not over."""
    if review.status == Status.FAILED:
        return "fail"
    if review.decision:
        return str(review.decision["decision"])
    return str(review.summary["gate"]) if review.summary else ""


def override(*, actor: Actor, review: Review, reason: str, approver: str) -> Override:
    """Break-glass: the change goes although its decision says no; for this review alone.

    :raises PermissionDenied: the actor may not. :raises Refused: no reason, no second person, or nothing to override.
    """
    require(actor, Action.APPROVE, review.team)
    if not reason.strip():
        raise Refused("reason", _("An override needs a reason."))
    if decision_of(review) in ("", "pass", "not_applicable"):
        raise Refused("review", _("There is no decision that holds this change."))
    if hasattr(review, "override"):
        raise Refused("review", _("This decision was overridden already."))
    person, second = person_of(actor), _approver(review, approver)
    if person is not None and second.pk == person.pk:
        raise Refused("approver", _("The approver is a second person."))
    record(
        actor, review.team, "review.overridden", review, after={"approver": second.username}, why=reason.strip()
    )
    return Override.objects.create(review=review, reason=reason.strip(), asked_by=person, approver=second)


def _approver(review: Review, username: str) -> User:
    roles = (Role.OWNER, Role.MEMBER)
    found = Membership.objects.filter(team=review.team, role__in=roles, user__is_active=True)
    member = found.filter(user__username=username).select_related("user").first()
    if member is None:
        raise Refused("approver", _("The team has no member of this name who may approve."))
    user: Any = member.user
    return user if isinstance(user, get_user_model()) else member.user


def set_change_ref(*, actor: Actor, review: Review, change_ref: str) -> None:
    """Name the change that a review belongs to. :raises PermissionDenied: the actor may not submit."""
    require(actor, Action.SUBMIT, review.team)
    review.change_ref = change_ref
    review.save(update_fields=["change_ref"])
