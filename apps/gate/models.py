"""A team's policy in all its versions, and its waivers."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Team
from apps.clusters.models import Cluster
from lvsportal.engine.policy.requirements import Level, Policy, Requirement
from lvsportal.engine.policy.waivers import Waiver as EngineWaiver


class Baseline(models.TextChoices):
    """What a revision must be to be the base that others are compared with."""

    APPROVED = "approved", _("approved")
    DEPLOYED = "deployed", _("deployed")


class PolicyVersion(models.Model):
    """One version of a team's policy; never changed. It counts from ``activated_at`` on, until a later one does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="policies")
    version = models.PositiveIntegerField()
    levels = models.JSONField(default=dict)
    longest_waiver = models.PositiveIntegerField(default=366)
    second_person = models.BooleanField(default=False)
    waivers_in_files = models.BooleanField(default=False)
    baseline = models.CharField(max_length=10, choices=Baseline.choices, default=Baseline.APPROVED)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "version"], name="one_policy_a_version")]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.team} / policy {self.version}"

    @property
    def policy(self) -> Policy:
        """As the engine takes it."""
        levels: Mapping[Requirement, Level] = {Requirement(k): Level(v) for k, v in self.levels.items()}
        return Policy(
            self.team.slug, self.version, levels, self.longest_waiver, self.second_person, self.waivers_in_files
        )


class Waiver(models.Model):
    """What is accepted for a time. Its scope is a fingerprint, or a rule with a node or a service; of one cluster or
    (None) of all. ``closed``: why it counts no more before its end: withdrawn, or mended. ``told_days``: how
    many days before its end the owner was told last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="waivers")
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, null=True, related_name="waivers")
    rule = models.CharField(max_length=10, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    node = models.CharField(max_length=200, blank=True)
    service = models.CharField(max_length=200, blank=True)
    reason = models.TextField(max_length=2000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    expires = models.DateField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    told_days = models.PositiveSmallIntegerField(null=True)
    closed = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.rule or self.fingerprint} · {self.owner} · {self.expires}"

    @property
    def waiver(self) -> EngineWaiver:
        """As the engine takes it."""
        approver = self.approved_by.username if self.approved_by else ""
        scope = (self.rule, self.fingerprint, self.node, self.service)
        return EngineWaiver(str(self.pk), *scope, self.reason, self.owner.username, self.expires, approver)
