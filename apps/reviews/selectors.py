"""What reads reviews; only what the actor may see."""

from typing import Any

from django.db import close_old_connections
from django.db.models import Q, QuerySet

from apps.accounts.permissions import Action, Actor, teams
from apps.reviews.models import Review, Status
from lvsportal.engine.source.decoding import decode
from lvsportal.engine.source.source import Source


def reviews(actor: Actor) -> QuerySet[Review]:
    """Those of the actor's teams; and those that a token submitted, also where it may read no others."""
    allowed = Q(team__in=teams(actor))
    if actor.token is not None:
        allowed |= Q(submitted_with=actor.token, team__in=teams(actor, Action.SUBMIT))
    return _with_names(Review.objects.filter(allowed))


def to_share(actor: Actor) -> QuerySet[Review]:
    """Those that the actor may make links to."""
    return _with_names(Review.objects.filter(team__in=teams(actor, Action.SHARE)))


def _with_names(found: QuerySet[Review]) -> QuerySet[Review]:
    return found.select_related(
        "team", "revision__cluster", "created_by", "base__cluster", "override__asked_by", "override__approver"
    )


def report_of(review: Review) -> dict[str, Any]:
    """The stored report, in both languages. :raises StoredReport.DoesNotExist: there is none (yet)."""
    return review.stored_report.report


def sources_of(review: Review) -> list[Source]:
    """The files that were reviewed, masked, in the order of their paths."""
    return [decode(file.path, file.content) for file in review.revision.files.all()]


def overs(reviews: list[str]) -> set[str]:
    """Those of the reviews (ids) that are over. For calls that wait, whose right was decided when they began."""
    close_old_connections()
    found = Review.objects.filter(pk__in=reviews, status__in=(Status.DONE, Status.FAILED))
    return {str(pk) for pk in found.order_by().values_list("pk", flat=True)}
