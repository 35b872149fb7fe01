"""The decision over a whole change: all reviews that name it, the newest one of each cluster."""

import hashlib
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from apps.accounts.permissions import Actor
from apps.gate.models import PolicyVersion
from apps.gate.selectors import waivers_of
from apps.reviews.approvals import decision_of
from apps.reviews.models import Review, Status
from apps.reviews.selectors import reviews
from lvsportal.engine.policy.decide import decide

# What stops a change comes first; "" is a review that is not over.
_ORDER = ("fail", "", "undecided", "pass", "not_applicable")
MOST_DRY = 50
_MOST_CLUSTERS = 500


class ChangeDecision(NamedTuple):
    """``digest``: of the digests of all that was judged, in the order of the clusters' names."""

    change_ref: str
    decision: str
    reviews: list[Review]
    digest: str


def decision_over(actor: Actor, change_ref: str) -> ChangeDecision | None:
    """The decision over a change; None where no review of the actor's names it."""
    newest: dict[Any, Review] = {}
    found = reviews(actor).filter(change_ref=change_ref).select_related("override", "base")
    for review in found.order_by("-created_at")[: _MOST_CLUSTERS * 4]:
        newest.setdefault(review.revision.cluster_id, review)
    if not newest:
        return None
    listed = sorted(newest.values(), key=lambda one: one.revision.cluster.name)
    decisions = [in_effect(review) for review in listed]
    worst = min(decisions, key=_ORDER.index)
    lines = "".join(f"{one.revision.given_digest}  {one.revision.cluster.name}\n" for one in listed)
    digest = f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"
    return ChangeDecision(change_ref, worst or "pending", listed, digest)


def in_effect(review: Review) -> str:
    """The decision as it counts: an override lets the change go."""
    return "pass" if hasattr(review, "override") else decision_of(review)


def valid_until(review: Review) -> datetime | None:
    """When the decision ends: with the first of the waivers that it rests on."""
    used = [one for one in (review.decision or {}).get("waivers", []) if one["state"] in ("active", "expiring")]
    if not used:
        return None
    last = min(date.fromisoformat(one["expires"]) for one in used)
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))


def superseded_by(review: Review) -> Review | None:
    """The newest later review of the same cluster and change."""
    later = Review.objects.filter(
        cluster=review.cluster_id,
        change_ref=review.change_ref,
        created_at__gt=review.created_at,
    )
    return later.order_by("-created_at").first()


class Tried(NamedTuple):
    """What a policy would have decided on a review, beside what was decided."""

    review: Review
    was: str
    would_be: str
    reasons: list[str]


def dry_run(actor: Actor, version: PolicyVersion) -> list[Tried]:
    """What a policy would have decided on the team's last 50 reviews that are done."""
    done = reviews(actor).filter(team=version.team, status=Status.DONE).select_related("stored_report")
    return [_tried(review, version) for review in done.order_by("-created_at")[:MOST_DRY]]


def _tried(review: Review, version: PolicyVersion) -> Tried:
    report: Any = review.stored_report.report
    told = decide(report, version.policy, waivers_of(review.revision.cluster), timezone.localdate())
    decision = told["decision"]
    return Tried(review, decision_of(review), decision["decision"], decision["reasons"])
