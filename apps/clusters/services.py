"""What changes clusters."""

import hashlib
import zlib

from django.db import transaction
from django.db.models import Max

from apps.accounts.models import Team
from apps.accounts.permissions import Action, Actor, require
from apps.clusters.models import Cluster, Revision, RevisionFile
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.decoding import encode


@transaction.atomic
def add_revision(*, actor: Actor, team: Team, name: str, bundle: Bundle) -> Revision:
    """A new revision of the team's cluster ``name``, which is made if it is new. The bundle is masked already
    (``definitions.take_in``). The same files as in the newest revision give that one.

    :raises PermissionDenied: the actor may not submit.
    """
    require(actor, Action.SUBMIT, team)
    cluster, _ = Cluster.objects.get_or_create(team=team, name=name)
    Cluster.objects.select_for_update().get(pk=cluster.pk)  # numbers one after the other
    files = [(source.path, encode(source)) for source in bundle.sources]
    digest = _digest(files)
    newest = cluster.revisions.first()
    if newest is not None and newest.digest == digest:
        return newest
    number = (cluster.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    revision = Revision.objects.create(cluster=cluster, number=number, digest=digest, created_by=actor.user)
    RevisionFile.objects.bulk_create(
        RevisionFile(revision=revision, path=path, compressed=zlib.compress(data, 6), size=len(data))
        for path, data in files
    )
    return revision


def _digest(files: list[tuple[str, bytes]]) -> str:
    found = hashlib.sha256()
    for path, data in files:
        found.update(f"{path}\0{len(data)}\0".encode())
        found.update(data)
    return found.hexdigest()
