"""Who stands where, as plain data for the page's table and drawing: nodes, their addresses, segments, VIPs, real servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.cluster import Cluster, Key
from lvsportal.engine.model.node import Node

if TYPE_CHECKING:
    from lvsportal.engine.report import types

# Beyond this a drawing says nothing to anybody; the table still does.
MOST_DRAWN = 24


def nodes(cluster: Cluster) -> list[types.NodeData]:
    """Each node with its role, its evidence, and its addresses, None where they are not shown."""
    servers = {
        real.address.key
        for director in cluster.directors
        for service in director.services[:1000]
        for real in service.real_servers
    }
    return [
        {
            "name": node.name,
            "role": _role(cluster, node, servers),
            "evidence": sorted(node.evidence),
            "addresses": _addresses(node),
            "vips": _vips(node),
        }
        for node in cluster.nodes
    ]


def _role(cluster: Cluster, node: Node, servers: set[Key]) -> str:
    if node.is_director:
        return "director"
    is_server = len(cluster.nodes) > 1 and not servers.isdisjoint(node.own_addresses())
    return "real_server" if is_server else "node"


def _addresses(node: Node) -> list[str] | None:
    if node.addresses is None:
        return None
    return [
        f"{shown.interface} {shown.address}/{shown.length}"
        for shown in node.addresses
        if not shown.address.is_loopback and shown.scope == "global"
    ][:50]


def _vips(node: Node) -> list[str]:
    """The VIPs of a director, by name, at most a few of them."""
    found: dict[str, None] = {}
    for service in node.services:
        if service.vip is not None:
            found[service.vip.text] = None
        if len(found) > 20:
            break
    return list(found)


def segments(analysis: Analysis) -> list[types.Segment]:
    """Wires with the interfaces on them; empty where no node shows its addresses, or too many do."""
    cluster = analysis.cluster
    if not 1 < len(cluster.nodes) <= MOST_DRAWN or all(node.addresses is None for node in cluster.nodes):
        return []
    return [
        {
            "prefixes": [str(prefix) for prefix in prefixes],
            "ports": [{"node": port.node.name, "interface": port.interface} for port in ports],
        }
        for prefixes, ports in analysis.topology.segments()
    ]
