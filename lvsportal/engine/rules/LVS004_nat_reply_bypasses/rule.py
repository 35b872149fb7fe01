"""LVS004: NAT replies that pass by the director (the note's trap 4).

The director must see the reply on FORWARD and put VIP:port back (``ip_vs_core.c: ip_vs_out``); else the client
gets an answer from an address it never asked, and resets it.
"""

from lvsportal.engine.model.address import Address, parse_address, prefix_of
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import NAT, RealServer, Service
from lvsportal.engine.rules.base import Outcomes, Rule, Subject, ends_by, served
from lvsportal.engine.rules.LVS004_nat_reply_bypasses.texts import CAUSES, NOTHING, SUMMARY, TITLE
from lvsportal.engine.source.source import Span
from lvsportal.engine.walk.netfilter import snat_applies
from lvsportal.engine.walk.routing import NextHop, NoRoute, next_hop

# Stands for "outside": documentation networks (RFC 5737, RFC 3849), the first that no node has.
_OUTSIDE = ("198.51.100.1", "203.0.113.1", "192.0.2.1", "2001:db8:ffff::1")


def decide(cluster: Cluster, out: Outcomes) -> None:
    for director, service in served(cluster, (NAT,)):
        own = director.local_addresses
        forward = _forwards(director, service)
        for real in service.real_servers:
            if real.method != NAT:
                continue
            if real.address.key in own or real.address.is_loopback:
                out.add("localnode", Subject(director, service, real))
            else:
                _one(cluster, director, service, real, forward, out)


def _forwards(director: Node, service: Service) -> int | None:
    family = service.vip.family if service.vip is not None else service.family
    return director.number("net.ipv6.conf.all.forwarding" if family == 6 else "net.ipv4.ip_forward")


def _one(
    cluster: Cluster, director: Node, service: Service, real: RealServer, forward: int | None, out: Outcomes
) -> None:
    owner = cluster.owner(real.address)
    if forward == 0:
        out.add("no_forwarding", Subject(director, service, real), related=_sysctl_place(director))
        return
    snat, conntrack = snat_applies(director), director.number("net.ipv4.vs.conntrack")
    if snat and conntrack:
        needs: tuple[Need, ...] = () if forward is not None else (Need(director.name, "sysctl.txt"),)
        out.add("snat" if forward else "not_shown", Subject(director, service, real), needs=needs)
        return
    if owner is None or owner.routes is None:
        group = out.group("not_shown")
        if group.wants:
            group.add(
                Subject(director, service, real),
                needs=_needs(director, real.address.text if owner is None else owner.name),
            )
        else:
            group.count += 1
        return
    client = _outside(cluster, real.address.family)
    hop = next_hop(owner, client, real.address)
    if hop is None:
        needs = (Need(owner.name, "ip-rule.json"), Need(owner.name, "ip-route.json"))
        out.add("not_shown", Subject(director, service, real), needs=needs)
        return
    _by_route(cluster, director, service, real, owner, hop, forward, snat, conntrack, out)


def _by_route(
    cluster: Cluster,
    director: Node,
    service: Service,
    real: RealServer,
    owner: Node,
    hop: NextHop | NoRoute,
    forward: int | None,
    snat: bool | None,
    conntrack: int | None,
    out: Outcomes,
) -> None:
    subject = Subject(director, service, real)
    if isinstance(hop, NoRoute) or hop.gateway is None:
        out.add("no_route", subject)
        return
    related = ((hop.at, "route"),) if hop.at is not None else ()
    gateway = hop.gateway
    floating = gateway.key in director.virtual_addresses()
    if not floating and gateway.key not in director.own_addresses():
        if snat is False or conntrack == 0:
            out.add("other_gateway", subject, related=related, gateway=gateway)
        else:
            needs = [Need(director.name, "iptables-save.txt")] if snat is None else []
            needs += [Need(director.name, "sysctl.txt")] if conntrack is None else []
            out.add("snat_unknown", subject, needs=needs, related=related, gateway=gateway)
    elif forward is None:
        out.add("not_shown", subject, needs=(Need(director.name, "sysctl.txt"),))
    elif not floating and len(_holders(cluster, service)) > 1:
        out.add("fixed_gateway", subject, related=related, gateway=gateway)
    else:
        out.add("through_director", subject, related=related, gateway=gateway)


def _holders(cluster: Cluster, service: Service) -> list[Node]:
    return [node for node in cluster.directors if any(other.key == service.key for other in node.services)]


def _needs(director: Node, server: str) -> tuple[Need, ...]:
    return (
        Need(server, "ip-route.json"),
        Need(server, "ip-rule.json"),
        Need(director.name, "sysctl.txt"),
        Need(director.name, "iptables-save.txt"),
    )


def _sysctl_place(director: Node) -> tuple[tuple[Span, str], ...]:
    found = (director.sysctls or {}).get("net.ipv4.ip_forward")
    return ((found.at, "sysctl"),) if found is not None else ()


def _outside(cluster: Cluster, family: int) -> Address:
    """An address in no known prefix: a client that comes from afar."""
    known = [prefix_of(shown.address, shown.length) for node in cluster.nodes for shown in node.addresses or ()]
    candidates = [address for text in _OUTSIDE if (address := parse_address(text)) and address.family == family]
    return next(
        (address for address in candidates if not any(prefix.holds(address) for prefix in known)), candidates[0]
    )


RULE = Rule(
    "LVS004", "error", TITLE, SUMMARY, CAUSES, decide, NOTHING, ends_by("reply_bypasses", "no_forwarding")
)
