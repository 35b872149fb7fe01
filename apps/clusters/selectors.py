"""What reads clusters; only what the actor may see."""

from django.db.models import QuerySet

from apps.accounts.permissions import Actor, team_ids
from apps.clusters.models import Cluster, Revision


def clusters(actor: Actor) -> QuerySet[Cluster]:
    return Cluster.objects.filter(team__in=team_ids(actor)).select_related("team")


def revisions(actor: Actor) -> QuerySet[Revision]:
    return Revision.objects.filter(cluster__team__in=team_ids(actor)).select_related("cluster__team")
