"""LVS004: NAT replies that pass by the director (the note's trap 4).

The director must see the reply on FORWARD and put VIP:port back (``ip_vs_core.c: ip_vs_out``); else the client
gets an answer from an address it never asked, and resets it. Decided by walks: each real server, each client place.
"""

from typing import TYPE_CHECKING

from lvsportal.engine.later import Later
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import NAT, RealServer, Service
from lvsportal.engine.rules.base import Outcomes, Rule, Subject, served
from lvsportal.engine.rules.LVS004_nat_reply_bypasses.texts import CAUSES, NOTHING, SUMMARY, TITLE
from lvsportal.engine.source.source import Span

if TYPE_CHECKING:
    from lvsportal.engine.rules.LVS004_nat_reply_bypasses import replies
else:
    replies = Later("lvsportal.engine.rules.LVS004_nat_reply_bypasses.replies")


def decide(cluster: Cluster, out: Outcomes) -> None:
    for director, service in served(cluster, (NAT,)):
        own = director.local_addresses
        stopped = _stopped(director, service)
        for real in service.real_servers:
            if real.method != NAT:
                continue
            if real.address.key in own or real.address.is_loopback:
                out.add("localnode", Subject(director, service, real))
                continue
            owner = cluster.owner(real.address)
            if stopped:
                fix = replies.forwarding_fix(director, service)
                subject = Subject(director, service, real)
                out.add("no_forwarding", subject, related=_place(director, service), fix=fix)
            elif owner is not None:
                replies.look(replies.Case(cluster, director, service, real, owner), out)
            elif director.firewall(service.family) is not None:
                replies.hidden(director, service, real, out)
            else:
                _hidden(director, service, real, out)


def _stopped(director: Node, service: Service) -> bool:
    return director.sysctls is not None and director.number(replies.forwarding_key(service)) == 0


def _place(director: Node, service: Service) -> tuple[tuple[Span, str], ...]:
    found = (director.sysctls or {}).get(replies.forwarding_key(service))
    return ((found.at, "sysctl"),) if found is not None else ()


def _hidden(director: Node, service: Service, real: RealServer, out: Outcomes) -> None:
    """Neither the real server nor the director's rules are shown: counted in one, since there may be thousands."""
    group = out.group("not_shown")
    if not group.wants:
        group.count += 1
        return
    name = real.address.text
    needs = [
        Need(name, "ip-route.json"),
        Need(name, "ip-rule.json"),
        Need(director.name, firewall_file(service.family)),
    ]
    if director.sysctls is None:
        needs.append(Need(director.name, "sysctl.txt"))
    group.add(Subject(director, service, real), needs=needs)


RULE = Rule(
    "LVS004",
    "error",
    TITLE,
    SUMMARY,
    CAUSES,
    decide,
    NOTHING,
    lambda branch, subject, cluster: replies.goes_past(branch),
)
