"""LVS004 for a real server that is shown: the reply's walk, from each client place."""

from collections.abc import Iterator
from typing import NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Reason, Safety
from lvsportal.engine.rules.base import Finding, Fix, Related
from lvsportal.engine.rules.changes import add_firewall_rule, keep_sysctls, set_default_route, set_sysctls
from lvsportal.engine.rules.clients import Client, places
from lvsportal.engine.rules.LVS004_nat_reply_bypasses import texts
from lvsportal.engine.rules.LVS004_nat_reply_bypasses.rule import forwarding_key, goes_past
from lvsportal.engine.rules.rule_walks import traffic_of, walks_of
from lvsportal.engine.rules.shell import plain
from lvsportal.engine.rules.subjects import OfRealServer
from lvsportal.engine.walk.arp import facing
from lvsportal.engine.walk.netfilter import rewrites_source
from lvsportal.engine.walk.routing import Found, NextHop, NotShown
from lvsportal.engine.walk.trace import Branch
from lvsportal.engine.walk.tree import Decision, decide

CONNTRACK = "net.ipv4.vs.conntrack"


class Reply:
    """The reply of one real server, from each place where clients stand: the worst decides."""

    def __init__(self, analysis: Analysis, subject: OfRealServer, owner: Node) -> None:
        self.analysis = analysis
        self.subject = subject
        self.director, self.service, self.real = subject.director, subject.service, subject.real
        self.owner = owner

    def finding(self) -> Finding:
        where = places(self.analysis, self.director, self.service)
        walks = [_Walked(client, *self._walks(client)) for client in (*where.certain, *where.possible)]
        if not any(walked.branches for walked in walks):
            need = Need(self.director.name, firewall_file(self.service.family))
            return Finding(texts.not_shown, self.subject, needs=(need,))
        if not any(branch.walk.answered_by for walked in walks for branch in walked.branches):
            return self._never_reached(walks[0].client)
        past = [walked for walked in walks if walked.decision.holds]
        sure = next((walked for walked in past if walked.client in where.certain), None)
        if sure is not None:
            return self._past(sure.client, sure.decision.by)
        needs = dict.fromkeys(need for walked in walks for need in walked.decision.needs)
        hidden = (need for need in where.needs if past or need.evidence == "ip-addr.json")
        needs.update(dict.fromkeys(hidden))
        if needs:
            return Finding(texts.not_shown, self.subject, needs=needs)
        return self._back([branch for walked in walks for branch in walked.branches])

    def _walks(self, client: Client) -> tuple[Decision, list[Branch]]:
        branches = walks_of(self.analysis, self.director, self.service, self.real, client)
        return (decide(branches, goes_past) if branches else Decision(False)), branches

    def _hop(self, client: Client) -> Found:
        return self.analysis.next_hop(self.owner, client.address, self.director, self.real.address)

    def _never_reached(self, client: Client) -> Finding:
        """Something stops every request on its way, so no reply can be walked: its first hop alone decides."""
        hop = self._hop(client)
        if isinstance(hop, NotShown):
            return Finding(texts.not_shown, self.subject, needs=hop.needs)
        gateway = hop.gateway if isinstance(hop, NextHop) else None
        owner = self.analysis.cluster.owner(gateway) if gateway is not None else None
        if gateway is not None and owner is None and self.director.addresses is None:
            return Finding(texts.not_shown, self.subject, needs=(Need(self.director.name, "ip-addr.json"),))
        on_director = gateway is not None and self.analysis.state(self.director).places(self.director, gateway)
        if gateway is not None and (owner is self.director or on_director):
            return Finding(texts.through_director, self.subject)
        if rewrites_source(self.director, self.service.family) and self.director.number(CONNTRACK):
            return self._behind_snat()
        return self._past(client, None)

    def _behind_snat(self) -> Finding:
        """Where the director's own addresses or routes are not shown, whether its SNAT rule applies is not either."""
        shown = {"ip-addr.json": self.director.addresses, "ip-route.json": self.director.routes}
        needs = [Need(self.director.name, name) for name, facts in shown.items() if facts is None]
        return Finding(texts.not_shown if needs else texts.snat, self.subject, needs=needs)

    def _past(self, client: Client, branch: Branch | None) -> Finding:
        """The reply passes by the director, or ends there."""
        hop = self._hop(client)
        at = hop.at if isinstance(hop, NextHop) else None
        related = ((at, "route"),) if at is not None else ()
        reason = branch.walk.reason if branch is not None else Reason.NONE
        if reason == Reason.NO_FORWARDING and branch is not None and branch.walk.by == self.director.name:
            fix = _forwarding_fix(self.subject)
            return Finding(texts.no_forwarding, self.subject, related=related, fix=fix)
        gateway = hop.gateway if isinstance(hop, NextHop) else None
        unshown = _snat_needs(self.director, self.service)
        if unshown:
            told = texts.snat_unknown(gateway=gateway or "-")
            return Finding(told, self.subject, needs=unshown, related=related)
        return self._surely_past(client, hop, gateway, related, reason)

    def _surely_past(
        self,
        client: Client,
        hop: Found,
        gateway: Address | None,
        related: tuple[Related, ...],
        reason: str,
    ) -> Finding:
        other = self.analysis.cluster.owner(gateway) if gateway is not None else None
        peers = [node for node in _holders(self.analysis, self.service) if node is not self.director]
        if other is not None and other in peers:
            told = texts.fixed_gateway(gateway=gateway, other=other.name)
            return Finding(told, self.subject, related=related, fix=self._gateway_fix())
        if isinstance(hop, NextHop) and gateway is None:
            told = texts.same_subnet(client=client.node or client.address.text)
            return Finding(told, self.subject, related=related, fix=self._snat_fix())
        if reason == Reason.NO_ROUTE_BACK:
            return Finding(texts.no_route, self.subject, fix=self._gateway_fix())
        told = texts.other_gateway(gateway=gateway or "-")
        return Finding(told, self.subject, related=related, fix=self._gateway_fix())

    def _back(self, branches: list[Branch]) -> Finding:
        """The reply passes the director, from everywhere."""
        detours = {branch.walk.detour for branch in branches if branch.walk.answered_by}
        if "snat" in detours:
            return Finding(texts.snat, self.subject)
        return Finding(texts.policy_route if "route" in detours else texts.through_director, self.subject)

    def _gateway_fix(self) -> Fix | None:
        """The director as default gateway: a floating address of its own in the real server's subnet, else its only
        one."""
        for gateway in _gateways(self.analysis, self.subject):
            interface = next(iter(facing(self.owner, gateway) or ()), "")
            if interface:
                text = texts.FIX_GATEWAY.fill(gateway=gateway, node=self.owner.name)
                command = set_default_route(self.owner, gateway, interface)
                return Fix(text, commands=(command,), safety=Safety.UNSAFE) if command is not None else None
        return None

    def _snat_fix(self) -> Fix | None:
        """The director rewrites the source as well, so that replies come back by themselves."""
        traffic = traffic_of(self.analysis, self.director, self.service)
        if traffic is None or self.real.address.family == 6:
            return None
        protocol, port = traffic[1].lower(), self.real.port or traffic[2]
        rule = f"POSTROUTING -d {plain(self.real.address)}/32 -p {protocol} -m {protocol} --dport {port} -j MASQUERADE"
        commands = (
            set_sysctls(self.director, {CONNTRACK: 1}),
            *keep_sysctls(self.director, {CONNTRACK: 1}, "conntrack"),
            add_firewall_rule(self.director, "nat", rule),
        )
        text = texts.FIX_SNAT.fill(node=self.director.name)
        return Fix(text, commands=commands, safety=Safety.UNSAFE)


class _Walked(NamedTuple):
    client: Client
    decision: Decision
    branches: list[Branch]


def stopped(subject: OfRealServer) -> Finding:
    """The director does not forward at all."""
    sysctl = (subject.director.sysctls or {}).get(forwarding_key(subject.service))
    related = ((sysctl.at, "sysctl"),) if sysctl is not None else ()
    return Finding(texts.no_forwarding, subject, related=related, fix=_forwarding_fix(subject))


def hidden(subject: OfRealServer) -> Finding:
    """The real server is known by its address only. With SNAT its replies come back all the same."""
    director, family, name = subject.director, subject.service.family, subject.real.address.text
    forwards, conntrack = director.number(forwarding_key(subject.service)), director.number(CONNTRACK)
    if rewrites_source(director, family) and conntrack and forwards:
        return Finding(texts.snat, subject)
    needs = [Need(name, "ip-route.json"), Need(name, "ip-rule.json")]
    missing = tuple(
        key
        for key, value in ((forwarding_key(subject.service), forwards), (CONNTRACK, conntrack))
        if value is None
    )
    if missing:
        needs.append(Need(director.name, "sysctl.txt", missing if director.sysctls is not None else ()))
    if director.firewall(family) is None:
        needs.append(Need(director.name, firewall_file(family)))
    return Finding(texts.not_shown, subject, needs=needs)


def _forwarding_fix(subject: OfRealServer) -> Fix:
    setting = {forwarding_key(subject.service): 1}
    kept = keep_sysctls(subject.director, setting, "forwarding")
    return Fix(texts.FIX_FORWARD, commands=(set_sysctls(subject.director, setting), *kept))


def _snat_needs(director: Node, service: Service) -> list[Need]:
    """What would tell whether SNAT on the director brings the reply back after all."""
    snat, conntrack = rewrites_source(director, service.family), director.number(CONNTRACK)
    if snat is False or conntrack == 0:
        return []
    needs = [Need(director.name, firewall_file(service.family))] if snat is None else []
    if snat and director.addresses is None:  # the rewritten source may be its own, or not
        needs.append(Need(director.name, "ip-addr.json"))
    keys = (CONNTRACK,) if director.sysctls is not None else ()
    return needs + ([Need(director.name, "sysctl.txt", keys)] if conntrack is None else [])


def _holders(analysis: Analysis, service: Service) -> list[Node]:
    directors = analysis.cluster.directors
    return [node for node in directors if any(other.key == service.key for other in node.services)]


def _gateways(analysis: Analysis, subject: OfRealServer) -> Iterator[Address]:
    """What can be the gateway, the best first; a director's own address only where no other can take over."""
    director, family = subject.director, subject.real.address.family
    for instance in director.configuration.instances if director.configuration else ():
        yield from (virtual.address for virtual in instance.addresses)
    if len(_holders(analysis, subject.service)) > 1:
        return
    for shown in director.addresses or ():
        own = shown.address.key in director.own_addresses()
        if own and shown.scope == "global" and shown.address.family == family:
            yield shown.address
