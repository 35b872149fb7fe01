"""One file of a definition: its text, and places in it."""

from bisect import bisect_right
from typing import NamedTuple

from lvsportal.engine.source.language import Text


class Source:
    """A file as text. Lines and columns count from 1, in characters of the decoded text.

    ``encoding`` turns ``text`` back into the bytes that were put in, whatever they were.
    """

    __slots__ = ("_starts", "encoding", "origin", "path", "text")

    def __init__(self, path: str, text: str, encoding: str = "utf-8", origin: str = "") -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.origin = origin or path  # where the command line found it; for messages on this machine only
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Offset of the first character of each line, found when first asked for."""
        if self._starts is None:
            starts, at = [0], self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._starts = starts
        return self._starts

    def offset(self, line: int, column: int) -> int:
        """Offset in ``text`` of a place; a column past the line's end is cut to it."""
        starts = self.starts
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        return min(starts[line - 1] + column - 1, end)

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line without its end; empty for a line that is not there."""
        starts = self.starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r")


class Span(NamedTuple):
    """A place in a source, within one line; ``end_column`` is the first column after it."""

    source: Source
    line: int
    column: int
    end_column: int


class Diagnostic(NamedTuple):
    """What is wrong with the text itself, or with how it was put in. ``severity``: error, warning, info."""

    severity: str
    message: Text
    path: str = ""
    line: int = 0
    column: int = 0
    code: str = ""


class RefusedInput(Exception):
    """The input as a whole can't be used; says why in both languages, and names the file."""

    def __init__(self, message: Text, path: str = "", kind: str = "unusable") -> None:
        super().__init__(message.en)
        self.message = message
        self.path = path
        self.kind = kind  # unusable | too_large | too_many | empty | binary | bad_path | archive | twice
