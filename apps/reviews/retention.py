"""How long a team keeps definitions and reports, and what it deletes itself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from apps.accounts.audit import record
from apps.accounts.models import Team
from apps.accounts.permissions import Action, Actor, require
from apps.clusters.models import Cluster, Revision
from apps.reviews.models import Review, Status

SHORTEST_DAYS, LONGEST_DAYS = 1, 3650
_AT_ONCE = 200


def keep_for(*, actor: Actor, team: Team, days: int | None) -> None:
    """So many days, or (None) for good. :raises PermissionDenied: the actor is no owner. :raises ValueError: days."""
    require(actor, Action.MANAGE_TEAM, team)
    if days is not None and not SHORTEST_DAYS <= days <= LONGEST_DAYS:
        raise ValueError("days")
    record(actor, team, "team.keep", team, before={"days": team.keep_days}, after={"days": days})
    Team.objects.filter(pk=team.pk).update(keep_days=days)


def delete_cluster(*, actor: Actor, cluster: Cluster) -> None:
    """With its revisions, reviews, reports and links. :raises PermissionDenied: the actor is no owner."""
    require(actor, Action.MANAGE_TEAM, cluster.team)
    record(actor, cluster.team, "cluster.deleted", cluster)
    cluster.delete()


def forget(now: datetime | None = None) -> int:
    """Delete what teams keep no longer; how many reviews that were."""
    count = 0
    for team in Team.objects.exclude(keep_days=None):
        before = (now or timezone.now()) - timedelta(days=team.keep_days or LONGEST_DAYS)
        count += _delete(Review.objects.filter(team=team, created_at__lt=before, status__in=_OVER))
        _delete(_revisions_to_forget(team, before))
    return count


_OVER = (Status.DONE, Status.FAILED)


def _revisions_to_forget(team: Team, before: datetime) -> QuerySet[Revision]:
    """Old ones that nothing rests on: each cluster keeps its newest, and those that were approved or deployed."""
    old = Revision.objects.filter(cluster__team=team, created_at__lt=before, reviews=None)
    newer = Q(cluster__revisions__number__gt=F("number"))
    return old.filter(newer, approved_at=None, deployed_at=None).distinct()


def _delete(found: QuerySet[Review] | QuerySet[Revision]) -> int:
    """Some at a time, so that nobody waits for the lock."""
    count = 0
    while keys := list(found.order_by().values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            found.model.objects.filter(pk__in=keys).delete()
        count += len(keys)
    return count
