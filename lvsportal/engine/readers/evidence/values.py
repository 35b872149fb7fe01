"""Values of evidence, checked: what is no number, MAC or prefix length never gets into the model."""

import re

from lvsportal.engine.model.address import Address
from lvsportal.engine.source.source import Source, Span

_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")


def whole(value: object, most: int = (1 << 32) - 1) -> int:
    """A whole number from 0 to ``most``, written as JSON or as text (``0x10``).

    :raises ValueError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"{str(value)[:40]!r} is no whole number")
    if isinstance(value, str):
        if len(value) > 20:
            raise ValueError("a number of more than 20 digits")
        value = int(value, 0)
    if not 0 <= value <= most:
        raise ValueError(f"{value} is not within 0 – {most}")
    return value


def mac_of(value: object) -> str:
    """A MAC in lower case; "" for whatever else stands there (a tunnel shows its addresses in that place)."""
    text = str(value).lower() if isinstance(value, str) else ""
    return text if _MAC.fullmatch(text) else ""


def length_of(value: object, address: Address) -> int:
    """A prefix length of the address's family.

    :raises ValueError: it is none.
    """
    return whole(value, address.bits)


class Places:
    """Finds words of a source in the order in which they stand there, so that a file is passed over once."""

    _MOST_RETURNS = 200

    def __init__(self, source: Source) -> None:
        self._source = source
        self._at = 0
        self._under = ""
        self._returns = 0

    def under(self, head: str, word: str) -> Span:
        """Where ``word`` stands behind ``head``; of several words asked under one head each stands behind the one before."""
        if head != self._under:
            self._under = head
            self._at = self._find(head)
        return self.at(word)

    def at(self, word: str) -> Span:
        """Where the word stands next."""
        self._at = self._find(word)
        line, column = self._source.place(self._at)
        return Span(self._source, line, column, column + 1)

    def _find(self, word: str) -> int:
        text = self._source.text
        if not word:
            return self._at
        for quoted in (f'"{word}"', word):
            found = text.find(quoted, self._at)
            if found >= 0:
                return found
        if self._returns < self._MOST_RETURNS:
            self._returns += 1
            return max(text.find(word), 0)
        return self._at
