"""LVS004 for a real server that is shown: the reply's walk, from each client place."""

from collections.abc import Iterator
from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.rules.base import Fix, Outcomes, Subject
from lvsportal.engine.rules.changes import add_firewall_rule, set_default_route, set_sysctls
from lvsportal.engine.rules.clients import Client, places
from lvsportal.engine.rules.LVS004_nat_reply_bypasses.texts import FIX_FORWARD, FIX_GATEWAY, FIX_SNAT
from lvsportal.engine.rules.proof import traffic_of, walks_of
from lvsportal.engine.walk.arp import facing
from lvsportal.engine.walk.netfilter import rewrites_source
from lvsportal.engine.walk.routing import NextHop, NotShown, next_hop
from lvsportal.engine.walk.state import State
from lvsportal.engine.walk.trace import LOST, Branch
from lvsportal.engine.walk.tree import Decision
from lvsportal.engine.walk.tree import decide as decide_branches


def forwarding_key(service: Service) -> str:
    """The sysctl by which a director forwards a service's replies."""
    return "net.ipv6.conf.all.forwarding" if service.family == 6 else "net.ipv4.ip_forward"


def forwarding_fix(director: Node, service: Service) -> Fix:
    """Let the director forward."""
    return Fix(FIX_FORWARD, commands=(set_sysctls(director, {forwarding_key(service): 1}),))


def hidden(director: Node, service: Service, real: RealServer, out: Outcomes) -> None:
    """The real server is known by its address only. With SNAT its replies come back all the same."""
    forwards, conntrack = director.number(forwarding_key(service)), director.number("net.ipv4.vs.conntrack")
    if rewrites_source(director, service.family) and conntrack and forwards:
        out.add("snat", Subject(director, service, real))
        return
    name = real.address.text
    needs = [Need(name, "ip-route.json"), Need(name, "ip-rule.json")]
    if forwards is None or conntrack is None:
        needs.append(Need(director.name, "sysctl.txt"))
    if director.firewall(service.family) is None:
        needs.append(Need(director.name, firewall_file(service.family)))
    out.add("not_shown", Subject(director, service, real), needs=needs)


class Case(NamedTuple):
    cluster: Cluster
    director: Node
    service: Service
    real: RealServer
    owner: Node

    @property
    def subject(self) -> Subject:
        return Subject(self.director, self.service, self.real)


def goes_past(branch: Branch) -> bool:
    """Whether a real server's answer never comes by the director that rewrote the request, or ends there for want of
    forwarding."""
    walk = branch.walk
    if not walk.answered_by or walk.passed:
        return False
    return walk.outcome != "answered" and walk.reason not in ("filter_forward", "filter_postrouting")


def look(case: Case, out: Outcomes) -> None:
    """The worst of all client places."""
    where = places(case.cluster, case.director, case.service)
    decisions = [(client, *_from(case, client)) for client in (*where.certain, *where.possible)]
    if not any(found for _, _, found in decisions):
        out.add(
            "not_shown", case.subject, needs=(Need(case.director.name, firewall_file(case.service.family)),)
        )
        return
    if not any(branch.walk.answered_by for _, _, found in decisions for branch in found):
        _never_reached(case, decisions[0][0], out)
        return
    bad = [entry for entry in decisions if entry[1].holds]
    sure = [entry for entry in bad if entry[0] in where.certain]
    if sure:
        _bad(case, sure[0][0], sure[0][1].by, out)
        return
    needs = dict.fromkeys(need for _, decision, _ in decisions for need in decision.needs)
    if bad:
        needs.update(dict.fromkeys(where.needs))
    needs.update(dict.fromkeys(need for need in where.needs if need.evidence == "ip-addr.json"))
    if needs:
        out.add("not_shown", case.subject, needs=needs)
        return
    _good(case, [branch for _, _, found in decisions for branch in found], out)


def _never_reached(case: Case, client: Client, out: Outcomes) -> None:
    """Something stops every request on its way, so no reply can be walked: its first hop alone decides."""
    state = State(case.cluster, case.director)
    hop = next_hop(case.owner, client.address, state, case.real.address)
    if isinstance(hop, NotShown):
        out.add("not_shown", case.subject, needs=hop.needs)
        return
    gateway = hop.gateway if isinstance(hop, NextHop) else None
    owner = case.cluster.owner(gateway) if gateway is not None else None
    if gateway is not None and owner is None and case.director.addresses is None:
        out.add("not_shown", case.subject, needs=(Need(case.director.name, "ip-addr.json"),))
    elif gateway is not None and (owner is case.director or state.places(case.director, gateway)):
        out.add("through_director", case.subject)
    elif rewrites_source(case.director, case.service.family) and case.director.number("net.ipv4.vs.conntrack"):
        _behind_snat(case, out)
    else:
        _bad(case, client, None, out)


def _behind_snat(case: Case, out: Outcomes) -> None:
    """Where the director's own addresses or routes are not shown, whether its SNAT rule applies is not either."""
    director = case.director
    needs = [Need(director.name, "ip-addr.json")] if director.addresses is None else []
    if director.routes is None:
        needs.append(Need(director.name, "ip-route.json"))
    if needs:
        out.add("not_shown", case.subject, needs=needs)
    else:
        out.add("snat", case.subject)


def _from(case: Case, client: Client) -> tuple[Decision, list[Branch]]:
    found = walks_of(case.cluster, case.director, case.service, case.real, client)
    return (decide_branches(found, goes_past) if found else Decision(False)), found


def _bad(case: Case, client: Client, branch: Branch | None, out: Outcomes) -> None:
    hop = next_hop(case.owner, client.address, State(case.cluster, case.director), case.real.address)
    at = hop.at if isinstance(hop, NextHop) else None
    related = ((at, "route"),) if at is not None else ()
    gateway = hop.gateway if isinstance(hop, NextHop) else None
    if branch is not None and branch.walk.reason == "no_forwarding" and branch.walk.by == case.director.name:
        fix = forwarding_fix(case.director, case.service)
        out.add("no_forwarding", case.subject, related=related, fix=fix)
        return
    unshown = _snat_needs(case)
    if unshown:
        out.add("snat_unknown", case.subject, needs=unshown, related=related, gateway=gateway or "-")
        return
    other = case.cluster.owner(gateway) if gateway is not None else None
    fixed = other is not None and other is not case.director and other in _holders(case.cluster, case.service)
    names = {"gateway": gateway or "-", "client": client.node or client.address.text}
    if fixed and other is not None:
        out.add("fixed_gateway", case.subject, related=related, other=other.name, **names)
    elif isinstance(hop, NextHop) and gateway is None:
        out.add("same_subnet", case.subject, related=related, fix=_snat_fix(case), **names)
    elif branch is not None and branch.walk.outcome == LOST and branch.walk.reason == "no_route_back":
        out.add("no_route", case.subject, fix=_gateway_fix(case), **names)
    else:
        out.add("other_gateway", case.subject, related=related, fix=_gateway_fix(case), **names)


def _snat_needs(case: Case) -> list[Need]:
    """What would tell whether SNAT on the director brings the reply back after all."""
    snat, conntrack = (
        rewrites_source(case.director, case.service.family),
        case.director.number("net.ipv4.vs.conntrack"),
    )
    if snat is False or conntrack == 0:
        return []
    needs = [Need(case.director.name, firewall_file(case.service.family))] if snat is None else []
    if snat and case.director.addresses is None:  # the rewritten source may be its own, or not
        needs.append(Need(case.director.name, "ip-addr.json"))
    return needs + ([Need(case.director.name, "sysctl.txt")] if conntrack is None else [])


def _holders(cluster: Cluster, service: Service) -> list[Node]:
    return [node for node in cluster.directors if any(other.key == service.key for other in node.services)]


def _gateway_fix(case: Case) -> Fix | None:
    """The director as default gateway: a floating address of its own in the real server's subnet, else its only one."""
    for gateway in _gateways(case):
        interface = _interface_near(case.owner, gateway)
        if interface:
            text = FIX_GATEWAY.fill(gateway=gateway, node=case.owner.name)
            return Fix(text, commands=(set_default_route(case.owner, gateway, interface),), safety="unsafe")
    return None


def _gateways(case: Case) -> Iterator[Address]:
    """What can be the gateway, the best first; a director's own address only where no other can take over."""
    director, family = case.director, case.real.address.family
    for instance in director.configuration.instances if director.configuration else ():
        yield from (virtual.address for virtual in instance.addresses)
    if len(_holders(case.cluster, case.service)) > 1:
        return
    for shown in director.addresses or ():
        own = shown.address.key in director.own_addresses()
        if own and shown.scope == "global" and shown.address.family == family:
            yield shown.address


def _snat_fix(case: Case) -> Fix | None:
    """The director rewrites the source as well, so that replies come back by themselves."""
    traffic = traffic_of(case.cluster, case.director, case.service)
    if traffic is None or case.real.address.family == 6:
        return None
    protocol, port = traffic[1].lower(), case.real.port or traffic[2]
    rule = f"POSTROUTING -d {case.real.address}/32 -p {protocol} -m {protocol} --dport {port} -j MASQUERADE"
    commands = (
        set_sysctls(case.director, {"net.ipv4.vs.conntrack": 1}),
        add_firewall_rule(case.director, "nat", rule),
    )
    return Fix(FIX_SNAT.fill(node=case.director.name), commands=commands, safety="unsafe")


def _interface_near(owner: Node, address: Address) -> str:
    """The interface of the real server that shares a subnet with an address."""
    return next(iter(facing(owner, address) or ()), "")


def _good(case: Case, found: list[Branch], out: Outcomes) -> None:
    detours = {branch.walk.detour for branch in found if branch.walk.answered_by}
    if "snat" in detours:
        out.add("snat", case.subject)
    elif "route" in detours:
        out.add("policy_route", case.subject)
    else:
        out.add("through_director", case.subject)
