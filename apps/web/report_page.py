"""A report as a page: the definition is the page, and each finding stands at its line."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from apps.web.colour import coloured
from lvsportal.engine.drawing.ladder import lines, svg
from lvsportal.engine.drawing.walks import ladder_of
from lvsportal.engine.drawing.wires import drawing
from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.words import SHAPES
from lvsportal.engine.source.source import Source

# Lines shown around a line with a note; noted lines of one file that are shown before "more".
CONTEXT = 2
MOST_NOTED = 200
# A file without notes, and one shown whole, is cut here.
MOST_LINES = 3000
WORST = 8
_LOUD = ("violated", "undecided", "mitigated")


class Finding(NamedTuple):
    """One result of the report, with what the page adds."""

    id: str
    result: dict[str, Any]
    shape: str
    place: dict[str, Any] | None
    more: int
    diff: list[tuple[str, str]]
    walk: SafeString | None
    steps: list[str]

    @property
    def is_loud(self) -> bool:
        """Whether it stands at its lines, not only in the list of what holds."""
        return self.result["verdict"] in _LOUD


class Line(NamedTuple):
    """``notes`` are told in full here; ``marks`` lead to notes elsewhere; ``remarks`` speak of the text itself."""

    number: int
    html: SafeString
    notes: list[Finding]
    marks: list[Finding]
    remarks: list[dict[str, Any]]


class Fold(NamedTuple):
    """Lines that are not shown: first and last."""

    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1


class File(NamedTuple):
    path: str
    rows: list[Line | Fold]
    counts: dict[str, int]
    lines: int
    hidden: int  # noted lines that come after "more"
    speaks: bool  # a finding or a remark stands at one of its lines


class Page(NamedTuple):
    summary: dict[str, Any]
    cluster: dict[str, Any]
    drawing: SafeString
    worst: list[Finding]
    files: list[File]  # those with something to say, the worst first
    silent: list[File]
    quiet: list[Finding]
    elsewhere: list[Finding]
    needs: list[tuple[str, list[dict[str, str]]]]
    decided_by: int
    open_results: int
    remarks: int


class _Notes(NamedTuple):
    """What is to be said at one line."""

    full: list[Finding]
    marks: list[Finding]
    remarks: list[dict[str, Any]]


def build(report: dict[str, Any], sources: list[Source], language: str, whole: bool = False) -> Page:
    """The page for a stored report. ``whole``: no folds."""
    shown = localise(report, language)
    findings = [_finding(result, sources) for result in shown["results"]]
    notes, elsewhere = _notes(findings, shown["diagnostics"])
    needs, files_needed = _needs(findings)
    open_results = sum(
        finding.result["count"] for finding in findings if finding.result["verdict"] == "undecided"
    )
    files = [_file(source, notes.get(source.path, {}), whole) for source in sources]
    noted = sorted((file for file in files if file.speaks or len(files) == 1), key=_badness)
    return Page(
        shown["summary"],
        shown["cluster"],
        _wires(shown["cluster"]),
        [finding for finding in findings if finding.result["verdict"] in ("violated", "undecided")][:WORST],
        noted,
        [file for file in files if not file.speaks],
        [finding for finding in findings if not finding.is_loud],
        elsewhere,
        needs,
        files_needed,
        open_results,
        len(shown["diagnostics"]),
    )


def _wires(cluster: dict[str, Any]) -> SafeString:
    """The cluster's drawing; nothing for a report of an older version, which has no segments."""
    if "segments" not in cluster:
        return SafeString()
    unknown, label = gettext("segment not shown"), gettext("Nodes and segments")
    return mark_safe(drawing(cluster, unknown, label))  # noqa: S308 -- drawing escapes each text


def finding_id(result: dict[str, Any]) -> str:
    """The address of a result on its page; the same as long as its first subject is."""
    subjects = result["subjects"]
    return f"f-{subjects[0]['fingerprint'][:8]}" if subjects else f"f-{result['rule']}"


def _finding(result: dict[str, Any], sources: list[Source]) -> Finding:
    places = [place for place in result["locations"] if place["role"] == "subject"]
    return Finding(
        finding_id(result),
        result,
        SHAPES[result["verdict"]],
        places[0] if places else None,
        result["count"] - 1,
        _diff(result["fix"], {source.path: source for source in sources}) if result["fix"] else [],
        *_drawn(result),
    )


def _drawn(result: dict[str, Any]) -> tuple[SafeString | None, list[str]]:
    """The walk as a drawing, and as sentences."""
    if result["walk"] is None:
        return None, []
    ladder = ladder_of(result["walk"])
    return mark_safe(svg(ladder, result["title"])), lines(ladder)  # noqa: S308 -- svg escapes each text


def _notes(
    findings: list[Finding], remarks: list[dict[str, Any]]
) -> tuple[dict[str, dict[int, _Notes]], list[Finding]]:
    notes: dict[str, dict[int, _Notes]] = {}
    elsewhere = []

    def at(place: dict[str, Any]) -> _Notes:
        return notes.setdefault(place["file"], {}).setdefault(place["line"], _Notes([], [], []))

    for finding in findings:
        if not finding.is_loud:
            continue
        if finding.place is None:
            elsewhere.append(finding)
            continue
        at(finding.place).full.append(finding)
        for place in finding.result["locations"]:
            here = at(place)
            if finding not in here.full and finding not in here.marks:
                here.marks.append(finding)
    for remark in remarks:
        if remark["file"]:
            at(remark).remarks.append(remark)
    return notes, elsewhere


def _file(source: Source, notes: dict[int, _Notes], whole: bool) -> File:
    total = len(source.starts)
    if total > 1 and not source.line(total):
        total -= 1
    noted = sorted(number for number in notes if number <= total)
    shown = noted if whole else noted[:MOST_NOTED]
    counts = dict.fromkeys(_LOUD, 0)
    for note in notes.values():
        for finding in (*note.full, *note.marks):
            counts[finding.result["verdict"]] += 1
    keep = range(1, min(total, MOST_LINES) + 1) if whole else sorted(_around(shown, total))
    rows = list(_rows(source, list(keep), notes, total))
    return File(
        source.path,
        rows,
        {name: count for name, count in counts.items() if count},
        total,
        len(noted) - len(shown),
        bool(notes),
    )


def _badness(file: File) -> tuple[int, ...]:
    """Files with violated lines first; then as they came."""
    return tuple(-file.counts.get(name, 0) for name in _LOUD[:2])


def _around(noted: list[int], total: int) -> set[int]:
    return {
        line for number in noted for line in range(max(1, number - CONTEXT), min(total, number + CONTEXT) + 1)
    }


def _rows(source: Source, keep: list[int], notes: dict[int, _Notes], total: int) -> Iterator[Line | Fold]:
    before = 0
    for number in keep:
        if number == before + 2:
            yield _line(source, before + 1, notes)
        elif number > before + 1:
            yield Fold(before + 1, number - 1)
        yield _line(source, number, notes)
        before = number
    if before < total:
        yield Fold(before + 1, total)


def _line(source: Source, number: int, notes: dict[int, _Notes]) -> Line:
    note = notes.get(number)
    html = coloured(source.line(number), source.path.endswith(".conf"))
    return Line(number, html, note.full, note.marks, note.remarks) if note else Line(number, html, [], [], [])


def plain_lines(source: Source, first: int, last: int) -> list[Line]:
    """Lines that were folded, to be shown in place of the fold."""
    last = min(last, first + MOST_LINES - 1, len(source.starts))
    return [_line(source, number, {}) for number in range(max(first, 1), last + 1)]


def _needs(findings: list[Finding]) -> tuple[list[tuple[str, list[dict[str, str]]]], int]:
    """What to collect, by node; and how many files that is."""
    by_node: dict[str, dict[str, dict[str, str]]] = {}
    for finding in findings:
        for need in finding.result["needs"]:
            by_node.setdefault(need["node"], {})[need["evidence"]] = need
    files = sum(len(found) for found in by_node.values())
    return [(node, list(found.values())) for node, found in by_node.items()], files


def _diff(fix: dict[str, Any], sources: dict[str, Source]) -> list[tuple[str, str]]:
    """The lines that the first edits change: (sign, text), a few of them."""
    rows: list[tuple[str, str]] = []
    for edit in fix["edits"][:3]:
        source = sources.get(edit["file"])
        if source is None:
            continue
        number, column = source.place(edit["start"])
        line = source.line(number)
        width = edit["end"] - edit["start"]
        rows.append(("-", line))
        rows.append(("+", line[: column - 1] + edit["text"] + line[column - 1 + width :]))
    return rows
