"""What changes reviews."""

import hashlib
import json
from typing import Any, NamedTuple

import structlog
from django.db import IntegrityError, transaction

from apps.accounts.models import Team
from apps.accounts.permissions import Action, Actor, require
from apps.clusters.models import Revision
from apps.clusters.services import add_revision, find_cluster
from apps.reviews import messages, queue
from apps.reviews.judging import bundle_of, find_base, terms_of
from apps.reviews.models import IdempotencyKey, Review
from apps.reviews.runner import Abandoned, Killed, RunFailed
from apps.reviews.runner import run_change as run
from lvsportal.engine.source.bundle import Bundle

log = structlog.get_logger()


class KeyReused(Exception):
    """The idempotency key came before with another body."""


class Submission(NamedTuple):
    """A review that is asked for. ``bundle`` is masked already (``accept_upload``). ``base``: what it is compared with, as
    ``apps.reviews.judging.find_base`` understands it."""

    team: Team
    cluster: str
    bundle: Bundle
    change_ref: str = ""
    create_cluster: bool = False
    base: str = ""


class Asked(NamedTuple):
    """A review that was asked for. ``replayed``: by an earlier call with the same key."""

    review: Review
    replayed: bool = False


def request_review(*, actor: Actor, asked: Submission, key: str = "") -> Asked:
    """Store the definition as a revision, and a queued review of it; tell the workers when that is committed.

    ``key``: as long as it likes, and kept as long as its review: a retry gets the first answer.

    :raises PermissionDenied: the actor may not submit. :raises KeyReused, UnknownCluster, UnknownBase: see there.
    """
    require(actor, Action.SUBMIT, asked.team)
    key = key and hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    body = _body_hash(asked)
    if key and (earlier := _answer_to(asked.team, key, body)) is not None:
        return Asked(earlier, replayed=True)
    try:
        with transaction.atomic():
            cluster = find_cluster(asked.team, asked.cluster, asked.create_cluster)
            base = find_base(cluster, asked.base)
            revision = add_revision(actor=actor, cluster=cluster, bundle=asked.bundle)
            review = _queued(actor, revision, asked.change_ref, base)
            if key:
                IdempotencyKey.objects.create(team=asked.team, key=key, body_hash=body, review=review)
    except IntegrityError:
        # The same key at the same moment: the other one was first, and has the answer.
        earlier = _answer_to(asked.team, key, body) if key else None
        if earlier is None:
            raise
        return Asked(earlier, replayed=True)
    return Asked(review)


def review_again(*, actor: Actor, revision: Revision, change_ref: str = "") -> Review:
    """A new review of a stored revision. :raises PermissionDenied: the actor may not submit."""
    require(actor, Action.SUBMIT, revision.cluster.team)
    with transaction.atomic():
        return _queued(actor, revision, change_ref, find_base(revision.cluster, ""))


def _queued(actor: Actor, revision: Revision, change_ref: str, base: Revision | None) -> Review:
    review = Review.objects.create(
        team=revision.cluster.team,
        revision=revision,
        cluster=revision.cluster,
        change_ref=change_ref,
        created_by=actor.user,
        submitted_with=actor.token,
        base=base if base != revision else None,
    )
    transaction.on_commit(lambda: messages.notify_workers())
    return review


def _answer_to(team: Team, key: str, body: str) -> Review | None:
    found = IdempotencyKey.objects.select_related("review").filter(team=team, key=key).first()
    if found is None:
        return None
    if found.body_hash != body:
        raise KeyReused
    return found.review


def _body_hash(asked: Submission) -> str:
    found = hashlib.sha256(
        json.dumps([asked.cluster, asked.change_ref, asked.create_cluster, asked.base]).encode()
    )
    for source in asked.bundle.sources:
        found.update(f"\0{source.path}\0".encode())
        found.update(source.text.encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def run_next() -> bool:
    """Claim the next review and run it; False where the queue is empty."""
    review = queue.claim()
    if review is None:
        return False
    structlog.contextvars.bind_contextvars(review=str(review.pk))
    try:
        queue.finish(review, _run(review))
    except Killed as killed:
        queue.give_back(review, killed.reason)
    except RunFailed as failed:
        log.warning("review_failed", code=failed.reason["code"])
        queue.fail(review, failed.reason)
    except Abandoned:
        log.warning("claim_lost")
    finally:
        structlog.contextvars.unbind_contextvars("review")
    return True


def _run(review: Review) -> dict[str, Any]:
    def beat(step: str) -> None:
        if not queue.renew(review, step):
            raise Abandoned

    bundle, base = bundle_of(review.revision), bundle_of(review.base) if review.base else None
    return run(bundle, base, review.revision.cluster.name, terms_of(review), beat)
