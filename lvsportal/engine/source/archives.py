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
    limits.check_count(data.count(_ZIP_ENTRY) // _HEADERS_A_FILE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.is_dir() or (info.external_attr >> 16) & 0o170000 == 0o120000:
                continue
            _stay_inside(info.filename)
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
    _look_at_headers(stream.read(), limits)
    stream.seek(0)
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            if not member.isreg():
                continue
            _stay_inside(member.name)
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
        stream = _zstd(path, raw)
    else:
        return raw
    # One bound for the whole, before a member is looked at: a bomb is refused after this many bytes.
    bound = limits.total_bytes + (limits.files << 10)
    content = stream.read(bound + 1)
    if len(content) > bound:
        limits.check_size(path, bound + 1, bound + 1)
    return io.BytesIO(content)


def _look_at_headers(data: bytes, limits: Limits) -> None:
    """Refuse what would cost ``tarfile`` more than its size: headers of headers that are long, sparse members, and
    more members than the limits allow files. Blocks of 512 bytes, sizes in octal (tar(5))."""
    at, headers = 0, 0
    while at + _BLOCK <= len(data):
        header = data[at : at + _BLOCK]
        kind = header[156:157]
        if not header.strip(b"\0"):
            at += _BLOCK
            continue
        size = _size_of(header[124:136])
        if kind in b"xgXLK" and kind and size > _LONGEST_HEADER:
            raise ValueError("an extended header is too long")
        if kind == b"S" or (kind in b"xgX" and kind and b"GNU.sparse" in data[at : at + _BLOCK + size]):
            raise ValueError("sparse members are not read")
        headers += 1
        limits.check_count(headers // _HEADERS_A_FILE)
        at += _BLOCK + -(-size // _BLOCK) * _BLOCK


def _size_of(field: bytes) -> int:
    """:raises ValueError: it is no size in octal, or a negative one in base 256."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    text = field.strip(b" \0")
    return int(text, 8) if text else 0


def _stay_inside(name: str) -> None:
    """:raises RefusedInput: the member would lie outside the archive's folder."""
    if name.startswith("/") or ".." in name.replace("\\", "/").split("/"):
        raise RefusedInput(_CLIMBS.fill(path=ascii(name[:80])), ascii(name[:80]), "bad_path")


_BLOCK = 512
_LONGEST_HEADER = 1 << 16
_ZIP_ENTRY = b"PK\x01\x02"
_HEADERS_A_FILE = 4  # folders, links and long names have headers too
_CLIMBS = Text(
    "The archive's member {path} would lie outside of it: pack with relative names.",
    "归档成员 {path} 位于归档之外：请用相对路径打包。",
)


def _zstd(path: str, raw: typing.IO[bytes]) -> typing.IO[bytes]:
    try:
        import zstandard
    except ImportError:  # the single file lvsportal.pyz brings no compiled parts
        raise RefusedInput(_NO_ZSTD.fill(path=path), path, "archive") from None
    return zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw)


_BROKEN = Text("{path} is an archive that can't be unpacked.", "{path} 是无法解开的归档文件。")
_NO_ZSTD = Text(
    "{path} is compressed by zstd, which needs the package zstandard here: pip install zstandard.",
    "{path} 用 zstd 压缩，这里需要 zstandard 包：pip install zstandard。",
)
