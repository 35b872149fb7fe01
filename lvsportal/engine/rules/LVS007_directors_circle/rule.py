"""LVS007: two directors hand packets to each other (the note's trap 7).

keepalived loads the services on MASTER and BACKUP. What the master gives to the backup's RIP meets the backup's
ip_vs first, which may choose the master, whose connection entry sends it back: each SYN circles until its TTL ends.
"""

from typing import TYPE_CHECKING

from lvsportal.engine.later import Later
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.rules.base import SHOWN, Group, Outcomes, Rule, Subject, served
from lvsportal.engine.rules.LVS007_directors_circle.texts import CAUSES, NOTHING, SUMMARY, TITLE

if TYPE_CHECKING:
    from lvsportal.engine.rules import circle_fix, handing
else:
    handing = Later("lvsportal.engine.rules.handing")
    circle_fix = Later("lvsportal.engine.rules.circle_fix")


def decide(cluster: Cluster, out: Outcomes) -> None:
    neighbours = {director.name: _Neighbours(cluster, director) for director in cluster.directors}
    for director, service in served(cluster, (DR, TUN)):
        around = neighbours[director.name]
        placed, peers = around.placed, around.peers
        hits = 0
        for real in service.real_servers:
            key = real.address.key
            if key in placed and real.weight > 0:
                hits += 1
                _pair(cluster, director, placed[key], service, real, out)
            elif key in peers:
                hits += 1
                _peer(director, service, real, out)
        if not hits:
            _none(cluster, director, around, service, out)


class _Neighbours:
    """The other directors, as one of them sees them."""

    def __init__(self, cluster: Cluster, director: Node) -> None:
        others = cluster.other_directors(director)
        self.placed = {key: other for other in others for key in other.own_addresses()}
        self.unplaced = [other for other in others if not other.own_addresses()]
        self.peers = director.peers()


def _peer(director: Node, service: Service, real: RealServer, out: Outcomes) -> None:
    cause = "peer_fwmark" if service.vip is None else "peer"
    name = real.address.text
    needs = [Need(name, "keepalived.conf"), Need(name, "ipvsadm-save.txt")]
    if service.vip is None:
        needs += [Need(name, firewall_file(service.family)), Need(director.name, "ip-link.json")]
    else:
        needs += [Need(name, "sysctl.txt"), Need(name, "ipvsadm-daemon.txt")]
    related = ((director.peers()[real.address.key], "peer"),)
    out.add(cause, Subject(director, service, real), needs=needs, related=related, mark=service.fwmark)


def _none(cluster: Cluster, director: Node, around: _Neighbours, service: Service, out: Outcomes) -> None:
    """No real server is known to be a director: is that because none is, or because it is not shown?"""
    subject = Subject(director, service)
    group: Group
    needs: list[Need] = []
    if around.unplaced:
        group = out.group("director_without_address")
        needs = [Need(other.name, "ip-addr.json") for other in around.unplaced]
    elif around.placed or around.peers:
        group = out.group("apart")
    else:
        own = director.local_addresses
        hidden = [
            real
            for real in service.real_servers
            if real.address.key not in own
            and not real.address.is_loopback
            and not cluster.is_no_director(real.address)
        ]
        group = out.group("directors_unknown" if hidden else "apart")
        if group.wants:
            needs = [Need(cluster.name_of(real.address), "ipvsadm-save.txt") for real in hidden[:SHOWN]]
    if group.wants:
        group.add(subject, needs=needs)
    else:
        group.count += 1


def _pair(
    cluster: Cluster, director: Node, other: Node, service: Service, real: RealServer, out: Outcomes
) -> None:
    """``director`` holds the VIP; the state with the roles swapped is decided when its own service comes up."""
    subject = Subject(director, service, real, other.name)
    handed = handing.handed_over(cluster, director, other, service, real)
    names = {"other": other.name, "mark": service.fwmark}
    related = handed.related
    if handed.circles:
        fix = circle_fix.way_out(cluster, director, other, service)
        out.add(
            _circle_cause(service, handed),
            subject,
            related=related,
            share=handed.share,
            fix=fix,
            **names,
        )
    elif handed.circles is None:
        by_marks = any(
            need.evidence in (firewall_file(service.family), "ip-link.json") for need in handed.needs
        )
        cause = "marks_unknown" if by_marks else "daemon_unknown"
        out.add(cause, subject, needs=handed.needs, related=related, **names)
    else:
        out.add(handed.remedy, subject, related=related, **names)


def _circle_cause(service: Service, handed: "handing.Handed") -> str:
    if handed.service is not None and handed.service.vip is None:
        return "marked_all_the_same"
    return "service_left_beside" if service.vip is None or handed.has_marks else "circle"


RULE = Rule("LVS007", "error", TITLE, SUMMARY, CAUSES, decide, NOTHING, lambda *shown: handing.circles(*shown))
