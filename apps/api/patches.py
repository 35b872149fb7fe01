"""Files over what is there: a change that names only what it changes."""

from django.utils.translation import gettext
from rest_framework.serializers import ValidationError

from apps.accounts.models import Team
from apps.accounts.permissions import Actor
from apps.api.forms import Files
from apps.clusters.changes import UnclearName, patched
from apps.clusters.models import Revision
from apps.clusters.selectors import clusters
from apps.reviews.judging import find_base


def over(revision: Revision | None, files: Files) -> Files:
    """The files of a revision with these over them.

    :raises ValidationError: there is no revision, or a name could be any of several files.
    """
    if revision is None:
        raise ValidationError({"mode": [gettext("There is no revision yet to change.")]})
    try:
        return patched(revision, files)
    except UnclearName as unclear:
        reason = gettext("%(name)s could be any of %(paths)s: give its path.") % {
            "name": unclear.name, "paths": ", ".join(unclear.paths[:5]),
        }  # fmt: skip
        raise ValidationError({"files": [reason]}) from unclear


def over_the_base(actor: Actor, team: Team, name: str, files: Files) -> Files:
    """As ``over``, for the revision that a change of the cluster is judged against; the newest where none is approved yet.

    :raises ValidationError: as there, or the team has no such cluster.
    """
    cluster = clusters(actor).filter(team=team, name=name).first()
    if cluster is None:
        raise ValidationError({"cluster": [gettext("There is no such cluster.")]})
    return over(find_base(cluster, "") or cluster.revisions.first(), files)
