"""What reads reviews; only what the actor may see."""

from typing import Any

from django.db.models import QuerySet

from apps.accounts.permissions import Actor, teams
from apps.reviews.models import Review
from lvsportal.engine.source.decoding import decode
from lvsportal.engine.source.source import Source


def reviews(actor: Actor) -> QuerySet[Review]:
    found = Review.objects.filter(team__in=teams(actor))
    return found.select_related("team", "revision__cluster", "created_by")


def report_of(review: Review) -> dict[str, Any]:
    """The stored report, in both languages. :raises StoredReport.DoesNotExist: there is none (yet)."""
    return review.stored_report.report


def sources_of(review: Review) -> list[Source]:
    """The files that were reviewed, masked, in the order of their paths."""
    return [decode(file.path, file.content) for file in review.revision.files.all()]
