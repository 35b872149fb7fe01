"""The decision over one review, as pages and API tell it."""

from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import get_language

from apps.reviews.approvals import decision_of
from apps.reviews.changes import superseded_by, valid_until
from apps.reviews.models import Override, Review


class Told(NamedTuple):
    """``requirements``: each with its message and what would turn it, in the language of the request; ``base_stale``: a later
    revision was approved since; ``digest``: of what was given."""

    decision: str
    reasons: list[str]
    policy: dict[str, Any] | None
    base: str | None
    base_stale: bool
    requirements: list[dict[str, Any]]
    digest: str
    valid_until: datetime | None
    superseded_by: Review | None
    override: Override | None

    @property
    def unmet(self) -> list[dict[str, Any]]:
        """What holds the change, and what is only told."""
        return [one for one in self.requirements if one["outcome"] in ("unmet", "unknown")]


def told(review: Review) -> Told | None:
    """The decision over a review; None for one that is not over."""
    decision = decision_of(review)
    if not decision:
        return None
    stored = review.decision or {}
    failed = [review.failure.get("code", "broken")] if review.failure else []
    return Told(
        decision,
        stored.get("reasons") or failed,
        stored.get("policy"),
        stored.get("base"),
        _is_stale(review),
        [_localised(one) for one in stored.get("requirements", [])],
        review.revision.given_digest,
        valid_until(review),
        superseded_by(review) if review.change_ref else None,
        getattr(review, "override", None),
    )


def _is_stale(review: Review) -> bool:
    if review.base is None or review.base.approved_at is None:
        return False
    later = review.base.cluster.revisions.filter(approved_at__gt=review.base.approved_at)
    return later.exclude(pk=review.revision_id).exists()


def _localised(requirement: dict[str, Any]) -> dict[str, Any]:
    language = get_language() or "en"
    said = {name: requirement[name].get(language) or requirement[name]["en"] for name in ("message", "turn")}
    return {**requirement, **said}
