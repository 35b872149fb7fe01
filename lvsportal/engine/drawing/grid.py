"""The matrix as a table for a terminal: rows are flows, columns states, cells who serves or where it ends."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lvsportal.engine.report.reasons import reason_text
from lvsportal.engine.source.language import Text

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Flow, FlowConclusion, State

SIGNS = {"served": "●", "partly": "◐", "lost": "○", "unknown": "?"}
_WORDS = {
    "served": Text("served", "可达"),
    "partly": Text("partly served", "部分可达"),
    "lost": Text("lost", "不可达"),
    "unknown": Text("unknown", "未知"),
}
_FLOW = Text("flow", "流量")
_MORE = Text("{count} more", "另 {count} 个")
_ASIDE = Text("does not count", "不计入")
_NAMED = 3  # nodes that a cell names
_WIDEST = 34  # characters of a column
_GAP = "  "


class _Table(NamedTuple):
    head: list[str]
    rows: list[list[str]]


def grid(states: list[State[str]], flows: list[Flow[str]], language: str, width: int) -> Iterator[str]:
    """The localised states and flows as lines of at most ``width`` characters, where that can be; states that don't
    fit beside each other follow below."""
    table = _table(states, flows, language)
    first = max((_width(one) for one in [table.head[0], *(row[0] for row in table.rows)]), default=0)
    widths = [min(_WIDEST, _widest(table, column)) for column in range(1, len(table.head))]
    for columns in _blocks(first, widths, width):
        yield ""
        for row in [table.head, *table.rows]:
            cells = [_cut(row[number], widths[number - 1]) for number in columns]
            padded = [_padded(cell, widths[number - 1]) for cell, number in zip(cells, columns, strict=True)]
            yield _GAP.join([_padded(row[0], first), *padded]).rstrip()


def words(conclusion: str, language: str) -> str:
    """A conclusion in words."""
    return _WORDS[conclusion].say(language)


def legend(language: str) -> str:
    """What the signs mean."""
    return "   ".join(f"{sign} {words(name, language)}" for name, sign in SIGNS.items())


def cell(found: FlowConclusion[str] | None, language: str) -> str:
    """Who serves, or where it ends and why."""
    if found is None:
        return ""
    sign, names = SIGNS[found["conclusion"]], _names(found["by"], language)
    if found["conclusion"] in ("served", "unknown") or not found["reason"]:
        return f"{sign} {names}".rstrip()
    reason = reason_text(found["reason"]).say(language)
    return f"{sign} {names}: {reason}" if names else f"{sign} {reason}"


def _table(states: list[State[str]], flows: list[Flow[str]], language: str) -> _Table:
    head = [_FLOW.say(language), *(str(state["title"]) for state in states)]
    rows = [
        [_flow(flow, language), *(cell(flow["conclusions"].get(one["id"]), language) for one in states)]
        for flow in flows
    ]
    return _Table(head, rows)


def _flow(flow: Flow[str], language: str) -> str:
    count = f" ×{flow['count']}" if flow["count"] > 1 else ""
    aside = "" if flow["gate"] else f" ({_ASIDE.say(language)})"
    return f"{flow['client']} → {flow['service']}{count}{aside}"


def _names(nodes: list[str], language: str) -> str:
    left = len(nodes) - _NAMED
    more = f" {_MORE.fill(count=left).say(language)}" if left > 0 else ""
    return " ".join(nodes[:_NAMED]) + more


def _widest(table: _Table, column: int) -> int:
    return max(_width(row[column]) for row in [table.head, *table.rows])


def _blocks(first: int, widths: list[int], width: int) -> Iterator[list[int]]:
    """The columns that fit beside each other, block after block."""
    block: list[int] = []
    used = first
    for number, wide in enumerate(widths, 1):
        if block and used + len(_GAP) + wide > width:
            yield block
            block, used = [], first
        block.append(number)
        used += len(_GAP) + wide
    if block:
        yield block


def _width(text: str) -> int:
    """Columns of a terminal: Chinese characters take two (UAX #11)."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _cut(text: str, most: int) -> str:
    if _width(text) <= most:
        return text
    kept: list[str] = []
    used = 1
    for letter in text:
        used += _width(letter)
        if used > most:
            break
        kept.append(letter)
    return "".join(kept) + "…"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
