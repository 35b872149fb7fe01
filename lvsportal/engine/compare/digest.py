"""A digest of what was judged, which a pipeline can compute by itself.

For each text file of the definition, in the order of the paths' bytes, one line as ``sha256sum`` prints it: the SHA-256 of the
file's bytes in hexadecimal, two blanks, the relative path with ``/``, a line feed. The digest is ``sha256:`` and the SHA-256 of
these lines. In the definition's folder::

    find * -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.decoding import encode

if TYPE_CHECKING:
    from hashlib import sha256
else:
    from lvsportal.engine.report.fingerprint import sha256


def digest(files: Iterable[tuple[str, bytes]]) -> str:
    """The digest of (path, bytes)."""
    ordered = sorted(files, key=lambda file: file[0].encode("utf-8", "surrogateescape"))
    whole = sha256()
    for path, content in ordered:
        line = f"{sha256(content).hexdigest()}  {path}\n"
        whole.update(line.encode("utf-8", "surrogateescape"))
    return f"sha256:{whole.hexdigest()}"


def digest_of(bundle: Bundle) -> str:
    """The digest of a bundle's sources, as the bytes that were put in."""
    return digest((source.path, encode(source)) for source in bundle.sources)
