"""A walk of a report as a ladder."""

from typing import Any

from lvsportal.engine.drawing.ladder import Hop, Ladder

_BAD = ("refused", "reset", "lost", "loop", "icmp_error")
# A circle is told for as many hops, and then how many more of them there are.
_TOLD = 7


def told(walk: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The walk with the laps of a circle cut short, and how many hops are left out."""
    hops = walk["hops"]
    if walk["outcome"] != "loop" or len(hops) <= _TOLD + 2:
        return walk, 0
    return {**walk, "hops": [*hops[:_TOLD], hops[-1]]}, len(hops) - _TOLD - 1


def ladder_of(walk: dict[str, Any]) -> Ladder:
    """The ladder of a localised walk: an arrow for each hop that leaves a node, a dot for what a node does itself."""
    walk, left_out = told(walk)
    nodes: dict[str, None] = {}
    hops: list[Hop] = []
    before: dict[str, Any] | None = None
    for number, hop in enumerate(walk["hops"]):
        target = hop["to"] or hop["node"]
        nodes[hop["node"]] = nodes[target] = None
        last = number == len(walk["hops"]) - 1
        lost = last and walk["outcome"] in _BAD
        back = hop["to"] == "client"
        packet = hop["packet"]
        shown = f"{_place(packet, 'src', 'sport')} → {_place(packet, 'dst', 'dport')} ttl {packet['ttl']}"
        fate = "lost" if lost else "back" if back else "ok"
        if last and left_out:
            hops.append(Hop(hop["node"], hop["node"], f"… {left_out} ×", "", "", "", "faded"))
        elif walk["outcome"] == "loop" and number > _TOLD // 2 and not last:
            fate = "faded"
        hops.append(Hop(hop["node"], target, hop["action"], shown, _frame(hop), _changed(before, packet), fate))
        before = packet
    return Ladder(tuple(nodes), tuple(hops))


def _place(packet: dict[str, Any], host: str, port: str) -> str:
    address = f"[{packet[host]}]" if ":" in packet[host] else packet[host]
    return f"{address}:{packet[port]}" if packet[port] else address


def _frame(hop: dict[str, Any]) -> str:
    destination = hop["frame"]["dst_mac"]
    return f"dst MAC {destination}" if destination else ""


def _changed(before: dict[str, Any] | None, packet: dict[str, Any]) -> str:
    """What this hop rewrote in the IP packet."""
    if before is None:
        return ""
    names = (("src", "sport", "src"), ("dst", "dport", "dst"))
    turned = before["src"] == packet["dst"]
    found = [
        f"{name} = {_place(packet, host, port)}"
        for host, port, name in names
        if not turned and (before[host], before[port]) != (packet[host], packet[port])
    ]
    return ", ".join(found)
