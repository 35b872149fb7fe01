"""A line of a definition with its parts coloured: at most three hues beside ink."""

import re
from html import escape

from django.utils.safestring import SafeString, mark_safe

_PARTS = re.compile(
    r"(?P<comment>(?:^|(?<=\s))[#!;].*$)|(?P<string>\"[^\"]*\"?)|(?P<first>^\s*[A-Za-z_@~$][\w.-]*)|(?P<number>(?<![\w])\d[\d.:/]*)"
)
LONGEST = 2000


def coloured(line: str) -> SafeString:
    """The line as HTML. Everything that comes from the definition is escaped here."""
    line = line[:LONGEST] + ("…" if len(line) > LONGEST else "")
    parts, at = [], 0
    for found in _PARTS.finditer(line):
        parts.append(escape(line[at : found.start()]))
        parts.append(f'<span class="t-{found.lastgroup}">{escape(found[0])}</span>')
        at = found.end()
    parts.append(escape(line[at:]))
    text = "".join(parts).encode("utf-8", "replace").decode()
    return mark_safe(text)  # noqa: S308 -- each part was escaped above
