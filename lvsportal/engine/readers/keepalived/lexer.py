"""From a physical line of keepalived.conf to words and braces (``lib/parser.c: read_line, alloc_strvec_r``).

Lines repeat: most of a large file is a few hundred different lines. ``scan`` is asked once for each different
one; what it returns is shared, so it must not be changed.
"""

import re
from typing import NamedTuple


class Word(NamedTuple):
    """A word with its columns, counted from 1; ``end`` is the first column after it, quotes included."""

    text: str
    column: int
    end: int


Words = tuple[Word, ...]

BLANK, WORDS, OPEN, CLOSE, MIXED, SPECIAL = range(6)


class Line:
    """What a physical line holds.

    ``kind``: BLANK (nothing), WORDS (one logical line), OPEN (words and a ``{`` at the end), CLOSE (a ``}``),
    MIXED (``pieces``: words, ``{`` and ``}`` in turn), SPECIAL (must be looked at by the preprocessor).
    """

    __slots__ = ("column", "kind", "pieces", "problem", "words")

    def __init__(
        self,
        kind: int,
        words: Words = (),
        pieces: tuple[Words | str, ...] = (),
        column: int = 0,
        problem: str = "",
    ) -> None:
        self.kind = kind
        self.words = words
        self.pieces = pieces
        self.column = column  # of a CLOSE's brace
        self.problem = problem


# Blanks are those of C's isspace: a non-breaking or full-width blank is part of a word, as keepalived has it.
_TOKEN = re.compile(
    r"(?P<word>(?:\\[#!]|[^ \t\r\f\v\"{}!#])+)|(?P<brace>[{}])|(?P<quoted>\"[^\"]*\"?)|(?P<comment>[!#].*)",
    re.DOTALL,
)
_SPECIAL = re.compile(r"[ \t\r\f\v]*(?:[@~$]|include[rmbwa]?[ \t])|[^!#]*(?:\$|\{\{|\{%|<%)")
LONGEST = 1023


def scan(raw: str) -> Line:
    """The line's words and braces; the words of a SPECIAL line are left to the preprocessor."""
    if len(raw) > LONGEST and len(raw.encode("utf-8", "replace")) > LONGEST:
        return Line(BLANK, problem="long")
    if "\0" in raw:
        return Line(BLANK, problem="nul")
    if _SPECIAL.match(raw):
        return Line(SPECIAL)
    return cut(raw)


def cut(raw: str) -> Line:
    """As ``scan``, without asking whether the line is special."""
    pieces: list[Words | str] = []
    words: list[Word] = []
    brace_at = 0
    problem = ""
    for found in _TOKEN.finditer(raw):
        group = found.lastgroup
        if group == "word":
            text = found[0]
            if "\\" in text:
                text = text.replace("\\#", "#").replace("\\!", "!")
            words.append(Word(text, found.start() + 1, found.end() + 1))
        elif group == "brace":
            if words:
                pieces.append(tuple(words))
                words = []
            pieces.append(found[0])
            brace_at = found.start() + 1
        elif group == "quoted":
            quoted = found[0]
            if len(quoted) < 2 or not quoted.endswith('"'):
                problem = "quote"
            words.append(Word(quoted.strip('"\r'), found.start() + 1, found.end() + 1))
        else:
            break
    if words:
        pieces.append(tuple(words))
    return _line(pieces, brace_at, problem)


def tokens(raw: str) -> list[tuple[str, int, int]]:
    """(kind, start, end) of all that a line holds, offsets from 0: word, brace, quoted, comment. For showing it."""
    return [(found.lastgroup or "", found.start(), found.end()) for found in _TOKEN.finditer(raw)]


def _line(pieces: list[Words | str], brace_at: int, problem: str) -> Line:
    if not pieces:
        return Line(BLANK)
    first = pieces[0]
    if len(pieces) == 1:
        if isinstance(first, tuple):
            return Line(WORDS, first, problem=problem)
        if first == "}":
            return Line(CLOSE, column=brace_at)
    elif len(pieces) == 2 and isinstance(first, tuple) and pieces[1] == "{":
        return Line(OPEN, first, problem=problem)
    words = first if isinstance(first, tuple) else ()
    return Line(MIXED, words, tuple(pieces), brace_at, problem)
