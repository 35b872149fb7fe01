"""LVS004: NAT replies that pass by the director (the note's trap 4).

The director must see the reply on FORWARD and put VIP:port back (``ip_vs_core.c: ip_vs_out``); else the client
gets an answer from an address it never asked, and resets it. Decided by walks: each real server, each client place.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lvsportal.engine.analysis import Analysis, is_local
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import NAT, RealServer, Service
from lvsportal.engine.model.terms import Outcome, Reason, Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS004_nat_reply_bypasses import texts
from lvsportal.engine.rules.subjects import OfRealServer, OfRealServers, Subject

if TYPE_CHECKING:
    from lvsportal.engine.walk.trace import Branch


def check(analysis: Analysis) -> Iterator[Finding]:
    for director, service in analysis.served(NAT):
        reals = [real for real in service.real_servers if real.method == NAT]
        own = analysis.local_addresses(director)
        local = [real for real in reals if is_local(own, real)]
        if local:
            yield Finding(texts.localnode, OfRealServers(director, service, local))
        yield from _replies(analysis, director, service, [real for real in reals if not is_local(own, real)])


def _replies(
    analysis: Analysis, director: Node, service: Service, reals: list[RealServer]
) -> Iterator[Finding]:
    """The replies that come over the wire."""
    stopped = director.sysctls is not None and director.number(forwarding_key(service)) == 0
    hidden: list[RealServer] = []
    for real in reals:
        if stopped or analysis.cluster.owner(real.address) is not None or director.firewall(service.family):
            yield _walked(analysis, OfRealServer(director, service, real), stopped)
        else:
            hidden.append(real)
    if hidden:
        needs = [Need(director.name, firewall_file(service.family))]
        needs += [Need(director.name, "sysctl.txt")] if director.sysctls is None else []

        def needs_of(subject: Subject) -> list[Need]:
            name = subject.real.address.text if isinstance(subject, OfRealServer) else ""
            return [Need(name, "ip-route.json"), Need(name, "ip-rule.json"), *needs]

        yield Finding(texts.not_shown, OfRealServers(director, service, hidden), needs=needs_of)


def _walked(analysis: Analysis, subject: OfRealServer, stopped: bool) -> Finding:
    from lvsportal.engine.rules.LVS004_nat_reply_bypasses import replies

    owner = analysis.cluster.owner(subject.real.address)
    if stopped:
        return replies.stopped(subject)
    if owner is None:
        return replies.hidden(subject)
    return replies.Reply(analysis, subject, owner).finding()


def forwarding_key(service: Service) -> str:
    """The sysctl by which a director forwards a service's replies."""
    return "net.ipv6.conf.all.forwarding" if service.family == 6 else "net.ipv4.ip_forward"


def goes_past(branch: "Branch") -> bool:
    """Whether a real server's answer never comes by the director that rewrote the request, or ends there for want of
    forwarding."""
    walk = branch.walk
    if not walk.answered_by or walk.passed:
        return False
    filtered = (Reason.FILTER_FORWARD, Reason.FILTER_POSTROUTING)
    return walk.outcome != Outcome.ANSWERED and walk.reason not in filtered


RULE = Rule(
    "LVS004",
    Severity.ERROR,
    texts,
    check,
    explains={
        Reason.REPLY_BYPASSES,
        Reason.REPLY_ASTRAY,
        Reason.WRONG_SOURCE,
        Reason.NO_FORWARDING,
        Reason.NO_ROUTE_BACK,
    },
    shows=lambda analysis, subject, branch: goes_past(branch),
)
