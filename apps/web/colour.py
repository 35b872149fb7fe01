"""A line of a definition with its parts coloured: at most three hues beside ink."""

import re
from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

from lvsportal.engine.readers.keepalived.grammar import homes
from lvsportal.engine.readers.keepalived.lexer import tokens

_PARTS = re.compile(
    r"(?P<comment>(?:^|(?<=\s))[#;].*$)|(?P<string>\"[^\"]*\"?)|(?P<first>^\s*[A-Za-z_@~$][\w.-]*)|(?P<number>(?<![\w])\d[\d.:/]*)"
)
_NUMBER = re.compile(r"[\d][\w.:/-]*$")
LONGEST = 2000
Part = tuple[str, int, int]


def coloured(line: str, by_keepalived: bool = False) -> SafeString:
    """The line as HTML; ``by_keepalived``: parted by the reader's own tokens. Everything that comes from the definition
    is escaped here."""
    line = line[:LONGEST] + ("…" if len(line) > LONGEST else "")
    parts, at = [], 0
    for kind, start, end in _keepalived(line) if by_keepalived else _other(line):
        parts.append(escape(line[at:start]))
        parts.append(f'<span class="t-{kind}">{escape(line[start:end])}</span>')
        at = end
    parts.append(escape(line[at:]))
    text = "".join(parts).encode("utf-8", "replace").decode()
    return mark_safe(text)  # noqa: S308 -- each part was escaped above


def _keepalived(line: str) -> Iterator[Part]:
    """Keywords are those of the grammar, where a logical line begins."""
    begins = True
    for kind, start, end in tokens(line):
        text = line[start:end]
        if kind == "comment":
            yield "comment", start, end
        elif kind == "quoted":
            yield "string", start, end
        elif kind == "word" and begins and homes(text):
            yield "first", start, end
        elif kind == "word" and _NUMBER.match(text):
            yield "number", start, end
        begins = kind == "brace"


def _other(line: str) -> Iterator[Part]:
    for found in _PARTS.finditer(line):
        yield found.lastgroup or "", found.start(), found.end()
