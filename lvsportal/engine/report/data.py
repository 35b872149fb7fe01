"""Walks, needs and texts as plain data (contracts, section 5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lvsportal.engine.model.node import Need
from lvsportal.engine.model.terms import Outcome, Reason
from lvsportal.engine.report.words import ACTIONS
from lvsportal.engine.source.language import Text

if TYPE_CHECKING:
    from lvsportal.engine.report import types
    from lvsportal.engine.report.types import Bilingual
    from lvsportal.engine.walk.trace import Branch, Hop, Packet


def both(text: Text) -> Bilingual:
    """A text as data: one entry a language."""
    return {"en": text.en, "zh-hans": text.zh}


def walk_data(branch: Branch) -> types.Walk[Bilingual]:
    """A walk as data: outcome, and hops with frame and packet (contracts, section 5)."""
    walk = branch.walk
    return {
        "outcome": Outcome(walk.outcome),
        "by": walk.by,
        "reason": Reason(walk.reason),
        "hops": [_hop(hop) for hop in walk.hops],
    }


def _hop(hop: Hop) -> types.Hop[Bilingual]:
    return {
        "node": hop.node,
        "interface": hop.interface,
        "action": both(ACTIONS[hop.action]),
        "to": hop.to,
        "frame": {"src_mac": hop.macs[0], "dst_mac": hop.macs[1]},
        "packet": _packet(hop.packet),
        "note": "",
    }


def _packet(packet: Packet) -> types.Packet:
    data: types.Packet = {
        "src": packet.source.text,
        "dst": packet.destination.text,
        "protocol": packet.protocol.lower(),
        "sport": packet.source_port,
        "dport": packet.port,
        "ttl": packet.ttl,
    }
    if packet.outer is not None:
        source, destination = packet.outer
        data["outer"] = {"src": source.text, "dst": destination.text}
    return data


def needs_data(needs: Iterable[Need]) -> list[types.NeedData]:
    """Needs as data: one for each file of a node, with all keys that it lacks; none where the whole file is asked for."""
    files: dict[tuple[str, str, str], tuple[Need, dict[str, None] | None]] = {}
    for need in needs:
        place = (need.node, need.evidence, need.role)
        _, keys = files.get(place, (need, {}))
        files[place] = need, None if keys is None or not need.keys else {**keys, **dict.fromkeys(need.keys)}
    return [
        {
            "node": need.node,
            "evidence": need.evidence,
            "command": need.command,
            "keys": list(keys) if keys else None,
            "while": need.role or None,
        }
        for need, keys in files.values()
    ]
