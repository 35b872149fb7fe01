"""LVS003: DR across a router (the note's trap 3).

The frame goes to the next hop of the route to the RIP (``ip_vs_xmit.c: ip_vs_dr_xmit``). With a gateway on that
route a router gets a packet for the VIP, and routes it back to the director.
"""

from typing import TYPE_CHECKING

from lvsportal.engine.later import Later
from lvsportal.engine.model.address import Address, Prefix, prefix_of
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, RealServer, Service
from lvsportal.engine.rules.base import Outcomes, Rule, Subject, ends_by, served
from lvsportal.engine.rules.LVS003_dr_across_router.texts import CAUSES, NOTHING, SUMMARY, TITLE
from lvsportal.engine.source.source import Span
from lvsportal.engine.walk.links import connected_prefixes, written_gateway

if TYPE_CHECKING:
    from lvsportal.engine.walk import routing, state
else:
    routing = Later("lvsportal.engine.walk.routing")
    state = Later("lvsportal.engine.walk.state")


def decide(cluster: Cluster, out: Outcomes) -> None:
    links: dict[str, _Links] = {}
    for director, service in served(cluster, (DR,)):
        known = links.get(director.name)
        if known is None:
            known = links[director.name] = _Links(cluster, director)
        near = _vip_prefixes(director, service)
        for real in service.real_servers:
            if real.method == DR:
                _one(known, director, service, real, near, out)


class _Links:
    """The prefixes that a director surely stands in, to be asked ten thousand times."""

    def __init__(self, cluster: Cluster, director: Node) -> None:
        self.cluster = cluster
        self.own = director.local_addresses
        self.lengths: dict[tuple[int, int], dict[int, tuple[Prefix, Span]]] = {}
        for prefix, at in connected_prefixes(director):
            shift = (32 if prefix.family == 4 else 128) - prefix.length
            self.lengths.setdefault((prefix.family, shift), {})[prefix.value >> shift] = (prefix, at)
        self.has_routes = director.routes is not None
        self.writes_routes = director.configuration is not None and bool(director.configuration.routes)

    def prefix(self, real: RealServer) -> tuple[Prefix, Span] | None:
        """The connected prefix in which the real server lies."""
        for (family, shift), known in self.lengths.items():
            if family == real.address.family and real.address.value >> shift in known:
                return known[real.address.value >> shift]
        return None


def _one(
    known: _Links, director: Node, service: Service, real: RealServer, near: tuple[Prefix, ...], out: Outcomes
) -> None:
    if real.address.key in known.own or real.address.is_loopback:
        out.add("localnode", Subject(director, service, real))
        return
    if known.has_routes:
        hop = routing.next_hop(director, real.address, state.State(known.cluster))
        if isinstance(hop, routing.NextHop):
            related = ((hop.at, "route"),) if hop.at is not None else ()
            subject = Subject(director, service, real)
            if hop.gateway is not None:
                out.add("gateway", subject, related=related, gateway=hop.gateway, interface=hop.interface)
            else:
                out.add("on_link", subject, related=related, interface=hop.interface)
            return
        if isinstance(hop, routing.NoRoute):
            out.add("no_route", Subject(director, service, real))
            return
    gateway = written_gateway(director, real.address) if known.writes_routes else None
    if gateway is not None:
        out.add("gateway", Subject(director, service, real), related=((gateway[1], "route"),), gateway=gateway[0],
                interface="-")  # fmt: skip
        return
    connected = known.prefix(real)
    if connected is not None:
        out.add(
            "connected",
            Subject(director, service, real),
            related=((connected[1], "prefix"),),
            prefix=connected[0],
        )
        return
    far = not any(prefix.holds(real.address) for prefix in near)
    group = out.group("far" if far else "route_unknown")
    if group.wants:
        needs = (Need(director.name, "ip-route.json"),)
        group.add(Subject(director, service, real), needs=needs, prefix=", ".join(map(str, near[:3])))
    else:
        group.count += 1


def _vip_prefixes(director: Node, service: Service) -> tuple[Prefix, ...]:
    """The VIP's own prefix, for a fwmark service those of all VIPs; a VIP without one, or with a /32, stands for its /24
    (IPv6: /64). Where no VIP is known there is nothing to be suspicious about."""
    if service.vip is not None:
        return (_around(service.vip),)
    instances = director.configuration.instances if director.configuration is not None else ()
    found = dict.fromkeys(_around(virtual.address) for one in instances for virtual in one.addresses)
    return tuple(found) or (Prefix(4, 0, 0), Prefix(6, 0, 0))


def _around(vip: Address) -> Prefix:
    return prefix_of(vip, 24 if vip.family == 4 else 64)


RULE = Rule("LVS003", "error", TITLE, SUMMARY, CAUSES, decide, NOTHING, ends_by("gateway", "no_route"))
