"""The causes of a report: each result with its places, its walk drawn, and its fix as hunks.

A cause is one row of the list, whatever the number of its places; the same number stands in the list, beside the
file and in the summary.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from apps.web.report_page.fixes import Hunk, hunks
from lvsportal.engine.drawing.ladder import lines
from lvsportal.engine.drawing.ladder_svg import svg
from lvsportal.engine.drawing.walks import ladder_of
from lvsportal.engine.report.words import SHAPES
from lvsportal.engine.source.source import Source

Data = dict[str, Any]
LOUD = ("violated", "undecided", "mitigated")
# Places that a cause lists on its page at once; the rest is fetched.
PLACES_SHOWN = 60


class Place(NamedTuple):
    """A line that a cause speaks of. ``role``: ``subject``, or what the line has to do with it."""

    file: str
    line: int
    role: str

    @property
    def anchor(self) -> str:
        return f"{self.file}:{self.line}"


class Finding(NamedTuple):
    """One result of the report, with what the page adds. ``group``: where the list shows it."""

    id: str
    result: Data
    shape: str
    group: str
    places: tuple[Place, ...]
    walk: SafeString | None
    steps: list[str]
    hunks: list[Hunk]

    @property
    def is_loud(self) -> bool:
        """Whether it stands at its lines, not only in the list of what holds."""
        return self.group != "quiet"

    @property
    def place(self) -> Place | None:
        """Where it is told."""
        return next((place for place in self.places if place.role == "subject"), None)

    @property
    def shown_places(self) -> tuple[Place, ...]:
        return self.places[:PLACES_SHOWN]

    @property
    def places_left(self) -> int:
        return len(self.places) - len(self.shown_places)

    @property
    def look(self) -> str:
        """The colour it takes: a word of advice never looks like a failure."""
        return "info" if self.group == "advice" else str(self.result["verdict"])


def finding_id(result: Data) -> str:
    """The address of a result on its page; the same as long as its first subject is."""
    subjects = result["subjects"]
    return f"f-{subjects[0]['fingerprint'][:8]}" if subjects else f"f-{result['rule']}"


def group_of(result: Data) -> str:
    """Where the list shows a result: ``wrong``, ``open``, ``advice``, ``held`` or ``quiet``."""
    verdict, severity = result["verdict"], result["severity"]
    if verdict == "violated":
        return "advice" if severity == "info" else "wrong"
    if verdict == "undecided":
        return "quiet" if severity == "info" else "open"
    return "held" if verdict == "mitigated" else "quiet"


def finding_ids(results: Iterable[Data]) -> list[str]:
    """The address of each result on its page, each once."""
    ids: list[str] = []
    taken: set[str] = set()
    for result in results:
        name = finding_id(result)
        while name in taken:
            name += "x"
        taken.add(name)
        ids.append(name)
    return ids


def result_at(results: Sequence[Data], wanted: str) -> Data | None:
    """The result whose address on the page is ``wanted``."""
    return next(
        (result for name, result in zip(finding_ids(results), results, strict=True) if name == wanted), None
    )


def findings_of(results: Sequence[Data], sources: dict[str, Source]) -> list[Finding]:
    """The causes in the report's order: the worst first."""
    return [_finding(name, result, sources) for name, result in zip(finding_ids(results), results, strict=True)]


def _finding(name: str, result: Data, sources: dict[str, Source]) -> Finding:
    group = group_of(result)
    return Finding(
        name,
        result,
        "i" if group == "advice" else SHAPES[result["verdict"]],
        group,
        tuple(Place(place["file"], place["line"], place["role"]) for place in result["locations"]),
        *_drawn(result),
        hunks(result["fix"]["edits"], sources) if result["fix"] else [],
    )


def _drawn(result: Data) -> tuple[SafeString | None, list[str]]:
    """The walk as a drawing, and as sentences."""
    if result["walk"] is None:
        return None, []
    ladder = ladder_of(result["walk"])
    return mark_safe(svg(ladder, result["title"])), lines(ladder)  # noqa: S308 -- svg escapes each text
