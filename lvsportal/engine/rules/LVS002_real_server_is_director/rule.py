"""LVS002: a real server that is a director (the note's trap 2).

One director may be its own real server (localnode, ``ip_vs_xmit.c``); what breaks is a second machine whose ip_vs
holds the same service: it takes the packet before the socket does (hook LOCAL_IN).
"""

from typing import TYPE_CHECKING

from lvsportal.engine.later import Later
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, NAT, TUN, RealServer, Service
from lvsportal.engine.rules.base import UNDECIDED, Outcomes, Rule, Subject, served
from lvsportal.engine.rules.LVS002_real_server_is_director.texts import CAUSES, NOTHING, SUMMARY, TITLE

if TYPE_CHECKING:
    from lvsportal.engine.rules import circle_fix, handing
    from lvsportal.engine.walk import listeners
    from lvsportal.engine.walk.trace import Branch
else:
    circle_fix = Later("lvsportal.engine.rules.circle_fix")
    handing = Later("lvsportal.engine.rules.handing")
    listeners = Later("lvsportal.engine.walk.listeners")


def decide(cluster: Cluster, out: Outcomes) -> None:
    knowledge = {director.name: _Known(cluster, director) for director in cluster.directors}
    for director, service in served(cluster, (DR, TUN, NAT)):
        known = knowledge[director.name]
        quiet = out.group(known.otherwise)
        for real in service.real_servers:
            key = real.address.key
            if key in known.own or real.address.is_loopback:
                silent = director.listeners is not None and not _listens(director, service, real)
                out.add("localnode_silent" if silent else "localnode", Subject(director, service, real))
            elif key in known.directors:
                _other(cluster, known.directors[key], director, service, real, out)
            elif key in known.peers:
                _peer(director, service, real, out)
            elif quiet.cause.verdict == UNDECIDED and cluster.is_no_director(real.address):
                out.add("no_director", Subject(director, service, real))
            elif quiet.wants:
                quiet.add(Subject(director, service, real), needs=known.needs(cluster.name_of(real.address)))
            else:
                quiet.count += 1


class _Known:
    """What is known about who is a director, once for each director."""

    def __init__(self, cluster: Cluster, director: Node) -> None:
        self.director = director
        self.own = director.local_addresses
        self.peers = director.peers()
        others = cluster.other_directors(director)
        self.directors = {key: other for other in others for key in other.own_addresses()}
        self.unplaced = [other for other in others if not other.own_addresses()]
        if self.unplaced:
            self.otherwise = "director_without_address"
        elif others or self.peers or _stands_alone(director):
            self.otherwise = "no_director"
        else:
            self.otherwise = "directors_unknown"

    def needs(self, server: str) -> tuple[Need, ...]:
        """What would tell whether ``server`` is a director."""
        if self.unplaced:
            return tuple(Need(other.name, "ip-addr.json") for other in self.unplaced)
        if self.otherwise == "no_director":
            return ()
        own = () if self.director.addresses is not None else (Need(self.director.name, "ip-addr.json"),)
        return (*own, Need(server, "ipvsadm-save.txt"))


def _listens(director: Node, service: Service, real: RealServer) -> bool:
    """Whether a socket of the director's own takes what localnode hands to it; true where the port is not known."""
    if real.method == NAT and not real.address.is_loopback:
        return bool(listeners.listens(director, real.address, real.port or service.port, service.protocol))
    if service.vip is None or not service.port:
        return True
    return bool(listeners.listens(director, service.vip, service.port, service.protocol))


def _stands_alone(director: Node) -> bool:
    """Its own addresses are shown, and its configuration, by which it speaks VRRP with nobody."""
    configuration = director.configuration
    return director.addresses is not None and configuration is not None and not configuration.instances


def _peer(director: Node, service: Service, real: RealServer, out: Outcomes) -> None:
    needs = (Need(real.address.text, "keepalived.conf"), Need(real.address.text, "ipvsadm-save.txt"))
    related = ((director.peers()[real.address.key], "peer"),)
    out.add("peer", Subject(director, service, real), needs=needs, related=related)


def _other(
    cluster: Cluster, other: Node, director: Node, service: Service, real: RealServer, out: Outcomes
) -> None:
    """The real server is another director of the definition: what does its ip_vs do with the packet?"""
    subject = Subject(director, service, real, other.name)
    if real.weight == 0:
        out.add("weight_zero", subject, other=other.name)
        return
    if real.method not in (DR, TUN):
        out.add("nat_to_director", subject, other=other.name)
        return
    handed = handing.handed_over(cluster, director, other, service, real)
    if handed.circles is None:
        out.add("other_unknown", subject, needs=handed.needs, other=other.name)
    elif handed.circles:
        fix = circle_fix.way_out(cluster, director, other, service)
        names = {"other": other.name, "share": handed.share}
        out.add("handed_back", subject, related=handed.related, fix=fix, **names)
    else:
        out.add(_QUIET[handed.remedy], subject, other=other.name)


_QUIET = {
    "backup_only": "backup_only",
    "marks": "unmarked",
    "no_service": "no_service_there",
    "vip_missing": "vip_missing",
    "stands_aside": "stands_aside",
    "source_hash": "scheduled_twice",
    "no_way_back": "scheduled_twice",
}


def _shows(branch: "Branch", subject: Subject, cluster: Cluster) -> bool:
    """A circle; for a silent localnode the refusal."""
    return bool(handing.circles(branch, subject, cluster)) or (
        not subject.other and branch.walk.reason == "no_listener"
    )


RULE = Rule("LVS002", "error", TITLE, SUMMARY, CAUSES, decide, NOTHING, _shows)
