"""A new definition as the last one, changed: what stays, what is replaced, what is left out, only as it is said."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from apps.clusters.models import Revision

Files = list[tuple[str, bytes]]
# Lines of a file that are compared one by one; a larger file is told as replaced.
_COMPARED = 20_000


class FileChange(NamedTuple):
    """``state``: ``same``, ``changed``, ``new`` or ``left_out``; ``added`` and ``removed`` count lines."""

    path: str
    state: str
    added: int = 0
    removed: int = 0


class UnclearName(Exception):
    """A file's name alone does not say which of several files it replaces."""

    def __init__(self, name: str, paths: list[str]) -> None:
        super().__init__(name)
        self.name = name
        self.paths = paths


def patched(
    revision: Revision,
    uploads: Iterable[tuple[str, bytes]],
    left_out: Collection[str] = (),
    renamed: Mapping[str, str] | None = None,
) -> Files:
    """The files of ``revision`` with ``uploads`` over them: a path that is there is replaced, another is new; a bare
    name replaces the one file that is called so. ``left_out``: paths that go; ``renamed``: old path → new path.

    :raises UnclearName: a bare name fits several files.
    """
    names = renamed or {}
    files = {
        names.get(file.path, file.path): file.content
        for file in revision.files.all()
        if file.path not in left_out
    }
    for path, content in uploads:
        files[_target(path, files)] = content
    return sorted(files.items())


def _target(path: str, files: Mapping[str, bytes]) -> str:
    if path in files or "/" in path:
        return path
    fitting = [known for known in files if known.rsplit("/", 1)[-1] == path]
    if len(fitting) > 1:
        raise UnclearName(path, fitting)
    return fitting[0] if fitting else path


def changes_between(before: Revision | None, after: Revision) -> list[FileChange]:
    """What ``after`` changed, file by file, in the order of paths."""
    old = {file.path: file.content for file in before.files.all()} if before is not None else {}
    new = {file.path: file.content for file in after.files.all()}
    return [_change(path, old.get(path), new.get(path)) for path in sorted({*old, *new})]


def _change(path: str, old: bytes | None, new: bytes | None) -> FileChange:
    if old is None:
        return FileChange(path, "new", added=_lines(new or b""))
    if new is None:
        return FileChange(path, "left_out", removed=_lines(old))
    if old == new:
        return FileChange(path, "same")
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > _COMPARED:
        return FileChange(path, "changed", len(after), len(before))
    added = removed = 0
    for row in _diff(before, after):
        added += row.startswith("+")
        removed += row.startswith("-")
    return FileChange(path, "changed", added, removed)


def _diff(before: list[bytes], after: list[bytes]) -> Iterable[str]:
    rows = difflib.unified_diff(
        [line.decode("latin-1") for line in before],
        [line.decode("latin-1") for line in after],
        lineterm="",
        n=0,
    )
    return (row for row in rows if not row.startswith(("+++", "---", "@@")))


def _lines(content: bytes) -> int:
    return content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
