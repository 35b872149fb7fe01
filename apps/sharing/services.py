"""What changes share links, and what opens them."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from apps.accounts.audit import record
from apps.accounts.permissions import NOBODY, Action, Actor, require, teams
from apps.accounts.secrets import new_token, token_hash
from apps.reviews.models import Review
from apps.sharing.models import Share


def shares(actor: Actor) -> QuerySet[Share]:
    """The links that the actor may see."""
    allowed = Q(review__team__in=teams(actor)) | Q(review__team__in=teams(actor, Action.SHARE))
    return Share.objects.filter(allowed).select_related(
        "review__team", "review__revision__cluster", "created_by"
    )


def create_share(*, actor: Actor, review: Review, lasts: timedelta | None = None) -> tuple[Share, str]:
    """A link's row and its token, which is shown this once.

    :raises PermissionDenied: the actor may not share. :raises ValueError: ``lasts`` is longer than the operator allows.
    """
    require(actor, Action.SHARE, review.team)
    lasts = timedelta(days=settings.SHARE_DAYS) if lasts is None else lasts
    if not timedelta(0) < lasts <= timedelta(days=settings.SHARE_DAYS_MOST):
        raise ValueError("lasts")
    token = new_token()
    share = Share.objects.create(
        review=review, token_hash=token_hash(token), created_by=actor.user, expires_at=timezone.now() + lasts
    )
    record(actor, review.team, "share.made", review, after={"until": share.expires_at.isoformat()})
    return share, token


def revoke_share(*, actor: Actor, share: Share) -> None:
    """The link answers 404 from now on. :raises PermissionDenied: the actor may not share."""
    require(actor, Action.SHARE, share.review.team)
    Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=timezone.now())
    record(actor, share.review.team, "share.revoked", share.review)


def open_share(token: str, *, count: bool = True) -> Share | None:
    """The live link with this token, its use counted; None for any other."""
    share = (
        Share.objects.select_related("review__revision__cluster", "review__team")
        .filter(token_hash=token_hash(token))
        .first()
    )
    if share is None or not share.is_live:
        return None
    if count:
        Share.objects.filter(pk=share.pk).update(uses=F("uses") + 1)
        record(NOBODY, share.review.team, "share.read", share.review)
    return share
