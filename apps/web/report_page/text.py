"""The files of a definition with their notes: a cause is told in full at its first line, and marked at its others.

The lines are made here and not by a template: a page holds thousands of them.
"""

from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from apps.web.colour import coloured
from apps.web.report_page.findings import Finding, Place
from lvsportal.engine.report.words import SEVERITIES, VERDICTS
from lvsportal.engine.source.source import Source

# Lines shown around a line with a note; noted lines of one file that are shown before "more".
CONTEXT = 2
MOST_NOTED = 200
# A file without notes, and one shown whole, is cut here.
MOST_LINES = 3000


class Notes(NamedTuple):
    """What is to be said at one line: causes told here, causes marked here, remarks on the text itself."""

    told: list[Finding]
    marked: list[Finding]
    remarks: list[dict[str, Any]]


class File(NamedTuple):
    """``causes``: (look, shape, number of causes with a place in the file); ``hidden``: noted lines after "more"."""

    path: str
    html: SafeString
    causes: list[tuple[str, str, int]]
    lines: int
    hidden: int
    speaks: bool


NotesByFile = dict[str, dict[int, Notes]]


def notes_of(findings: list[Finding], remarks: list[dict[str, Any]]) -> NotesByFile:
    """What is to be said in each file, by line."""
    notes: NotesByFile = {}

    def at(file: str, line: int) -> Notes:
        return notes.setdefault(file, {}).setdefault(line, Notes([], [], []))

    for finding in findings:
        if not finding.is_loud:
            continue
        if finding.place is not None:
            at(finding.place.file, finding.place.line).told.append(finding)
        marked: set[Place | None] = {finding.place}
        for place in finding.places:
            if place not in marked and place._replace(role="subject") not in marked:
                marked.add(place._replace(role="subject"))
                at(place.file, place.line).marked.append(finding)
    for remark in remarks:
        if remark["file"]:
            at(remark["file"], remark["line"]).remarks.append(remark)
    return notes


def file_of(source: Source, notes: dict[int, Notes], lines_url: str, whole: bool) -> File:
    """A file as the page shows it. ``whole``: without folds."""
    total = len(source.starts)
    if total > 1 and not source.line(total):
        total -= 1
    noted = sorted(number for number in notes if number <= total)
    shown = noted if whole else noted[:MOST_NOTED]
    keep = range(1, min(total, MOST_LINES) + 1) if whole else sorted(_around(shown, total))
    rows = "".join(_rows(source, list(keep), notes, total, lines_url))
    return File(
        source.path,
        mark_safe(rows),  # noqa: S308 -- each part is escaped where it is made
        _counts(notes),
        total,
        len(noted) - len(shown),
        bool(notes),
    )


def plain_lines(source: Source, first: int, last: int) -> SafeString:
    """Lines that were folded, to be shown in place of the fold."""
    last = min(last, first + MOST_LINES - 1, len(source.starts))
    return mark_safe("".join(_line(source, number, None) for number in range(max(first, 1), last + 1)))  # noqa: S308


def excerpt(source: Source, line: int) -> SafeString:
    """A line with those around it, without notes and addresses."""
    rows = [
        f'<div class="line{" noted" if number == line else ""}"><span class="no">{number}</span>'
        f"<code>{coloured(source.line(number), True)}</code></div>"
        for number in range(max(1, line - CONTEXT), min(len(source.starts), line + CONTEXT) + 1)
    ]
    return mark_safe("".join(rows))  # noqa: S308 -- ``coloured`` escapes each line


def _counts(notes: dict[int, Notes]) -> list[tuple[str, str, int]]:
    causes = {finding.id: finding for note in notes.values() for finding in (*note.told, *note.marked)}.values()
    counts: dict[tuple[str, str], int] = {}
    for finding in causes:
        counts[finding.look, finding.shape] = counts.get((finding.look, finding.shape), 0) + 1
    order = ("violated", "undecided", "mitigated", "info")
    return [(*key, counts[key]) for key in sorted(counts, key=lambda key: order.index(key[0]))]


def _around(noted: list[int], total: int) -> set[int]:
    return {
        line for number in noted for line in range(max(1, number - CONTEXT), min(total, number + CONTEXT) + 1)
    }


def _rows(
    source: Source, keep: list[int], notes: dict[int, Notes], total: int, lines_url: str
) -> Iterator[str]:
    before = 0
    for number in keep:
        if number == before + 2:
            yield _line(source, before + 1, notes.get(before + 1))
        elif number > before + 1:
            yield _fold(source.path, before + 1, number - 1, lines_url)
        yield _line(source, number, notes.get(number))
        before = number
    if before < total:
        yield _fold(source.path, before + 1, total, lines_url)


def _fold(path: str, first: int, last: int, lines_url: str) -> str:
    count = last - first + 1
    words = ngettext("… %(lines)d line", "… %(lines)d lines", count) % {"lines": count}
    if not lines_url:
        return f'<div class="fold">{escape(words)}</div>'
    from urllib.parse import quote

    target = f"{lines_url}?file={quote(path, safe='')}&amp;first={first}&amp;last={last}"
    anchor = escape(f"?lines=all#{path}:{first}")
    return (
        f'<div class="fold" data-fold><a href="{anchor}" hx-get="{target}" hx-target="closest .fold" '
        f'hx-swap="outerHTML">{escape(words)}</a></div>'
    )


def _line(source: Source, number: int, note: Notes | None) -> str:
    anchor = escape(f"{source.path}:{number}")
    html = coloured(source.line(number), source.path.endswith(".conf"))
    head = f'<a class="no" href="#{anchor}" tabindex="-1">{number}</a><code>{html}</code>'
    if note is None:
        return f'<div class="line" id="{anchor}">{head}</div>'
    causes = (*note.told, *note.marked)
    looks = " ".join(dict.fromkeys(finding.look for finding in causes))
    errors = any(remark["severity"] == "error" for remark in note.remarks)
    place = " data-place" if causes or errors else ""
    parts = [
        f'<div class="line{" noted" if causes else ""}" id="{anchor}"{place} data-looks="{looks}">{head}',
        f'<span class="marks">{"".join(map(_mark, note.marked))}</span>' if note.marked else "",
        "</div>",
        *map(_remark, note.remarks),
        *map(_note, note.told),
    ]
    return "".join(parts)


def _mark(finding: Finding) -> str:
    title = escape(finding.result["title"])
    return (
        f'<a class="mark v-{finding.look}" href="#{finding.id}" data-look="{finding.look}" title="{title}">'
        f'<span aria-hidden="true">{finding.shape}</span>{escape(finding.result["rule"])}</a> '
    )


def _note(finding: Finding) -> str:
    result = finding.result
    word = VERDICTS[result["verdict"]] if finding.look != "info" else SEVERITIES["info"]
    times = f' <span class="soft">×{result["count"]}</span>' if result["count"] > 1 else ""
    return (
        f'<p class="note f-{finding.look}" data-look="{finding.look}"><a class="note-link" href="#{finding.id}">'
        f'<span class="v" aria-hidden="true">{finding.shape}</span> <b>{escape(result["rule"])}</b> '
        f'<span class="v">{escape(word.say(get_language() or "en"))}</span>{times}</a> '
        f"{escape(result['message'])}</p>"
    )


def _remark(remark: dict[str, Any]) -> str:
    word = SEVERITIES[remark["severity"]].say(get_language() or "en")
    return (
        f'<p class="remark remark-{escape(remark["severity"])}"><span class="soft">{escape(word)}</span> '
        f"{escape(remark['message'])}</p>"
    )
