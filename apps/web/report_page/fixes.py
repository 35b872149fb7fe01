"""The edits of a fix as people apply them: a unified diff, file by file, each hunk with its line.

The hunks are made from the edits themselves and not by comparing texts: a fix may change thousands of lines.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from lvsportal.engine.fixes.prove import edited
from lvsportal.engine.source.source import Source

_CONTEXT = 3
# Rows of a diff on the page; the patch has them all.
_ROWS_SHOWN = 80
_LINES = re.compile(r"[^\n]*\n?")
Row = tuple[str, str]


class Hunk(NamedTuple):
    """What a fix changes in one file. ``rows``: (sign, text), sign ``@``, ``-``, ``+`` or a blank; ``more``: whether the
    patch has rows that are not among them."""

    file: str
    line: int
    rows: list[Row]
    more: bool


class _Change(NamedTuple):
    """Lines ``first`` to ``last`` (from 1, the last one included) get the text ``new``."""

    first: int
    last: int
    new: list[str]


def hunks(edits: Iterable[dict[str, Any]], sources: Mapping[str, Source]) -> list[Hunk]:
    """The hunks of each file together, as far as a page shows them, in the order of the edits."""
    shown = []
    for path, changes in _changes(edits, sources).items():
        rows = [
            (sign, text.rstrip("\r\n")) for sign, text in islice(_rows(sources[path], changes), _ROWS_SHOWN + 1)
        ]
        shown.append(Hunk(path, changes[0].first, rows[:_ROWS_SHOWN], len(rows) > _ROWS_SHOWN))
    return shown


def changed_sources(edits: Iterable[dict[str, Any]], sources: Iterable[Source]) -> list[Source]:
    """The files that the edits change, as they are after them."""
    by_path: dict[str, list[tuple[int, int, str]]] = {}
    for edit in edits:
        by_path.setdefault(edit["file"], []).append((edit["start"], edit["end"], edit["text"]))
    return [
        Source(source.path, edited(source.text, by_path[source.path]), source.encoding)
        for source in sources
        if source.path in by_path
    ]


def patch(edits: Iterable[dict[str, Any]], sources: Mapping[str, Source]) -> str:
    """The edits as ``patch -p1`` and ``git apply`` take them."""
    parts: list[str] = []
    for path, changes in _changes(edits, sources).items():
        parts.append(f"--- a/{path}\n+++ b/{path}\n")
        for sign, text in _rows(sources[path], changes):
            line = f"{text}\n" if sign == "@" else f"{sign}{text}"
            parts.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(parts)


def _changes(edits: Iterable[dict[str, Any]], sources: Mapping[str, Source]) -> dict[str, list[_Change]]:
    """The changed lines of each file, in their order; where two edits overlap, the first one counts."""
    by_path: dict[str, list[tuple[int, int, str]]] = {}
    for edit in edits:
        if edit["file"] in sources:
            by_path.setdefault(edit["file"], []).append((edit["start"], edit["end"], edit["text"]))
    return {path: list(_line_changes(sources[path], sorted(set(found)))) for path, found in by_path.items()}


def _line_changes(source: Source, edits: list[tuple[int, int, str]]) -> Iterator[_Change]:
    group: list[tuple[int, int, str]] = []
    last = done = 0
    for start, end, text in edits:
        if start < done:
            continue
        if group and source.place(start)[0] > last:
            yield _change(source, group)
            group = []
        group.append((start, end, text))
        done, last = end, source.place(end)[0]
    if group:
        yield _change(source, group)


def _change(source: Source, edits: list[tuple[int, int, str]]) -> _Change:
    first, last = source.place(edits[0][0])[0], source.place(edits[-1][1])[0]
    begin = source.starts[first - 1]
    end = source.starts[last] if last < len(source.starts) else len(source.text)
    parts, at = [], begin
    for start, stop, text in edits:
        parts += [source.text[at:start], text]
        at = stop
    new = "".join([*parts, source.text[at:end]])
    return _Change(first, last, [line for line in _LINES.findall(new) if line])


def _raw(source: Source, number: int) -> str:
    """A line with its end."""
    end = source.starts[number] if number < len(source.starts) else len(source.text)
    return source.text[source.starts[number - 1] : end]


def _line_count(source: Source) -> int:
    count = len(source.starts)
    return count - 1 if count > 1 and not source.line(count) else count


def _rows(source: Source, changes: list[_Change]) -> Iterator[Row]:
    total, moved, at = _line_count(source), 0, 0
    while at < len(changes):
        group = [changes[at]]
        at += 1
        while at < len(changes) and changes[at].first - group[-1].last <= 2 * _CONTEXT:
            group.append(changes[at])
            at += 1
        first, last = max(1, group[0].first - _CONTEXT), min(total, group[-1].last + _CONTEXT)
        grown = sum(len(change.new) - (min(change.last, total) - change.first + 1) for change in group)
        length = last - first + 1
        yield "@", f"@@ -{first},{length} +{first + moved},{length + grown} @@"
        moved += grown
        yield from _hunk_rows(source, group, first, last)


def _hunk_rows(source: Source, group: list[_Change], first: int, last: int) -> Iterator[Row]:
    number = first
    for change in group:
        for line in range(number, change.first):
            yield " ", _raw(source, line)
        for line in range(change.first, min(change.last, last) + 1):
            yield "-", _raw(source, line)
        for text in change.new:
            yield "+", text
        number = change.last + 1
    for line in range(number, last + 1):
        yield " ", _raw(source, line)
