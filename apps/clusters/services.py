"""What changes clusters."""

import hashlib
import zlib
from difflib import get_close_matches

from django.db import transaction
from django.db.models import Max

from apps.accounts.models import Team
from apps.accounts.permissions import Action, Actor, require
from apps.clusters.models import Cluster, Revision, RevisionFile
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.decoding import encode


class UnknownCluster(Exception):
    """The team has no cluster of this name; ``nearest`` are names like it."""

    def __init__(self, name: str, nearest: list[str]) -> None:
        super().__init__(name)
        self.name, self.nearest = name, nearest


def find_cluster(team: Team, name: str, create: bool) -> Cluster:
    """The team's cluster, made if it is new and ``create`` says so. :raises UnknownCluster: it is not there."""
    if create:
        return Cluster.objects.get_or_create(team=team, name=name)[0]
    found = Cluster.objects.filter(team=team, name=name).first()
    if found is None:
        names = team.clusters.values_list("name", flat=True)[:_COMPARED_NAMES]
        raise UnknownCluster(name, get_close_matches(name, names, 3))
    return found


@transaction.atomic
def add_revision(*, actor: Actor, cluster: Cluster, bundle: Bundle) -> Revision:
    """A new revision of a cluster. The bundle is masked already (``accept_upload``). The same files as in
    the newest revision give that one.

    :raises PermissionDenied: the actor may not submit.
    """
    require(actor, Action.SUBMIT, cluster.team)
    Cluster.objects.select_for_update().get(pk=cluster.pk)  # numbers one after the other
    files = [(source.path, encode(source)) for source in bundle.sources]
    digest = _digest(files)
    newest = cluster.revisions.first()
    if newest is not None and newest.digest == digest:
        return newest
    number = (cluster.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    revision = Revision.objects.create(
        cluster=cluster, number=number, digest=digest, given_digest=bundle.given_digest, created_by=actor.user
    )
    RevisionFile.objects.bulk_create(
        RevisionFile(revision=revision, path=path, compressed=zlib.compress(data, 6), size=len(data))
        for path, data in files
    )
    return revision


_COMPARED_NAMES = 2000


def _digest(files: list[tuple[str, bytes]]) -> str:
    found = hashlib.sha256()
    for path, data in files:
        found.update(f"{path}\0{len(data)}\0".encode())
        found.update(data)
    return found.hexdigest()
