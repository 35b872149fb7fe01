"""``primaryLocationLineHash`` of GitHub code scanning, by the algorithm of CodeQL's own action (codeql-action,
``src/fingerprints.ts``): a polynomial over the 100 characters from the start of a line, blanks and tabs left out."""

import re
from array import array
from collections import Counter
from itertools import accumulate

_WINDOW = 100
_FACTOR = 37
_MASK = (1 << 64) - 1
_LEAVING = pow(_FACTOR, _WINDOW, 1 << 64)
_END_OF_FILE = 65535
_UNREADABLE = re.compile("[\ud800-\udfff]")  # bytes that are no UTF-8, as the reader keeps them
_LINE_END = ord("\n")


def line_hashes(text: str) -> list[str]:
    """The hash of each line, the n-th line's at n - 1: hexadecimal digits, ``:``, how often it was seen so far.

    Time grows with the length of the text, not with the number of lines asked for."""
    codes = _codes(text)
    sums = list(accumulate([*codes, *bytes(_WINDOW)], _add, initial=0))
    starts = [0, *(at + 1 for at, code in enumerate(codes) if code == _LINE_END)]
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = (sums[start + _WINDOW] - sums[start] * _LEAVING) & _MASK
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


def _add(total: int, code: int) -> int:
    return (total * _FACTOR + code) & _MASK


def _codes(text: str) -> "array[int]":
    """UTF-16 code units, as JavaScript counts, with one kind of line end, without blanks, and the end marked."""
    lines = re.sub("\r\n?", "\n", text)
    kept = _UNREADABLE.sub("\ufffd", lines.translate({ord(" "): None, ord("\t"): None}))
    units = array("H", kept.encode("utf-16-le"))
    units.append(_END_OF_FILE)
    return units
