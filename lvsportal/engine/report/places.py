"""What the formats of other tools share: a result line by line, its subjects by name, and the files it speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from lvsportal.engine.report import words

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Location, Result, Subject

_NOT_A_PART = ("fingerprint", "real_server_node")
_NOT_SHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Place(NamedTuple):
    """A line of a result, with the subjects that stand there. ``shown``: the line is the result's own, not a stand-in."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    subjects: list[Subject]
    shown: bool = True


class Files(NamedTuple):
    """The files that were judged: path in the report → text; path → path from the repository's root, where it differs."""

    texts: Mapping[str, str] = {}
    from_root: Mapping[str, str] = {}

    def uri(self, path: str) -> str:
        """The relative, percent-encoded address of a file."""
        from urllib.parse import quote  # most formats need no address

        return quote(self.from_root.get(path, path).removeprefix("./"), safe="/-._~")

    def known(self, path: str) -> bool:
        """Whether it is one of them."""
        return path in self.texts


def places_of(result: Result[str], files: Files) -> list[Place]:
    """The lines of a result, in its order; subjects on one line stand together. One whose line is not shown stands at the
    first line of its node's file; empty where no file is known at all."""
    own = [place for place in result["locations"] if place["role"] == "subject"] or result["locations"][:1]
    found: dict[tuple[str, int], Place] = {}
    subjects = result["subjects"]
    for number, place in enumerate(own):
        at = found.setdefault((place["file"], place["line"]), place_at(place))
        if number < len(subjects):
            at.subjects.append(subjects[number])
    if found:
        next(iter(found.values())).subjects.extend(subjects[len(own) :])
        return list(found.values())
    stand_in = _file_of(subjects, files)
    return [Place(stand_in, 1, 1, 1, 2, list(subjects), False)] if stand_in else []


def place_at(place: Location) -> Place:
    """A location of the report as a line without subjects, never empty."""
    line, column = max(1, place["line"]), max(1, place["column"])
    end_line = max(line, place["end_line"])
    end = place["end_column"] if end_line > line else max(column + 1, place["end_column"])
    return Place(place["file"], line, column, end_line, end, [])


def _file_of(subjects: list[Subject], files: Files) -> str:
    nodes = {subject.get("node", "") for subject in subjects}
    paths = list(files.texts)
    return next((path for path in paths if node_of(path) in nodes), paths[0] if paths else "")


def node_of(path: str) -> str:
    """The node that a file belongs to by its folder; empty for one that lies in none."""
    folder = path.rpartition("/")[0]
    return folder.rpartition("/")[2]


def subject_name(subject: Subject) -> str:
    """A subject in one line: ``lb1 · 10.0.0.100:80/tcp · 10.0.0.21:80``."""
    parts = (str(value) for key, value in subject.items() if key not in _NOT_A_PART and value)
    return " · ".join(parts)


def subject_names(subjects: list[Subject], most: int = 20) -> str:
    """Several subjects in one line, the rest counted."""
    names = list(dict.fromkeys(subject_name(subject) for subject in subjects))
    rest = f" (+{len(names) - most})" if len(names) > most else ""
    return "; ".join(names[:most]) + rest


def message_at(result: Result[str], place: Place, language: str) -> str:
    """What a result says at one of its lines. The message speaks of the first subject: elsewhere the title says what is wrong,
    the subjects say where, and the first one stands as the example."""
    names = subject_names(place.subjects)
    message = str(result["message"])
    if not place.subjects or place.subjects[0] is result["subjects"][0]:
        return f"{message}\n\n{names}" if names else message
    first = subject_name(result["subjects"][0])
    return words.AS_FIRST.fill(
        title=result["title"].rstrip(".。"), names=names, first=first, message=message
    ).say(language)


def showable(text: str) -> str:
    """A text without what neither XML 1.0 nor UTF-8 can hold: control bytes, halves of characters."""
    return _NOT_SHOWABLE.sub("\ufffd", text)
