"""LVS003: DR across a router (the note's trap 3).

The frame goes to the next hop of the route to the RIP (``ip_vs_xmit.c: ip_vs_dr_xmit``). With a gateway on that
route a router gets a packet for the VIP, and routes it back to the director.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis, is_local
from lvsportal.engine.model.address import Address, Prefix, prefix_of
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, RealServer, Service
from lvsportal.engine.model.terms import Reason, Safety, Severity
from lvsportal.engine.rules.base import Finding, Fix, Rule
from lvsportal.engine.rules.LVS003_dr_across_router import texts
from lvsportal.engine.rules.subjects import OfRealServer, OfRealServers
from lvsportal.engine.source.source import Span
from lvsportal.engine.walk.links import connected_prefixes, written_gateway


def check(analysis: Analysis) -> Iterator[Finding]:
    links = {director.name: _Links(analysis, director) for director in analysis.cluster.directors}
    for director, service in analysis.served(DR):
        yield from _of_service(links[director.name], service)


class _Links:
    """The prefixes that a director surely stands in, to be asked ten thousand times."""

    def __init__(self, analysis: Analysis, director: Node) -> None:
        self.analysis = analysis
        self.director = director
        self.own = analysis.local_addresses(director)
        self.lengths: dict[tuple[int, int], dict[int, tuple[Prefix, Span]]] = {}
        for prefix, at in connected_prefixes(director):
            shift = (32 if prefix.family == 4 else 128) - prefix.length
            self.lengths.setdefault((prefix.family, shift), {})[prefix.value >> shift] = (prefix, at)
        self.has_routes = director.routes is not None
        self.writes_routes = director.configuration is not None and bool(director.configuration.routes)
        self.tell_something = self.has_routes or self.writes_routes

    def prefix(self, real: RealServer) -> tuple[Prefix, Span] | None:
        """The connected prefix in which the real server lies."""
        for (family, shift), known in self.lengths.items():
            if family == real.address.family and real.address.value >> shift in known:
                return known[real.address.value >> shift]
        return None


def _of_service(links: _Links, service: Service) -> Iterator[Finding]:
    director, near = links.director, _vip_prefixes(links.director, service)
    far: list[RealServer] = []
    unknown: list[RealServer] = []
    for real in service.real_servers:
        if real.method != DR:
            continue
        if links.tell_something or links.prefix(real) is not None or is_local(links.own, real):
            finding = _shown(links, OfRealServer(director, service, real))
            if finding is not None:
                yield finding
                continue
        (unknown if any(prefix.holds(real.address) for prefix in near) else far).append(real)
    needs = (Need(director.name, "ip-route.json"),)
    if far:
        told = texts.far(prefix=", ".join(map(str, near[:3])))
        yield Finding(told, OfRealServers(director, service, far), needs=needs)
    if unknown:
        yield Finding(texts.route_unknown, OfRealServers(director, service, unknown), needs=needs)


def _shown(links: _Links, subject: OfRealServer) -> Finding | None:
    """What routes and prefixes tell; None where they don't."""
    real = subject.real
    if is_local(links.own, real):
        return Finding(texts.localnode, subject)
    finding = _by_routes(links, subject) if links.has_routes else None
    if finding is not None:
        return finding
    gateway = written_gateway(links.director, real.address) if links.writes_routes else None
    if gateway is not None:
        told = texts.gateway(gateway=gateway[0])
        return Finding(told, subject, related=((gateway[1], "route"),), fix=_fix(subject))
    connected = links.prefix(real)
    if connected is not None:
        prefix, at = connected
        return Finding(texts.connected(prefix=prefix), subject, related=((at, "prefix"),))
    return None


def _by_routes(links: _Links, subject: OfRealServer) -> Finding | None:
    from lvsportal.engine.walk.routing import NextHop, NoRoute

    hop = links.analysis.next_hop(links.director, subject.real.address)
    if isinstance(hop, NoRoute):
        return Finding(texts.no_route, subject)
    if not isinstance(hop, NextHop):
        return None
    related = ((hop.at, "route"),) if hop.at is not None else ()
    if hop.gateway is not None:
        return Finding(texts.gateway(gateway=hop.gateway), subject, related=related, fix=_fix(subject))
    return Finding(texts.on_link(interface=hop.interface), subject, related=related)


def _fix(subject: OfRealServer) -> Fix:
    """Ways out, each with its price; which of them there is can't be told from here."""
    summary = texts.FIX.fill(director=subject.director.name, real=subject.real.address.text)
    return Fix(summary, safety=Safety.UNSAFE, certain=False)


def _vip_prefixes(director: Node, service: Service) -> tuple[Prefix, ...]:
    """The VIP's own prefix, for a fwmark service those of all VIPs; a VIP without one, or with a /32, stands for its /24
    (IPv6: /64). Where no VIP is known there is nothing to be suspicious about."""
    if service.vip is not None:
        return (_around(service.vip),)
    instances = director.configuration.instances if director.configuration is not None else ()
    prefixes = dict.fromkeys(_around(virtual.address) for vrrp in instances for virtual in vrrp.addresses)
    return tuple(prefixes) or (Prefix(4, 0, 0), Prefix(6, 0, 0))


def _around(vip: Address) -> Prefix:
    return prefix_of(vip, 24 if vip.family == 4 else 64)


RULE = Rule("LVS003", Severity.ERROR, texts, check, explains={Reason.GATEWAY, Reason.NO_ROUTE})
