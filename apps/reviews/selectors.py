"""What reads reviews; only what the actor may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import close_old_connections
from django.db.models import OuterRef, Q, QuerySet, Subquery

from apps.accounts.permissions import Action, Actor, team_ids
from apps.clusters.models import Cluster
from apps.reviews.models import Review, Status
from lvsportal.engine.source.decoding import decode
from lvsportal.engine.source.source import Source


def reviews(actor: Actor) -> QuerySet[Review]:
    """Those of the actor's teams; and those that a token submitted, also where it may read no others."""
    readable = team_ids(actor)
    allowed = Q(team__in=readable)
    if actor.token is not None and not readable:
        allowed = Q(submitted_with=actor.token, team__in=team_ids(actor, Action.SUBMIT))
    return _with_names(Review.objects.filter(allowed))


def newest_of(clusters: Iterable[Cluster]) -> dict[UUID, Review]:
    """The newest review of each of some clusters, by the cluster's key."""
    newest = Review.objects.filter(cluster=OuterRef("pk")).order_by("-created_at", "-id").values("pk")[:1]
    asked = Cluster.objects.filter(pk__in=[one.pk for one in clusters]).order_by()
    reviews = asked.annotate(newest=Subquery(newest)).values_list("newest", flat=True)
    return {review.cluster_id: review for review in Review.objects.filter(pk__in=list(reviews))}


def to_share(actor: Actor) -> QuerySet[Review]:
    """Those that the actor may make links to."""
    return _with_names(Review.objects.filter(team__in=team_ids(actor, Action.SHARE)))


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
