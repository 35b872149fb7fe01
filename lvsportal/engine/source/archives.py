"""Archives are unpacked in memory, member by member, within the limits; links and odd names are left out."""

import io
import typing

from lvsportal.engine.source.language import Text
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.source import RefusedInput

_ZIP, _GZIP, _XZ, _ZSTD, _BZIP2 = b"PK\x03\x04", b"\x1f\x8b", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"BZh"
Files = list[tuple[str, bytes]]


def is_archive(path: str, data: bytes) -> bool:
    """Whether the file is an archive that can be unpacked, told by its first bytes."""
    return data.startswith((_ZIP, _GZIP, _XZ, _ZSTD, _BZIP2)) or data[257:262] == b"ustar"


def unpack(path: str, data: bytes, limits: Limits) -> Files:
    """The regular files in the archive.

    :raises RefusedInput: it is broken, or unpacks to more than the limits allow.
    """
    try:
        if data.startswith(_ZIP):
            return _unzip(path, data, limits)
        return _untar(path, _decompress(path, data, limits), limits)
    except RefusedInput:
        raise
    except Exception as error:  # each of the libraries has errors of its own; all mean the same here
        raise RefusedInput(_BROKEN.fill(path=path), path, "archive") from error


def _unzip(path: str, data: bytes, limits: Limits) -> Files:
    import zipfile

    files: Files = []
    total = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.is_dir() or (info.external_attr >> 16) & 0o170000 == 0o120000 or _climbs(info.filename):
                continue
            with archive.open(info) as member:
                content = member.read(limits.file_bytes + 1)
            total += len(content)
            limits.check_size(info.filename, len(content), total)
            files.append((info.filename, content))
            limits.check_count(len(files))
    return files


def _untar(path: str, stream: typing.IO[bytes], limits: Limits) -> Files:
    import tarfile

    files: Files = []
    total = 0
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            if not member.isreg() or _climbs(member.name):
                continue
            limits.check_size(member.name, member.size, total + member.size)
            file = archive.extractfile(member)
            content = file.read(limits.file_bytes + 1) if file else b""
            total += len(content)
            files.append((member.name, content))
            limits.check_count(len(files))
    return files


def _decompress(path: str, data: bytes, limits: Limits) -> typing.IO[bytes]:
    raw = io.BytesIO(data)
    stream: typing.IO[bytes]
    if data.startswith(_GZIP):
        import gzip

        stream = typing.cast(typing.IO[bytes], gzip.GzipFile(fileobj=raw))
    elif data.startswith(_XZ):
        import lzma

        stream = typing.cast(typing.IO[bytes], lzma.LZMAFile(raw))  # noqa: SIM115 -- as above
    elif data.startswith(_BZIP2):
        import bz2

        stream = typing.cast(typing.IO[bytes], bz2.BZ2File(raw))
    elif data.startswith(_ZSTD):
        import zstandard

        stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw)
    else:
        return raw
    # One bound for the whole, before a member is looked at: a bomb is refused after this many bytes.
    bound = limits.total_bytes + (limits.files << 10)
    content = stream.read(bound + 1)
    if len(content) > bound:
        limits.check_size(path, bound + 1, bound + 1)
    return io.BytesIO(content)


def _climbs(name: str) -> bool:
    return name.startswith("/") or ".." in name.replace("\\", "/").split("/")


_BROKEN = Text("{path} is an archive that can't be unpacked.", "{path} 是无法解开的归档文件。")
