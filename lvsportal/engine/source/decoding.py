"""Bytes to text and back, without losing a byte."""

from lvsportal.engine.source.source import Source

# How many bytes are looked at to tell a text from a binary file.
SAMPLE = 8192
_CONTROLS = bytes([*range(9), *range(14, 32)])


def decode(path: str, data: bytes) -> Source:
    """The source for a file's bytes: UTF-8, UTF-16 with a byte order mark, GB18030, else UTF-8 with the odd
    bytes kept apart (PEP 383). ``encode`` of the result gives ``data`` again."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        for encoding in ("utf-16-le", "utf-16-be"):
            if data.startswith(b"\xff\xfe" if encoding.endswith("le") else b"\xfe\xff") and _lossless(
                data, encoding
            ):
                return Source(path, data.decode(encoding), encoding)
    try:
        return Source(path, data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if _lossless(data, "gb18030"):
        return Source(path, data.decode("gb18030"), "gb18030")
    return Source(path, data.decode("utf-8", "surrogateescape"), "utf-8")


def encode(source: Source) -> bytes:
    """The bytes of a source."""
    return source.text.encode(source.encoding, "surrogateescape")


def _lossless(data: bytes, encoding: str) -> bool:
    try:
        return data.decode(encoding).encode(encoding) == data
    except (UnicodeDecodeError, UnicodeEncodeError):
        return False


def looks_binary(data: bytes) -> bool:
    """Whether the bytes are no text: an executable, a picture, an archive. A stray NUL in a text does not count."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    sample = data[:SAMPLE]
    if not sample:
        return False
    odd = len(sample) - len(sample.translate(None, _CONTROLS))
    return odd > len(sample) // 20 and odd > 2
