"""LVS006: real servers answer ARP for the VIP (the note's trap 6).

Two halves: who answers a request for the VIP (``arp_ignore``), and what a real server announces in its own requests
(``arp_announce``; ``net/ipv4/arp.c: arp_process, arp_solicit``). Both must hold, on the interface that faces the VIP.
"""

from typing import TYPE_CHECKING, NamedTuple

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.rules.base import Command, Fix, Group, Outcomes, Rule, Subject, served
from lvsportal.engine.rules.LVS006_arp_for_vip.texts import CAUSES, FIX, NOTHING, SUMMARY, TITLE
from lvsportal.engine.walk.answer import Answer
from lvsportal.engine.walk.arp import announces, answers_request, facing, in_force, places

if TYPE_CHECKING:
    from lvsportal.engine.walk.trace import Branch


class _Case(NamedTuple):
    cluster: Cluster
    director: Node
    service: Service


def decide(cluster: Cluster, out: Outcomes) -> None:
    not_shown = out.group("not_shown")
    for director, service in served(cluster, (DR, TUN)):
        own = director.local_addresses
        case = _Case(cluster, director, service)
        for real in service.real_servers:
            if real.method not in (DR, TUN):
                continue
            owner = cluster.owner(real.address)
            if real.address.key in own or real.address.is_loopback:
                out.add("localnode", Subject(director, service, real))
            elif owner is None:
                _not_shown(director, service, real, not_shown)
            elif service.vip is None:
                out.add(
                    "fwmark_vip",
                    Subject(director, service, real),
                    needs=(Need(director.name, "iptables-save.txt"),),
                )
            else:
                _one(case, real, owner, out)


def _not_shown(director: Node, service: Service, real: RealServer, group: Group) -> None:
    if group.wants:
        name = real.address.text
        group.add(
            Subject(director, service, real), needs=(Need(name, "sysctl.txt"), Need(name, "ip-addr.json"))
        )
    else:
        group.count += 1


def _one(case: _Case, real: RealServer, owner: Node, out: Outcomes) -> None:
    vip = case.service.vip
    subject = Subject(case.director, case.service, real)
    if vip is None:
        return
    stands = places(owner, vip)
    if stands is None:
        needs = [Need(owner.name, "ip-addr.json")] + (
            [Need(owner.name, "sysctl.txt")] if owner.sysctls is None else []
        )
        out.add("not_shown", subject, needs=needs)
        return
    if not stands:
        out.add("no_vip", subject)
        return
    interfaces = facing(owner, vip) or facing(owner, real.address) or []
    for interface in interfaces:
        answers, speaks = answers_request(owner, vip, interface), announces(owner, vip, interface)
        if answers.holds is not False or speaks.holds is not False:
            _unsafe(owner, subject, interface, answers, speaks, out)
            return
        if "arptables" in (answers.why, speaks.why):
            out.add("arptables", subject, interface=interface)
            return
    out.add("silent", subject, interface=", ".join(interfaces) or "-")


def _unsafe(
    owner: Node, subject: Subject, interface: str, answers: Answer, speaks: Answer, out: Outcomes
) -> None:
    fix = Fix(FIX.fill(node=owner.name), commands=(Command(owner.name, _COMMANDS),))
    names = {
        "interface": interface,
        "ignore": in_force(owner, "arp_ignore", interface),
        "announce": in_force(owner, "arp_announce", interface),
        "half_cure": "",
    }
    if answers.holds and speaks.holds:
        out.add(_half_cure(owner) or "both_halves", subject, fix=fix, **names)
    elif answers.holds:
        out.add("answers", subject, fix=fix, **names)
    elif speaks.holds:
        out.add("announces", subject, fix=fix, **names)
    else:
        out.add("not_shown", subject, needs=dict.fromkeys((*answers.needs, *speaks.needs)), **names)


def _half_cure(owner: Node) -> str:
    """The settings that everyone copies, where they do nothing: on ``lo`` alone."""
    on_lo = owner.number("net.ipv4.conf.lo.arp_ignore")
    return "lo_only" if on_lo else ""


_COMMANDS = "sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2"


def _goes_past(branch: "Branch", subject: Subject, cluster: Cluster) -> bool:
    """The client's frame goes straight to the real server, because ARP said so."""
    owner = cluster.owner(subject.real.address) if subject.real is not None else None
    return owner is not None and any(
        choice.kind == "arp" and choice.value == owner.name for choice in branch.choices
    )


RULE = Rule("LVS006", "error", TITLE, SUMMARY, CAUSES, decide, NOTHING, _goes_past)
