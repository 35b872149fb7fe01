"""A ladder of hops as SVG: one column a node, time downward, one arrow a hop. Drawn from data, coloured by the page's
own classes, so that it follows the theme and needs no inline style."""

from html import escape
from typing import NamedTuple

_COLUMN, _ROW, _TOP, _MARGIN = 170, 62, 44, 70


class Hop(NamedTuple):
    """An arrow from one node to another. ``action`` stands on it, ``packet`` and ``frame`` below; ``changed`` is what
    this hop rewrote; ``fate``: ``ok``, ``lost`` (it ends here, badly), ``back`` (a reply) or
    ``faded`` (as before, once more)."""

    source: str
    target: str
    action: str
    packet: str = ""
    frame: str = ""
    changed: str = ""
    fate: str = "ok"


class Ladder(NamedTuple):
    nodes: tuple[str, ...]
    hops: tuple[Hop, ...]


def parse(text: str) -> Ladder:
    """A ladder from its written form: the nodes in one line (``client | lb1 | rs1``), then one hop a line::

        client > lb1 : SYN : 198.51.100.7:40000 > 10.0.0.100:80 : dst MAC lb1
        rs1 < lb1 : … ends with ``!`` for a packet that is lost, ``=text`` names what was rewritten

    Fields are separated by `` : ``. Lines that are none of this are left out."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    nodes = tuple(name.strip() for name in lines[0].split("|")) if lines else ()
    hops = []
    for line in lines[1:]:
        parts = [part.strip() for part in line.split(" : ")]
        ends = parts[0].split(" > ")
        if len(ends) != 2 or len(parts) < 2:
            continue
        rest = [part for part in parts[2:] if not part.startswith("=")]
        changed = next((part[1:] for part in parts[2:] if part.startswith("=")), "")
        action = parts[1]
        fate = "lost" if action.endswith("!") else "back" if action.endswith("~") else "ok"
        fields = [*rest, "", ""]
        hops.append(Hop(ends[0], ends[1], action.rstrip("!~ "), fields[0], fields[1], changed, fate))
    return Ladder(nodes, tuple(hops))


def svg(ladder: Ladder, label: str) -> str:
    """The drawing; ``label`` is what a screen reader says (the hops follow the drawing as a list)."""
    width = _MARGIN * 2 + _COLUMN * max(len(ladder.nodes) - 1, 1)
    height = _TOP + _ROW * len(ladder.hops) + 24
    at = {name: _MARGIN + number * _COLUMN for number, name in enumerate(ladder.nodes)}
    parts = [
        f'<svg class="ladder" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}" '
        f'xmlns="http://www.w3.org/2000/svg">'
    ]
    for name, x in at.items():
        parts.append(f'<line class="ladder-life" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{height - 8}"/>')
        parts.append(f'<text class="ladder-node" x="{x}" y="22" text-anchor="middle">{escape(name)}</text>')
    for number, hop in enumerate(ladder.hops):
        parts.append(f'<g data-step="{number}">')
        parts.extend(_hop(hop, at, _TOP + 22 + number * _ROW))
        parts.append("</g>")
    return "".join([*parts, "</svg>"])


def _hop(hop: Hop, at: dict[str, int], y: int) -> list[str]:
    start, end = at.get(hop.source, _MARGIN), at.get(hop.target, _MARGIN)
    middle = (start + end) / 2
    kind = f"ladder-{hop.fate}"
    parts = []
    if start == end:
        parts.append(f'<circle class="{kind}" cx="{start}" cy="{y}" r="5"/>')
        last = start == max(at.values()) and len(at) > 1
        middle, anchor = (start - 12, "end") if last else (start + 12, "start")
    else:
        tip = end - 7 if end > start else end + 7
        wing = tip - 7 if end > start else tip + 7
        parts.append(f'<line class="{kind}" x1="{start}" y1="{y}" x2="{tip}" y2="{y}"/>')
        parts.append(f'<path class="{kind}-tip" d="M{end} {y} L{wing} {y - 5} L{wing} {y + 5} Z"/>')
        anchor = "middle"
        if hop.fate == "lost":
            parts.append(f'<path class="ladder-lost" d="M{end - 6} {y - 6} l12 12 m0 -12 l-12 12"/>')
    parts.append(_text("ladder-action", middle, y - 7, anchor, hop.action))
    if hop.packet:
        parts.append(_text("ladder-packet", middle, y + 15, anchor, hop.packet))
    if hop.changed or hop.frame:
        shown = hop.changed or hop.frame
        parts.append(_text("ladder-changed" if hop.changed else "ladder-packet", middle, y + 29, anchor, shown))
    return parts


def _text(kind: str, x: float, y: float, anchor: str, text: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'


def lines(ladder: Ladder) -> list[str]:
    """The same as sentences, one a hop."""
    found = []
    for hop in ladder.hops:
        ends = hop.source if hop.source == hop.target else f"{hop.source} → {hop.target}"
        details = " · ".join(part for part in (hop.packet, hop.frame, hop.changed) if part)
        found.append(f"{ends}: {hop.action}" + (f" ({details})" if details else ""))
    return found
