"""What was put in: the files of one definition, bounded and with safe names."""

import os
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lvsportal.engine.source.archives import is_archive, unpack
from lvsportal.engine.source.decoding import decode, looks_binary
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.limits import DEFAULT, Limits
from lvsportal.engine.source.source import Diagnostic, RefusedInput, Source


class Bundle(NamedTuple):
    """The sources of a definition, in the order of their paths, and what was left out with the reason. ``given_digest``: of
    the bytes as they came, where the secrets in them are masked since (``compare.digest``)."""

    sources: tuple[Source, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    limits: Limits = DEFAULT
    given_digest: str = ""


def safe_path(path: str) -> str:
    """A relative path with ``/``: no drive, no ``.``.

    :raises RefusedInput: it climbs out by ``..``, is absolute, empty, or holds what no name shows (control characters,
        marks of direction, bytes that are no text).
    """
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    odd = (
        len(path) > 400
        or len(parts) > 40
        or any(unicodedata.category(letter) in _UNNAMEABLE for letter in path)
    )
    if not parts or ".." in parts or path.startswith("/") or odd or ":" in parts[0][1:2]:
        shown = ascii(path[:80])
        raise RefusedInput(
            Text(
                f"The file name {shown} can't be used: give a relative name without “..”.",
                f"文件名 {shown} 不能使用：请给出不含 “..” 的相对路径。",
            ),
            shown.strip("'\""),
            "bad_path",
        )
    return "/".join(parts)


def from_files(files: Iterable[tuple[str, bytes]], limits: Limits = DEFAULT, strict: bool = True) -> Bundle:
    """A bundle from (path, bytes). Archives are unpacked in place.

    ``strict``: a binary or empty file among them refuses the whole; otherwise it is left out with a diagnostic.

    :raises RefusedInput: a limit is passed, a name is unusable, or nothing readable is left.
    """
    sources: dict[str, Source] = {}
    left_out: list[Diagnostic] = []
    total = 0
    for name, data in files:
        path = safe_path(name)
        members = unpack(path, data, limits) if is_archive(path, data) else [(path, data)]
        from_archive = len(members) != 1 or members[0][0] != path
        for member, content in members:
            total += len(content)
            limits.check_size(member, len(content), total)
            member_path = safe_path(member)
            problem = _unreadable(member_path, content)
            if problem and strict and not from_archive:
                raise problem
            if problem:
                left_out.append(Diagnostic("info", problem.message, member_path))
                continue
            if member_path in sources:
                raise RefusedInput(_TWICE.fill(path=member_path), member_path, "twice")
            sources[member_path] = decode(member_path, content)
            limits.check_count(len(sources))
    if not sources:
        raise RefusedInput(_NOTHING, "", "empty")
    ordered = tuple(sources[path] for path in sorted(sources))
    return Bundle(ordered, tuple(left_out), limits)


def from_paths(paths: Sequence[str], stdin: bytes | None = None, limits: Limits = DEFAULT) -> Bundle:
    """A bundle from files, directories and archives of this machine, ``-`` for ``stdin``.

    Files keep the folders below what they all have in common, since a folder names a node. Symbolic links
    inside a directory are left out. :raises RefusedInput: as ``from_files``, or nothing is there.
    """
    files = [path for path in paths if path != "-" and not os.path.isdir(path)]
    common = os.path.commonpath([os.path.dirname(os.path.abspath(path)) for path in files]) if files else ""
    found: list[tuple[str, bytes]] = []
    origins: dict[str, str] = {}
    for path in paths:
        if path == "-":
            found.append(("stdin.conf", stdin or b""))
        elif os.path.isdir(path):
            members = _read_folder(path, limits)
            # files right in the folder are those of one node, and the folder's name is the node's
            whole = len(paths) > 1 or any(os.sep not in name and not _is_native(name) for name, _ in members)
            prefix = os.path.basename(os.path.abspath(path)) + "/" if whole else ""
            for name, data in members:
                origins[safe_path(prefix + name)] = os.path.join(path, name)
                found.append((prefix + name, data))
        else:
            name = os.path.relpath(os.path.abspath(path), common)
            origins[name] = path
            found.append((name, read_file(path, limits)))
    bundle = from_files(found, limits, strict=len(files) == len(paths) - paths.count("-"))
    for source in bundle.sources:
        source.origin = origins.get(source.path, source.path)
    return bundle


def _is_native(name: str) -> bool:
    return name.endswith((".yaml", ".yml"))


def read_file(path: str, limits: Limits = DEFAULT) -> bytes:
    """The bytes of a regular file of this machine. :raises RefusedInput: there is none, or it is too large."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise RefusedInput(Text(f"{path}: not a regular file", f"{path}：不是普通文件"), path)
        limits.check_size(path, os.path.getsize(path), 0)
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise RefusedInput(Text(f"{path}: {reason}", f"{path}：{reason}"), path) from error


def _read_folder(folder: str, limits: Limits) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            full = os.path.join(here, name)
            if name.startswith(".") or os.path.islink(full):
                continue
            found.append((os.path.relpath(full, folder), read_file(full, limits)))
            limits.check_count(len(found))
    return found


def _unreadable(path: str, data: bytes) -> RefusedInput | None:
    if not data.strip():
        if _says_nothing_of_that(path):
            return None
        return RefusedInput(Text(f"{path} is empty.", f"{path} 是空文件。"), path, "empty")
    if looks_binary(data):
        return RefusedInput(
            Text(
                f"{path} is not a text file: lvsportal reads configuration text and command output.",
                f"{path} 不是文本文件：lvsportal 只读取配置文本和命令输出。",
            ),
            path,
            "binary",
        )
    return None


def _says_nothing_of_that(path: str) -> bool:
    """An evidence file that is empty is an answer ("there is none"), not a mistake."""
    return path.rsplit("/", 1)[-1].endswith((".txt", ".json"))


_NOTHING = Text("There is no readable file in what was given.", "提交的内容里没有可读的文件。")
_TWICE = Text(
    "{path} is given twice: which of the two counts? Put each node's files into a folder of its name.",
    "{path} 出现了两次，无法判断以哪一份为准。请把各节点的文件放进以节点命名的目录。",
)
# Unicode's categories of what no name shows: control, format, surrogate.
_UNNAMEABLE = frozenset({"Cc", "Cf", "Cs"})
