"""People, their teams, and the tokens of their programs."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in."""


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    MEMBER = "member", _("member")
    VIEWER = "viewer", _("viewer")


class Scope(models.TextChoices):
    """What a token may do."""

    READ = "read", _("read reviews and reports")
    SUBMIT = "submit", _("submit definitions")
    SHARE = "share", _("make and revoke share links")
    GATE = "gate", _("ask for waivers, approve, override")
    TOKENS = "tokens", _("make and revoke tokens")


class Team(models.Model):
    """Whoever sees a cluster sees it as a member of its team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    keep_days = models.PositiveIntegerField(null=True)  # of definitions and reports; None: for good
    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="one_membership_a_team")]
        ordering = ["joined_at"]

    def __str__(self) -> str:
        return f"{self.user} · {self.team} · {self.role}"


class Invitation(models.Model):
    """A link that lets one person join a team. Only the hash of its token is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.team} · {self.role}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.expires_at > timezone.now()


class ApiToken(models.Model):
    """A program's key to one team. Only its hash is stored; ``hint`` are its last characters. ``parent``: the token
    that made it, which it does not outlive."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} …{self.hint}"

    @property
    def is_live(self) -> bool:
        return self.expires_at > timezone.now()


class AppendOnly(models.QuerySet["AuditEntry"]):
    """Rows that nobody changes or deletes."""

    def update(self, **values: object) -> int:
        raise TypeError("the audit log is only added to")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("the audit log is only added to")


class AuditEntry(models.Model):
    """Who did what to what, by which token or session. ``who`` and ``subject`` are names, which stay when people,
    tokens and things go."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    who = models.CharField(max_length=200)
    by = models.CharField(max_length=100)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    subject_id = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    why = models.TextField(blank=True)
    request = models.CharField(max_length=40, blank=True)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["team", "-at", "-id"], name="audit_of_team")]

    def __str__(self) -> str:
        return f"{self.who} {self.action} {self.subject}"

    def save(self, *args: object, **options: object) -> None:
        if self.pk is not None:
            raise TypeError("the audit log is only added to")
        super().save(force_insert=True)

    def delete(self, *args: object, **options: object) -> tuple[int, dict[str, int]]:
        raise TypeError("the audit log is only added to")
