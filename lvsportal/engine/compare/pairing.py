"""Which node of the base is which node now: by name; a renamed one by its addresses, or not at all."""

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node


def renamed_nodes(base: Cluster, head: Cluster) -> dict[str, str]:
    """Name in the base → name now, of the nodes that have another name and are shown to be the same: an address of their own
    that no other node of either side has."""
    gone = [node for node in base.nodes if node.name not in head.by_name]
    come = [node for node in head.nodes if node.name not in base.by_name]
    if not gone or not come:
        return {}
    here, there = _by_addresses(gone), _by_addresses(come)
    found: dict[str, str] = {}
    for node in gone:
        matches = {there[key] for key in node.own_addresses() if key in there and key in here}
        if len(matches) == 1:
            found[node.name] = matches.pop()
    return {old: new for old, new in found.items() if list(found.values()).count(new) == 1}


def _by_addresses(nodes: list[Node]) -> dict[tuple[int, int], str]:
    """Addresses that one node alone has → its name."""
    owners: dict[tuple[int, int], list[str]] = {}
    for node in nodes:
        for key in node.own_addresses():
            owners.setdefault(key, []).append(node.name)
    return {key: names[0] for key, names in owners.items() if len(names) == 1}
