"""Flows against states, as rows and columns: who serves whom, now and after each thing that can fail."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lvsportal.engine.report.reasons import reason_text

Data = dict[str, Any]
SIGNS = {"served": "●", "partly": "◔", "lost": "○", "unknown": "?"}
# Nodes named in a cell; more are counted.
_NAMED = 3
MOST_ROWS = 200


class Cell(NamedTuple):
    """``text``: who serves, or where it ends. ``flow``, ``state``: what opens its walk."""

    look: str
    sign: str
    word: str
    text: str
    flow: str
    state: str
    has_walk: bool
    differs: bool  # from the flow's first column


class Row(NamedTuple):
    client: str
    service: str
    count: int
    counts: bool  # whether the gate depends on it
    cells: list[Cell]


class Column(NamedTuple):
    id: str
    title: str
    holders: str


class Matrix(NamedTuple):
    """``same``: the states in which every flow goes as today, folded away."""

    columns: list[Column]
    rows: list[Row]
    same: list[Column]
    rows_left: int


def matrix(report: Data) -> Matrix | None:
    """The matrix of a localised report; None where it has no flows (none found, or an older engine)."""
    states, flows = report.get("states") or [], report.get("flows") or []
    if not states or not flows:
        return None
    first = states[0]["id"]
    apart = [
        state
        for state in states
        if state["id"] == first or any(_differs(flow, first, state["id"]) for flow in flows)
    ]
    shown = {state["id"] for state in apart}
    rows = [_row(flow, apart) for flow in flows[:MOST_ROWS]]
    return Matrix(
        [_column(state) for state in apart],
        rows,
        [_column(state) for state in states if state["id"] not in shown],
        len(flows) - len(rows),
    )


def _differs(flow: Data, first: str, state: str) -> bool:
    here, there = flow["conclusions"].get(state), flow["conclusions"].get(first)
    if here is None or there is None:
        return here is not there
    return (here["conclusion"], here["by"]) != (there["conclusion"], there["by"])


def _column(state: Data) -> Column:
    holders = state.get("holders") or {}
    names = {name for nodes in holders.values() if nodes for name in nodes}
    return Column(state["id"], str(state["title"]), ", ".join(sorted(names)))


def _row(flow: Data, states: Iterable[Data]) -> Row:
    listed = list(states)
    first = listed[0]["id"]
    cells = [_cell(flow, state["id"], _differs(flow, first, state["id"])) for state in listed]
    return Row(str(flow["client"]), str(flow["service"]), flow["count"], flow["gate"], cells)


def _cell(flow: Data, state: str, differs: bool) -> Cell:
    found = flow["conclusions"].get(state)
    if found is None:
        return Cell("none", "", "", "", flow["id"], state, False, differs)
    look = found["conclusion"]
    words = {"served": _("served"), "partly": _("partly"), "lost": _("nobody"), "unknown": _("unknown")}
    reason = reason_text(found["reason"] or "").say(get_language() or "en")
    text = _names(found["by"]) if look == "served" or not reason else reason
    return Cell(look, SIGNS[look], words[look], text, flow["id"], state, bool(found.get("walk")), differs)


def _names(nodes: list[str]) -> str:
    if len(nodes) <= _NAMED:
        return " ".join(nodes)
    return f"{' '.join(nodes[:_NAMED])} +{len(nodes) - _NAMED}"
