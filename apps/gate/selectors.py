"""What reads policies and waivers; only what the actor may see."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from apps.accounts.models import Team
from apps.accounts.permissions import Actor, teams
from apps.clusters.models import Cluster, Revision
from apps.gate.models import Baseline, PolicyVersion, Waiver
from lvsportal.engine.policy.requirements import Policy
from lvsportal.engine.policy.waivers import State
from lvsportal.engine.policy.waivers import Waiver as EngineWaiver


class Rules(NamedTuple):
    """By what a team's changes are decided now."""

    policy: Policy
    baseline: Baseline


def policies(actor: Actor) -> QuerySet[PolicyVersion]:
    return PolicyVersion.objects.filter(team__in=teams(actor)).select_related("team", "created_by")


def waivers(actor: Actor) -> QuerySet[Waiver]:
    found = Waiver.objects.filter(team__in=teams(actor))
    return found.select_related("team", "cluster", "owner", "requested_by", "approved_by")


def rules_of(team: Team) -> Rules:
    """The team's newest activated policy; what a new team starts with where there is none."""
    found = team.policies.filter(activated_at__isnull=False).order_by("-activated_at").first()
    return (
        Rules(Policy(team.slug), Baseline.APPROVED)
        if found is None
        else Rules(found.policy, Baseline(found.baseline))
    )


def waivers_of(cluster: Cluster) -> list[EngineWaiver]:
    """The waivers that may count for a cluster: not closed, of it or of all clusters of its team."""
    found = Waiver.objects.filter(Q(cluster=cluster) | Q(cluster=None), team=cluster.team, closed="")
    return [row.waiver for row in found.select_related("owner", "approved_by").order_by("created_at")]


def state_of(waiver: Waiver, today: date, policy: Policy) -> str:
    """By the calendar, its approval and what closed it. Whether it matches anything only a review tells."""
    if waiver.closed:
        return State.OBSOLETE.value if waiver.closed == "mended" else "withdrawn"
    return waiver.waiver.standing(today, policy).value


def base_of(cluster: Cluster, baseline: Baseline) -> Revision | None:
    """The revision that "newest" means: the last one approved (or deployed), never a proposal."""
    mark = "deployed_at" if baseline is Baseline.DEPLOYED else "approved_at"
    return cluster.revisions.filter(**{f"{mark}__isnull": False}).order_by(f"-{mark}").first()
