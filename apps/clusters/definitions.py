"""From what a call or a form brings to a bundle of the engine, within the operator's limits, secrets masked."""

import hmac
import secrets
from collections.abc import Iterable

from django.conf import settings

from apps.accounts.models import Team
from lvsportal.engine.source.bundle import Bundle, from_files
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.masking import keyed, mask_all
from lvsportal.engine.source.source import Source


def limits() -> Limits:
    """What the operator allows."""
    return Limits(
        file_bytes=settings.LIMIT_FILE_BYTES, total_bytes=settings.LIMIT_TOTAL_BYTES, files=settings.LIMIT_FILES
    )


def accept_upload(files: Iterable[tuple[str, bytes]], team: Team | None) -> Bundle:
    """A bundle without secrets. Whatever is stored, reviewed or shown comes through here.

    Equal secrets have equal tokens within a ``team``, so that its revisions can be compared; where nothing is stored
    (None), within this one bundle. Nobody outside can try a guess against what a team's shared report shows.

    :raises RefusedInput: a limit is passed, a name or a file is unusable.
    """
    bundle = from_files(files, limits())
    masked = mask_all([source.text for source in bundle.sources], keyed(_key(team)))
    sources = tuple(
        Source(source.path, found.text, source.encoding)
        for source, found in zip(bundle.sources, masked, strict=True)
    )
    return bundle._replace(sources=sources)


def _key(team: Team | None) -> bytes:
    if team is None:
        return secrets.token_bytes(32)
    return hmac.digest(settings.SECRET_KEY.encode(), b"lvsportal masking " + team.pk.bytes, "sha256")
