"""LVS006: real servers answer ARP for the VIP (the note's trap 6).

Two halves: who answers a request for the VIP (``arp_ignore``), and what a real server announces in its own requests
(``arp_announce``; ``net/ipv4/arp.c: arp_process, arp_solicit``). Both must hold, on the interface that faces the VIP.
"""

from typing import TYPE_CHECKING

from lvsportal.engine.later import Later
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.rules.base import Group, Outcomes, Rule, Subject, served
from lvsportal.engine.rules.LVS006_arp_for_vip.texts import CAUSES, NOTHING, SUMMARY, TITLE

if TYPE_CHECKING:
    from lvsportal.engine.rules.LVS006_arp_for_vip import stations
    from lvsportal.engine.walk.trace import Branch
else:
    stations = Later("lvsportal.engine.rules.LVS006_arp_for_vip.stations")


def decide(cluster: Cluster, out: Outcomes) -> None:
    not_shown = out.group("not_shown")
    for director, service in served(cluster, (DR, TUN)):
        own = director.local_addresses
        for real in service.real_servers:
            if real.method not in (DR, TUN):
                continue
            owner = cluster.owner(real.address)
            if real.address.key in own or real.address.is_loopback:
                out.add("localnode", Subject(director, service, real))
            elif owner is None:
                _not_shown(director, service, real, not_shown)
            else:
                stations.look(cluster, director, service, real, owner, out)


def _not_shown(director: Node, service: Service, real: RealServer, group: Group) -> None:
    if group.wants:
        name = real.address.text
        group.add(
            Subject(director, service, real), needs=(Need(name, "sysctl.txt"), Need(name, "ip-addr.json"))
        )
    else:
        group.count += 1


def _goes_past(branch: "Branch", subject: Subject, cluster: Cluster) -> bool:
    """The client's frame goes straight to the real server, because ARP said so."""
    owner = cluster.owner(subject.real.address) if subject.real is not None else None
    return owner is not None and any(
        choice.kind == "arp" and choice.value == owner.name for choice in branch.choices
    )


RULE = Rule("LVS006", "error", TITLE, SUMMARY, CAUSES, decide, NOTHING, _goes_past)
