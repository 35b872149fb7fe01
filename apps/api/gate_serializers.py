"""What the API tells and takes of policies, waivers, decisions and approvals."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.forms import CheckIn, Strict
from apps.gate.models import Baseline, PolicyVersion, Waiver
from apps.gate.selectors import rules_of, state_of
from apps.reviews.decisions import told
from apps.reviews.models import Override, Review
from lvsportal.engine.policy.requirements import Level, Requirement

LEVELS = [level.value for level in Level]


class PolicyIn(Strict):
    """A new version; requirements that are not named are off."""

    requirements = serializers.DictField(child=serializers.ChoiceField(LEVELS), allow_empty=False)
    longest_waiver = serializers.IntegerField(min_value=1, max_value=3660, default=366, help_text="days")
    second_person = serializers.BooleanField(default=False)
    waivers_in_files = serializers.BooleanField(default=False)
    base = serializers.ChoiceField(Baseline.choices, default=Baseline.APPROVED)
    activate = serializers.BooleanField(default=False)
    team = serializers.SlugField(required=False)

    def validate_requirements(self, levels: dict[str, str]) -> dict[str, str]:
        unknown = [name for name in levels if name not in tuple(Requirement)]
        if unknown:
            raise serializers.ValidationError({name[:100]: ["unknown"] for name in unknown})
        return levels


class PolicyOut(serializers.ModelSerializer):
    team = serializers.CharField(source="team.slug")
    requirements = serializers.DictField(source="levels", child=serializers.ChoiceField(LEVELS))
    base = serializers.ChoiceField(Baseline.choices, source="baseline")
    created_by = serializers.CharField(source="created_by.username", default=None, allow_null=True)

    class Meta:
        model = PolicyVersion
        fields = [
            "id", "team", "version", "requirements", "longest_waiver", "second_person", "waivers_in_files", "base",
            "created_by", "created_at", "activated_at",
        ]  # fmt: skip


class TriedOut(serializers.Serializer):
    review = serializers.UUIDField(source="review.pk")
    cluster = serializers.CharField(source="review.revision.cluster.name")
    was = serializers.CharField()
    would_be = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class DryRunOut(serializers.Serializer):
    reviews = serializers.IntegerField()
    changed = serializers.IntegerField()
    results = TriedOut(many=True)


class WaiverIn(Strict):
    """The scope is a fingerprint, or a rule with a node or a service; of one cluster, or of all."""

    reason = serializers.CharField(max_length=2000)
    owner = serializers.CharField(max_length=150, help_text="a member's user name")
    expires = serializers.DateField()
    rule = serializers.RegexField(r"(?i)^LVS\d{3}$", required=False, default="")
    fingerprint = serializers.CharField(max_length=64, required=False, default="")
    node = serializers.CharField(max_length=200, required=False, default="")
    service = serializers.CharField(max_length=200, required=False, default="")
    cluster = serializers.UUIDField(required=False, allow_null=True, default=None)
    team = serializers.SlugField(required=False)


class WaiverOut(serializers.ModelSerializer):
    team = serializers.CharField(source="team.slug")
    cluster = serializers.CharField(source="cluster.name", default=None, allow_null=True)
    owner = serializers.CharField(source="owner.username")
    requested_by = serializers.CharField(source="requested_by.username", default=None, allow_null=True)
    approved_by = serializers.CharField(source="approved_by.username", default=None, allow_null=True)
    state = serializers.SerializerMethodField()

    class Meta:
        model = Waiver
        fields = [
            "id", "team", "cluster", "rule", "fingerprint", "node", "service", "reason", "owner", "expires", "state",
            "requested_by", "created_at", "approved_by", "approved_at", "closed_at",
        ]  # fmt: skip

    @extend_schema_field(
        serializers.ChoiceField(["requested", "active", "expiring", "expired", "obsolete", "withdrawn"])
    )
    def get_state(self, waiver: Waiver) -> str:
        return state_of(waiver, timezone.localdate(), rules_of(waiver.team).policy)


class RevisionIn(CheckIn):
    """``replace``: these files are the whole; ``patch``: they go over the newest revision's."""

    mode = serializers.ChoiceField(["replace", "patch"])


class OverrideIn(Strict):
    reason = serializers.CharField(max_length=2000)
    approver = serializers.CharField(max_length=150, help_text="a second member's user name")


class OverrideOut(serializers.ModelSerializer):
    asked_by = serializers.CharField(source="asked_by.username", default=None, allow_null=True)
    approver = serializers.CharField(source="approver.username", default=None, allow_null=True)

    class Meta:
        model = Override
        fields = ["reason", "asked_by", "approver", "created_at"]


class ReviewPatch(Strict):
    change_ref = serializers.CharField(max_length=200, allow_blank=True)


class PolicyNameOut(serializers.Serializer):
    name = serializers.CharField()
    version = serializers.IntegerField()


class RequirementOut(serializers.Serializer):
    requirement = serializers.CharField()
    level = serializers.ChoiceField(LEVELS)
    outcome = serializers.ChoiceField(["met", "unmet", "unknown", "off"])
    code = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()
    names = serializers.ListField(child=serializers.CharField())
    message = serializers.CharField(allow_blank=True)
    turn = serializers.CharField(allow_blank=True)


class GateOut(serializers.Serializer):
    """The decision over one review. ``reasons``: codes for machines."""

    decision = serializers.ChoiceField(["pass", "fail", "undecided", "not_applicable"])
    reasons = serializers.ListField(child=serializers.CharField())
    policy = PolicyNameOut(allow_null=True)
    base = serializers.CharField(allow_null=True)
    base_stale = serializers.BooleanField(help_text="a later revision was approved since")
    requirements = RequirementOut(many=True)
    digest = serializers.CharField(allow_blank=True)
    valid_until = serializers.DateTimeField(allow_null=True)
    superseded_by = serializers.UUIDField(allow_null=True)
    override = OverrideOut(allow_null=True)


class ChangeOut(serializers.Serializer):
    change_ref = serializers.CharField()
    decision = serializers.ChoiceField(["pass", "fail", "undecided", "not_applicable", "pending"])
    digest = serializers.CharField()
    reviews = serializers.ListField(child=serializers.DictField())


def gate_of(review: Review) -> dict[str, Any] | None:
    """The decision in the caller's language; None for a review that is not over."""
    found = told(review)
    if found is None:
        return None
    return {
        **found._asdict(),
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "superseded_by": str(found.superseded_by.pk) if found.superseded_by else None,
        "override": OverrideOut(found.override).data if found.override else None,
    }
