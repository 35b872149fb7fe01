"""From what a door takes in to a bundle of the engine, within the operator's limits, secrets masked."""

from collections.abc import Iterable

from django.conf import settings

from lvsportal.engine.source.bundle import Bundle, from_files
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.masking import mask
from lvsportal.engine.source.source import Source


def limits() -> Limits:
    """What the operator allows."""
    return Limits(
        file_bytes=settings.LIMIT_FILE_BYTES, total_bytes=settings.LIMIT_TOTAL_BYTES, files=settings.LIMIT_FILES
    )


def take_in(files: Iterable[tuple[str, bytes]]) -> Bundle:
    """A bundle without secrets. Whatever is stored, reviewed or shown comes through here.

    :raises RefusedInput: a limit is passed, a name or a file is unusable.
    """
    bundle = from_files(files, limits())
    masked = tuple(Source(source.path, mask(source.text), source.encoding) for source in bundle.sources)
    return bundle._replace(sources=masked)
