"""LVS007: two directors hand packets to each other (the note's trap 7).

keepalived loads the services on MASTER and BACKUP. What the master gives to the backup's RIP meets the backup's
ip_vs first, which may choose the master, whose connection entry sends it back: each SYN circles until its TTL ends.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lvsportal.engine.analysis import Analysis, is_local
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.model.terms import Reason, Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Cause, Told
from lvsportal.engine.rules.collect import SHOWN
from lvsportal.engine.rules.loop_texts import Remedy
from lvsportal.engine.rules.LVS007_directors_circle import texts
from lvsportal.engine.rules.subjects import OfRealServer, OfService, OfTwoDirectors, Subject

if TYPE_CHECKING:
    from lvsportal.engine.rules.double_scheduling import Handed


def check(analysis: Analysis) -> Iterator[Finding]:
    neighbours = {director.name: _Neighbours(analysis, director) for director in analysis.cluster.directors}
    for director, service in analysis.served(DR, TUN):
        around = neighbours[director.name]
        pairs = list(_pairs(analysis, director, around, service))
        yield from pairs or (_none(analysis, around, OfService(director, service)),)


class _Neighbours:
    """The other directors, as one of them sees them."""

    def __init__(self, analysis: Analysis, director: Node) -> None:
        others = analysis.cluster.other_directors(director)
        self.placed = {key: other for other in others for key in other.own_addresses()}
        self.unplaced = [other for other in others if not other.own_addresses()]
        self.peers = director.peers()


def _pairs(analysis: Analysis, director: Node, around: _Neighbours, service: Service) -> Iterator[Finding]:
    for real in service.real_servers:
        key = real.address.key
        if key in around.placed and real.weight > 0:
            yield _pair(analysis, OfTwoDirectors(director, service, real, around.placed[key]))
        elif key in around.peers:
            related = ((around.peers[key], "peer"),)
            subject = OfRealServer(director, service, real)
            cause = texts.peer if service.vip is not None else texts.peer_fwmark
            yield Finding(cause, subject, needs=_needs_of_peer(director, service, real), related=related)


def _needs_of_peer(director: Node, service: Service, real: RealServer) -> list[Need]:
    name = real.address.text
    needs = [Need(name, "keepalived.conf"), Need(name, "ipvsadm-save.txt")]
    if service.vip is None:
        return [*needs, Need(name, firewall_file(service.family)), Need(director.name, "ip-link.json")]
    return [*needs, Need(name, "sysctl.txt"), Need(name, "ipvsadm-daemon.txt")]


def _none(analysis: Analysis, around: _Neighbours, subject: OfService) -> Finding:
    """No real server is known to be a director: is that because none is, or because it is not shown?"""
    if around.unplaced:
        needs = [Need(other.name, "ip-addr.json") for other in around.unplaced]
        return Finding(texts.director_without_address, subject, needs=needs)
    if around.placed or around.peers:
        return Finding(texts.apart, subject)
    own, cluster = analysis.local_addresses(subject.director), analysis.cluster
    hidden = [
        real
        for real in subject.service.real_servers
        if not is_local(own, real) and not cluster.is_no_director(real.address)
    ]
    if not hidden:
        return Finding(texts.apart, subject)

    def needs_of(_: Subject) -> list[Need]:
        return [Need(cluster.name_of(real.address), "ipvsadm-save.txt") for real in hidden[:SHOWN]]

    return Finding(texts.directors_unknown, subject, needs=needs_of)


def _pair(analysis: Analysis, subject: OfTwoDirectors) -> Finding:
    """The director holds the VIP; the state with the roles swapped is decided when the other's own service comes up."""
    from lvsportal.engine.rules.double_scheduling import handed_over
    from lvsportal.engine.rules.loop_fix import loop_fix

    handed = handed_over(analysis, subject)
    if handed.loops:
        cause = _cause_of_loop(subject.service, handed)
        return Finding(cause, subject, related=handed.related, fix=loop_fix(analysis, subject))
    if handed.loops is None:
        if any(need.role for need in handed.needs):
            return Finding(texts.transition_unknown, subject, needs=handed.needs, related=handed.related)
        marks = (firewall_file(subject.service.family), "ip-link.json")
        by_marks = any(need.evidence in marks for need in handed.needs)
        cause = texts.marks_unknown if by_marks else texts.daemon_unknown
        return Finding(cause, subject, needs=handed.needs, related=handed.related)
    return Finding(_REMEDIED[handed.remedy], subject, related=handed.related)


def _cause_of_loop(service: Service, handed: "Handed") -> Cause | Told:
    if handed.service is not None and handed.service.vip is None:
        return texts.marked_all_the_same
    if service.vip is None or handed.has_marks:
        return texts.service_left_beside
    return texts.forwarding_loop(share=handed.share)


_REMEDIED = {
    Remedy.BACKUP_ONLY: texts.backup_only,
    Remedy.MARKS: texts.marks,
    Remedy.NO_SERVICE: texts.no_service,
    Remedy.VIP_MISSING: texts.vip_missing,
    Remedy.STANDS_ASIDE: texts.stands_aside,
    Remedy.SOURCE_HASH: texts.source_hash,
    Remedy.NO_WAY_BACK: texts.no_way_back,
}


RULE = Rule("LVS007", Severity.ERROR, texts, check, explains={Reason.FORWARDING_LOOP})
