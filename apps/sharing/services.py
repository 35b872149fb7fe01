"""What changes share links, and what opens them."""

from datetime import timedelta

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from apps.accounts.permissions import Action, Actor, require, teams
from apps.accounts.secrets import new_token, token_hash
from apps.reviews.models import Review
from apps.sharing.models import Share

LONGEST = timedelta(days=366)


def shares(actor: Actor) -> QuerySet[Share]:
    """The links that the actor may see."""
    return Share.objects.filter(review__team__in=teams(actor)).select_related("review__team", "created_by")


def create_share(*, actor: Actor, review: Review, lasts: timedelta | None = None) -> tuple[Share, str]:
    """A link's row and its token, which is shown this once.

    :raises PermissionDenied: the actor may not share. :raises ValueError: ``lasts`` is not within a year.
    """
    require(actor, Action.SHARE, review.team)
    lasts = timedelta(days=settings.SHARE_DAYS) if lasts is None else lasts
    if not timedelta(0) < lasts <= LONGEST:
        raise ValueError("lasts")
    token = new_token()
    share = Share.objects.create(
        review=review, token_hash=token_hash(token), created_by=actor.user, expires_at=timezone.now() + lasts
    )
    return share, token


def revoke_share(*, actor: Actor, share: Share) -> None:
    """The link answers 404 from now on. :raises PermissionDenied: the actor may not share."""
    require(actor, Action.SHARE, share.review.team)
    Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=timezone.now())


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
    return share
