"""What the API tells of the portal's nouns."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.accounts.models import ApiToken, AuditEntry
from apps.api.gate_serializers import GateOut, gate_of
from apps.clusters.models import Cluster, Revision
from apps.reviews.models import Review
from apps.reviews.queue import Queue
from apps.reviews.wording import reason_text
from apps.sharing.models import Share


class ReviewOut(serializers.ModelSerializer):
    cluster = serializers.CharField(source="revision.cluster.name")
    cluster_id = serializers.UUIDField(source="revision.cluster_id")
    revision = serializers.IntegerField(source="revision.number")
    team = serializers.CharField(source="team.slug")
    gate = serializers.SerializerMethodField()
    failure = serializers.SerializerMethodField()
    queue_position = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    report = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = [
            "id", "status", "cluster", "cluster_id", "revision", "team", "change_ref", "created_at", "started_at",
            "finished_at", "queue_position", "progress", "summary", "gate", "failure", "url", "report",
        ]  # fmt: skip

    @extend_schema_field(GateOut(allow_null=True))
    def get_gate(self, review: Review) -> dict[str, Any] | None:
        return gate_of(review)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_failure(self, review: Review) -> str | None:
        return reason_text(review.failure) if review.failure else None

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_queue_position(self, review: Review) -> int | None:
        if review.status != "queued":
            return None
        queue: Queue = self.context.setdefault("queue", Queue())
        return queue.position(review)

    @extend_schema_field(serializers.URLField())
    def get_url(self, review: Review) -> str:
        return reverse("web:review", [review.pk], request=self.context.get("request"))

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_report(self, review: Review) -> str | None:
        if review.status != "done":
            return None
        return reverse("api:report", [review.pk, "report.json"], request=self.context.get("request"))


class ClusterOut(serializers.ModelSerializer):
    team = serializers.CharField(source="team.slug")

    class Meta:
        model = Cluster
        fields = ["id", "name", "team", "created_at"]


class RevisionOut(serializers.ModelSerializer):
    approved_by = serializers.CharField(source="approved_by.username", default=None, allow_null=True)
    deployed_by = serializers.CharField(source="deployed_by.username", default=None, allow_null=True)
    files = serializers.SerializerMethodField()

    class Meta:
        model = Revision
        fields = [
            "id", "number", "digest", "given_digest", "created_at", "approved_at", "approved_by", "deployed_at",
            "deployed_by", "files",
        ]  # fmt: skip

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_files(self, revision: Revision) -> list[str]:
        return [file.path for file in revision.files.all()]


class ShareOut(serializers.ModelSerializer):
    review = serializers.UUIDField(source="review_id")

    class Meta:
        model = Share
        fields = ["id", "review", "created_at", "expires_at", "revoked_at", "uses"]


class ShareMade(ShareOut):
    url = serializers.URLField(read_only=True, help_text="shown this once")

    class Meta(ShareOut.Meta):
        fields = [*ShareOut.Meta.fields, "url"]


class TokenOut(serializers.ModelSerializer):
    team = serializers.CharField(source="team.slug")

    class Meta:
        model = ApiToken
        fields = ["id", "name", "team", "scopes", "hint", "created_at", "expires_at", "last_used_at"]


class TokenMade(TokenOut):
    token = serializers.CharField(read_only=True, help_text="shown this once")

    class Meta(TokenOut.Meta):
        fields = [*TokenOut.Meta.fields, "token"]


class RuleOut(serializers.Serializer):
    id = serializers.CharField()
    severity = serializers.ChoiceField(["error", "warning", "info"])
    title = serializers.CharField()
    summary = serializers.CharField()
    article = serializers.CharField()


class ArticleOut(serializers.Serializer):
    id = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    language = serializers.CharField()
    markdown = serializers.CharField(required=False)
    url = serializers.CharField()


class AuditOut(serializers.ModelSerializer[AuditEntry]):
    team = serializers.CharField(source="team.slug")

    class Meta:
        model = AuditEntry
        fields = (
            "id", "team", "at", "who", "by", "action", "subject", "subject_id", "before", "after", "why", "request",
        )  # fmt: skip
