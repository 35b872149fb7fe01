"""LVS117: the evidence shows a VIP on several directors at once: a split brain, or what one has left behind."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import InterfaceAddress, Node
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS117_vip_shown_twice import texts
from lvsportal.engine.rules.subjects import OfVip


def check(analysis: Analysis) -> Iterator[Finding]:
    for places in analysis.once(_shown).values():
        (node, first), *others = places
        subject = OfVip(node, first.address, first.at)
        if not others:
            yield Finding(texts.once, subject)
            continue
        names = ", ".join(one.name for one, _ in places)
        related = [(place.at, "address") for _, place in others]
        yield Finding(texts.twice(holders=names), subject, related=related)


def _shown(analysis: Analysis) -> dict[tuple[int, int], list[tuple[Node, InterfaceAddress]]]:
    """Where directors show each VIP so that neighbours can ask for it, one place a node."""
    virtual = {key for node in analysis.cluster.directors for key in node.virtual_addresses()}
    found: dict[tuple[int, int], list[tuple[Node, InterfaceAddress]]] = {}
    for node in analysis.cluster.directors:
        seen: set[tuple[int, int]] = set()
        for shown in node.addresses or ():
            key = shown.address.key
            if key in virtual and key not in seen and node.is_wired(shown.interface):
                seen.add(key)
                found.setdefault(key, []).append((node, shown))
    return found


RULE = Rule("LVS117", Severity.ERROR, texts, check)
