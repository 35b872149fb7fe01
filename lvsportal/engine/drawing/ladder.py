"""A ladder of hops as data: one column a node, time downward, one arrow a hop. ``ladder_svg`` draws it."""

from typing import NamedTuple

_FATES = {"!": "lost", "~": "back", "*": "bad"}


class Hop(NamedTuple):
    """An arrow from one node to another. ``action`` stands on it, ``packet`` and ``frame`` below; ``changed`` is what
    this hop rewrote, ``note`` what decided it; ``fate``: ``ok``, ``lost`` (it ends here, badly), ``back`` (a reply),
    ``bad`` (it arrives, where it should not), ``lap`` (there and back, as part of a circle) or ``faded`` (a lap as those before, once more)."""

    source: str
    target: str
    action: str
    packet: str = ""
    frame: str = ""
    changed: str = ""
    fate: str = "ok"
    note: str = ""


class Ladder(NamedTuple):
    nodes: tuple[str, ...]
    hops: tuple[Hop, ...]


def parse(text: str) -> Ladder:
    """A ladder from its written form: the nodes in one line (``client | lb1 | rs1``), then one hop a line::

        client > lb1 : SYN : 198.51.100.7:40000 > 10.0.0.100:80 : dst MAC lb1
        rs1 > client : … ends with ``!`` for a packet that is lost, ``*`` for one that arrives and should not, ``~`` for
        a reply; ``=text`` names what was rewritten

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
        fate = _FATES.get(action[-1:], "ok")
        fields = [*rest, "", ""]
        hops.append(Hop(ends[0], ends[1], action.rstrip("!~* "), fields[0], fields[1], changed, fate))
    return Ladder(nodes, tuple(hops))


def lines(ladder: Ladder) -> list[str]:
    """The same as sentences, one a hop."""
    return [_sentence(hop) for hop in ladder.hops]


def _sentence(hop: Hop) -> str:
    arrow = "⇄" if hop.fate in ("lap", "faded") else "→"
    ends = hop.source if hop.source == hop.target else f"{hop.source} {arrow} {hop.target}"
    details = " · ".join(part for part in (hop.packet, hop.changed, hop.frame, hop.note) if part)
    return f"{ends}: {hop.action}" + (f" ({details})" if details else "")
