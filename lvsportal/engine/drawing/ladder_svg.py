"""A ladder as SVG, coloured by the page's own classes, so that it follows the theme and needs no inline style.

Columns stand as far apart as the labels between them need; a circle of two nodes is drawn as one, lap by lap.
"""

from html import escape
from itertools import pairwise

from lvsportal.engine.drawing.ladder import Hop, Ladder

_TOP, _MARGIN, _LEAST = 44, 20, 120
_ABOVE, _LINE, _BELOW = 22, 14, 10
_LONG = 28  # letters of a line
_LAP = 22  # half the height of a lap
Positions = dict[str, float]


def svg(ladder: Ladder, label: str) -> str:
    """The drawing; ``label`` is what a screen reader says (the hops follow the drawing as a list)."""
    at, width = _columns(ladder)
    body: list[str] = []
    y = float(_TOP)
    for number, hop in enumerate(ladder.hops):
        body.append(f'<g data-step="{number}">')
        drawn, height = _lap(hop, at, y) if _is_lap(hop) else _hop(hop, at, y)
        body.extend(drawn)
        body.append("</g>")
        y += height
    height = y + 12
    head = (
        f'<svg class="ladder" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" role="img" '
        f'aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">'
    )
    return "".join([head, *_lives(at, height), *body, "</svg>"])


def _is_lap(hop: Hop) -> bool:
    return hop.fate in ("lap", "faded") and hop.source != hop.target


def _lives(at: Positions, height: float) -> list[str]:
    parts = []
    for name, x in at.items():
        parts.append(f'<line class="ladder-life" x1="{x:g}" y1="{_TOP - 10}" x2="{x:g}" y2="{height - 6:g}"/>')
        parts.append(_text("ladder-node", x, 22, "middle", name))
    return parts


def text_width(text: str, size: float = 11) -> float:
    """How wide a text is about, in pixels: a Han character is as wide as it is high."""
    return sum(size if ord(letter) > 0x2E7F else size * 0.61 for letter in text)


def _label_width(hop: Hop) -> float:
    below = max((text_width(line) for _, line in _labels(hop)), default=0)
    return max(text_width(hop.action, 12), below) + 28


Label = tuple[str, str]  # the text's kind, and a line of it


def _labels(hop: Hop) -> list[Label]:
    """The lines below an arrow; a long one is broken at its own arrow or comma."""
    kinds = (
        ("ladder-packet", hop.packet),
        ("ladder-changed", hop.changed),
        ("ladder-packet", hop.frame),
        ("ladder-note", hop.note),
    )
    return [(kind, line) for kind, text in kinds if text for line in _broken(text)]


def _broken(text: str) -> list[str]:
    if len(text) <= _LONG:
        return [text]
    for mark in (" → ", ", "):
        before, found, after = text.partition(mark)
        if found:
            return [before + mark.rstrip(), *_broken(after)]
    return [text]


def _columns(ladder: Ladder) -> tuple[Positions, float]:
    """Where each node stands, and how wide the drawing is."""
    names = ladder.nodes
    number = {name: place for place, name in enumerate(names)}
    gaps = [
        max(_LEAST, (text_width(one, 13) + text_width(other, 13)) / 2 + 24) for one, other in pairwise(names)
    ]
    left = right = 0.0
    for hop in ladder.hops:
        first, last = sorted((number.get(hop.source, 0), number.get(hop.target, 0)))
        wide = _label_width(hop)
        if first == last:
            if first < len(gaps):
                gaps[first] = max(gaps[first], wide)
            elif gaps:
                gaps[-1] = max(gaps[-1], wide)
            else:
                right = max(right, wide)
            continue
        for gap in range(first, last):
            gaps[gap] = max(gaps[gap], wide / (last - first))
    left = max(left, text_width(names[0], 13) / 2 if names else 0)
    right = max(right, text_width(names[-1], 13) / 2 if names else 0)
    x = _MARGIN + left
    at: Positions = {}
    for place, name in enumerate(names):
        at[name] = x
        x += gaps[place] if place < len(gaps) else 0
    return at, x + right + _MARGIN


def _hop(hop: Hop, at: Positions, top: float) -> tuple[list[str], float]:
    """A hop below ``top``, and its height."""
    y = top + _ABOVE
    start, end = at.get(hop.source, _MARGIN), at.get(hop.target, _MARGIN)
    middle, anchor = (start + end) / 2, "middle"
    if start == end:
        parts = [f'<circle class="ladder-{hop.fate}" cx="{start:g}" cy="{y:g}" r="5"/>']
        last = start == max(at.values()) and len(at) > 1
        middle, anchor = (start - 12, "end") if last else (start + 12, "start")
    else:
        parts = _arrow(hop.fate, start, end, y)
    if hop.fate == "lost":
        parts.append(f'<path class="ladder-lost" d="M{end - 6:g} {y - 6:g} l12 12 m0 -12 l-12 12"/>')
    parts.append(_text("ladder-action", middle, y - 7, anchor, hop.action))
    return [*parts, *_below(hop, middle, y + 3, anchor)], _height(hop)


def _height(hop: Hop) -> float:
    return _ABOVE + len(_labels(hop)) * _LINE + _BELOW


def _below(hop: Hop, x: float, y: float, anchor: str) -> list[str]:
    return [
        _text(kind, x, y + (row + 1) * _LINE - 2, anchor, line) for row, (kind, line) in enumerate(_labels(hop))
    ]


def _arrow(fate: str, start: float, end: float, y: float) -> list[str]:
    tip, wing = (end - 7, end - 14) if end > start else (end + 7, end + 14)
    return [
        f'<line class="ladder-{fate}" x1="{start:g}" y1="{y:g}" x2="{tip:g}" y2="{y:g}"/>',
        f'<path class="ladder-{fate}-tip" d="M{end:g} {y:g} L{wing:g} {y - 5:g} L{wing:g} {y + 5:g} Z"/>',
    ]


def _lap(hop: Hop, at: Positions, top: float) -> tuple[list[str], float]:
    """There and back as one oval, its text within."""
    start, end = at.get(hop.source, _MARGIN), at.get(hop.target, _MARGIN)
    y = top + _LAP + 4
    way = 1 if end > start else -1
    reach = (end - start) - 12 * way
    kind = "ladder-faded" if hop.fate == "faded" else "ladder-loop"
    one, other = start + 6 * way, end - 6 * way
    parts = [
        f'<path class="{kind}" d="M{one:g} {y:g} c0 {-_LAP} {reach:g} {-_LAP} {reach:g} 0 c0 {_LAP} {-reach:g} {_LAP} {-reach:g} 0"/>',
        f'<path class="{kind}-tip" d="M{other:g} {y + 3:g} l-5 -8 l10 0 Z"/>',
        f'<path class="{kind}-tip" d="M{one:g} {y - 3:g} l-5 8 l10 0 Z"/>',
    ]
    middle = (start + end) / 2
    parts.append(_text("ladder-action", middle, y - 2, "middle", hop.action))
    if hop.changed:
        parts.append(_text("ladder-changed", middle, y + 12, "middle", hop.changed))
    below = hop._replace(changed="")
    parts.extend(_below(below, middle, y + _LAP - 4, "middle"))
    return parts, 2 * _LAP + 8 + len(_labels(below)) * _LINE


def _text(kind: str, x: float, y: float, anchor: str, text: str) -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'
