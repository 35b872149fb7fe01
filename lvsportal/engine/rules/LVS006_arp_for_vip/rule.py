"""LVS006: real servers answer ARP for the VIP (the note's trap 6).

Two halves: who answers a request for the VIP (``arp_ignore``), and what a real server announces in its own requests
(``arp_announce``; ``net/ipv4/arp.c: arp_process, arp_solicit``). Both must hold, on the interface that faces the VIP.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lvsportal.engine.analysis import Analysis, is_local
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS006_arp_for_vip import texts
from lvsportal.engine.rules.subjects import OfRealServer, OfRealServers, Subject

if TYPE_CHECKING:
    from lvsportal.engine.walk.trace import Branch


def check(analysis: Analysis) -> Iterator[Finding]:
    for director, service in analysis.served(DR, TUN):
        yield from _of_service(analysis, director, service)


def _of_service(analysis: Analysis, director: Node, service: Service) -> Iterator[Finding]:
    own = analysis.local_addresses(director)
    hidden: list[RealServer] = []
    for real in service.real_servers:
        if real.method not in (DR, TUN):
            continue
        owner = analysis.cluster.owner(real.address)
        if is_local(own, real):
            yield Finding(texts.localnode, OfRealServer(director, service, real))
        elif owner is None and real.address.family == 6:
            needs = (Need(real.address.text, "ip-addr.json"),)
            yield Finding(texts.neighbours_unknown, OfRealServer(director, service, real), needs=needs)
        elif owner is None:
            hidden.append(real)
        else:
            from lvsportal.engine.rules.LVS006_arp_for_vip.arp_halves import halves

            yield halves(analysis, OfRealServer(director, service, real), owner)
    if hidden:
        yield Finding(texts.not_shown, OfRealServers(director, service, hidden), needs=_needs)


def _needs(subject: Subject) -> tuple[Need, ...]:
    name = subject.real.address.text if isinstance(subject, OfRealServer) else ""
    return Need(name, "sysctl.txt"), Need(name, "ip-addr.json")


def _goes_past(analysis: Analysis, subject: Subject, branch: "Branch") -> bool:
    """The client's frame goes straight to the real server, because ARP said so."""
    owner = analysis.cluster.owner(subject.real.address) if isinstance(subject, OfRealServer) else None
    return owner is not None and any(
        choice.kind == "arp" and choice.value == owner.name for choice in branch.choices
    )


RULE = Rule("LVS006", Severity.ERROR, texts, check, shows=_goes_past, from_client=True)
