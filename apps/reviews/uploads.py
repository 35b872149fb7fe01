"""From what a call or a form brings to a bundle of the engine, within the operator's limits, secrets masked."""

from collections.abc import Iterable

from apps.accounts.models import Team
from apps.clusters.definitions import limits, masking_key
from apps.reviews.runner import accept
from lvsportal.engine.source.bundle import Bundle


def accept_upload(files: Iterable[tuple[str, bytes]], team: Team | None) -> Bundle:
    """A bundle without secrets, for a ``team`` or (None) for nobody to keep. Whatever is stored, reviewed or shown comes
    through here.

    :raises RefusedInput: a limit is passed, a name or a file is unusable.
    """
    given = list(files)
    bounds = limits()
    bounds.check_count(len(given))
    return accept(given, bounds, masking_key(team))
