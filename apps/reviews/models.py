"""Reviews: their rows are the queue, and the truth."""

import uuid
import zlib
from typing import Any

import msgspec
import zstandard
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import ApiToken, Team
from apps.clusters.models import Cluster, Revision

_ZSTD_LEVEL = 3


class Status(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Review(models.Model):
    """One run of the engine over a revision.

    ``lease_until`` and ``claim``: who runs it now, and until when that counts. ``failure``: why it failed, as a text
    in both languages. ``summary``: the report's, kept beside it for lists, as ``cluster`` is the revision's.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="reviews")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="reviews")
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="reviews", db_index=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    change_ref = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    submitted_with = models.ForeignKey(ApiToken, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    progress = models.CharField(max_length=40, blank=True)
    failure = models.JSONField(null=True)
    base = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.JSONField(null=True)
    summary = models.JSONField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["status", "created_at"], name="review_queue"),
            models.Index(fields=["team", "-created_at", "-id"], name="reviews_of_team"),
            models.Index(fields=["cluster", "-created_at", "-id"], name="reviews_of_cluster"),
        ]

    def __str__(self) -> str:
        return f"{self.revision} / review {str(self.id)[:4]}"

    @property
    def is_over(self) -> bool:
        return self.status in (Status.DONE, Status.FAILED)


class StoredReport(models.Model):
    """The report of a review, in both languages; exactly one for each review that is done. JSON by zstd; those of the
    first release are by zlib."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="stored_report")
    compressed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.review)

    @classmethod
    def pack(cls, report: dict[str, Any]) -> bytes:
        return zstandard.compress(msgspec.json.encode(report), _ZSTD_LEVEL)

    @property
    def report(self) -> dict[str, Any]:
        packed = bytes(self.compressed)
        is_zstd = packed.startswith(zstandard.FRAME_HEADER)
        unpacked = zstandard.decompress(packed) if is_zstd else zlib.decompress(packed)
        return dict(msgspec.json.decode(unpacked))


class Override(models.Model):
    """A change that goes although its decision says no. Never a waiver: it is of this one review."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="override")
    reason = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.review)


class IdempotencyKey(models.Model):
    """The first answer to a key of a team's program, so that a retry gets it again."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return self.key


class Pulse(models.Model):
    """When something was last heard of, and how often: workers, sweeps, messages that could not be sent."""

    name = models.CharField(primary_key=True, max_length=200)
    at = models.DateTimeField()
    count = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return self.name
