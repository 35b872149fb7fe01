"""Values of settings: numbers, seconds, switches; ``None`` where what is written is none (``lib/parser.c``)."""

import re

from lvsportal.engine.readers.keepalived.tree import Statement

_DECIMAL = re.compile(r"\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}")
_ON, _OFF = frozenset({"on", "true", "yes"}), frozenset({"off", "false", "no"})


def number(text: str) -> int | None:
    """A whole number, with its sign."""
    digits = text.lstrip("+-")
    if not (digits.isascii() and digits.isdecimal()) or len(text) > 12 or len(text) - len(digits) > 1:
        return None
    return int(text)


def seconds(text: str) -> float | None:
    """A time in seconds, with a fraction if need be."""
    return float(text) if _DECIMAL.fullmatch(text) else None


def switch(line: Statement) -> bool:
    """``keyword [on|off|true|false|yes|no]``: bare means on; any other word counts as on, as keepalived complains
    and has it set."""
    return line.argument() not in _OFF
