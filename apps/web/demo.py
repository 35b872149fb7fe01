"""The demo team of `make run`: a person, a token, a cluster with a first review. Made once; safe to ask for again."""

import json
import os
import secrets
from pathlib import Path

from django.db import transaction

from apps.accounts.models import Scope, Team, User
from apps.accounts.permissions import Actor
from apps.accounts.services import create_team, create_token, recognise
from apps.reviews.services import Submission, request_review
from apps.reviews.uploads import accept_upload
from apps.web.samples import SAMPLE

USERNAME = "demo"
_TOKEN_DAYS = 365


def prepare_demo(path: Path, url: str) -> None:
    """Write ``{"url", "username", "password", "team", "token"}`` to ``path`` (mode 600), made so that they work."""
    known = json.loads(path.read_text()) if path.exists() else {}
    with transaction.atomic():
        user, made = User.objects.get_or_create(username=USERNAME, defaults={"email": "demo@example.org"})
        password = known.get("password", "")
        if made or not user.check_password(password):
            password = secrets.token_urlsafe(12)
            user.set_password(password)
            user.save()
        team = Team.objects.filter(slug="demo", members=user).first() or create_team(name="demo", owner=user)
        actor = Actor(user=user)
        token = known.get("token", "")
        if recognise(token) is None:
            _, token = create_token(
                actor=actor, team=team, name="make run", scopes=list(Scope.values), days=_TOKEN_DAYS
            )
        if not team.clusters.exists():
            bundle = accept_upload([("lb1/keepalived.conf", SAMPLE.encode())], team)
            request_review(actor=actor, asked=Submission(team, "edge-lb", bundle, create_cluster=True))
    told = {"url": url, "username": USERNAME, "password": password, "team": team.slug, "token": token}
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(told, file)
    new.rename(path)
