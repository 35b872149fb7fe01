"""A walk of a report as a ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lvsportal.engine.drawing.ladder import Hop, Ladder

if TYPE_CHECKING:
    from lvsportal.engine.report import types
    from lvsportal.engine.report.types import Branch, Walk

_BAD = ("refused", "reset", "lost", "loop", "icmp_error")
# Laps of a circle that are drawn before the rest is counted.
_LAPS = 2


def ladder_of(walk: Walk[str] | Branch[str]) -> Ladder:
    """The ladder of a localised walk: an arrow for each hop that leaves a node, a dot for what a node does itself, an
    oval for each lap of a circle."""
    hops = walk["hops"]
    circle = _circle(hops) if walk["outcome"] == "loop" else len(hops)
    drawn = [_hop(hops, number, walk["outcome"]) for number in range(circle)]
    drawn += _laps(hops, circle)
    nodes = dict.fromkeys(name for hop in drawn for name in (hop.source, hop.target))
    return Ladder(tuple(nodes), tuple(drawn))


def _ends(hop: types.Hop[str]) -> tuple[str, str]:
    return hop["node"], hop["to"] or hop["node"]


def _circle(hops: list[types.Hop[str]]) -> int:
    """Where two nodes begin to hand the packet to each other, to the end; the number of hops where they do not."""
    last = len(hops) - 1
    while last > 0 and not hops[last]["to"]:
        last -= 1
    start = last
    while start > 0 and _ends(hops[start - 1]) == _ends(hops[start])[::-1]:
        start -= 1
    return start if last - start >= 2 * _LAPS else len(hops)


def _laps(hops: list[types.Hop[str]], start: int) -> list[Hop]:
    """The laps from ``start`` on: the first ones, the last one, and how many there are between."""
    count = (len(hops) - start) // 2
    laps = [
        _lap(hops, start + 2 * number, number + 1, "lap" if number < _LAPS else "faded")
        for number in (*range(min(count, _LAPS)), *([count - 1] if count > _LAPS else []))
    ]
    if count > _LAPS + 1:
        laps[_LAPS] = laps[_LAPS]._replace(note=f"… {count - _LAPS - 1} × ↻ …")
    return laps


def _lap(hops: list[types.Hop[str]], number: int, lap: int, fate: str) -> Hop:
    first, second = hops[number], hops[min(number + 1, len(hops) - 1)]
    source, target = _ends(first)
    before, after = first["packet"]["ttl"], second["packet"]["ttl"]
    after = 0 if after >= before else after  # the hop that finds nothing left to take off
    frame = "" if fate == "faded" else _frame(first)
    return Hop(source, target, f"↻ {lap} · {first['action']}", "", frame, f"ttl {before} → {after}", fate)


def _hop(hops: list[types.Hop[str]], number: int, outcome: str) -> Hop:
    hop = hops[number]
    source, target = _ends(hop)
    last = number == len(hops) - 1
    fate = "lost" if last and outcome in _BAD else "back" if hop["to"] == "client" else "ok"
    packet = hop["packet"]
    shown = f"{_place(packet['src'], packet['sport'])} → {_place(packet['dst'], packet['dport'])}"
    before = hops[number - 1]["packet"] if number else None
    if before is None:
        shown += f" ttl {packet['ttl']}"
    return Hop(
        source, target, hop["action"], shown, _frame(hop), _changed(before, packet), fate, hop.get("note") or ""
    )


def _place(host: str, port: int) -> str:
    address = f"[{host}]" if ":" in host else host
    return f"{address}:{port}" if port else address


def _frame(hop: types.Hop[str]) -> str:
    source, destination = hop["frame"]["src_mac"], hop["frame"]["dst_mac"]
    if source and destination:
        return f"MAC {source} → {destination}"
    return f"dst MAC {destination}" if destination else ""


def _changed(before: types.Packet | None, packet: types.Packet) -> str:
    """What this hop rewrote in the IP packet, the TTL among it; a reply is a packet of its own."""
    if before is None or before["src"] == packet["dst"]:
        return "" if before is None else f"ttl {packet['ttl']}"
    changes = []
    if (before["src"], before["sport"]) != (packet["src"], packet["sport"]):
        changes.append(f"src = {_place(packet['src'], packet['sport'])}")
    if (before["dst"], before["dport"]) != (packet["dst"], packet["dport"]):
        changes.append(f"dst = {_place(packet['dst'], packet['dport'])}")
    if before["ttl"] != packet["ttl"]:
        changes.append(f"ttl {before['ttl']} → {packet['ttl']}")
    return ", ".join(changes)
