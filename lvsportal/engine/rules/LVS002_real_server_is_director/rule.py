"""LVS002: a real server that is a director (the note's trap 2).

One director may be its own real server (localnode, ``ip_vs_xmit.c``); what breaks is a second machine whose ip_vs
holds the same service: it takes the packet before the socket does (hook LOCAL_IN).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lvsportal.engine.analysis import Analysis, is_local
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, NAT, TUN, RealServer, Service
from lvsportal.engine.model.terms import Reason, Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.loop_texts import Remedy
from lvsportal.engine.rules.LVS002_real_server_is_director import texts
from lvsportal.engine.rules.subjects import OfRealServer, OfRealServers, OfTwoDirectors, Subject

if TYPE_CHECKING:
    from lvsportal.engine.walk.trace import Branch


def check(analysis: Analysis) -> Iterator[Finding]:
    known = {director.name: _Known(analysis, director) for director in analysis.cluster.directors}
    for director, service in analysis.served(DR, TUN, NAT):
        yield from _of_service(analysis, known[director.name], service)


class _Known:
    """What is known about who is a director, once for each director."""

    def __init__(self, analysis: Analysis, director: Node) -> None:
        self.director = director
        self.own = analysis.local_addresses(director)
        self.peers = director.peers()
        others = analysis.cluster.other_directors(director)
        self.directors = {key: other for other in others for key in other.own_addresses()}
        self.unplaced = [other for other in others if not other.own_addresses()]
        self.all_shown = not self.unplaced and bool(others or self.peers or _stands_alone(director))
        if self.all_shown:
            self.otherwise = texts.no_director
        else:
            shown = texts.peers_unknown if director.addresses is not None else texts.directors_unknown
            self.otherwise = texts.director_without_address if self.unplaced else shown

    def needs(self, server: str) -> tuple[Need, ...]:
        """What would tell whether ``server`` is a director."""
        if self.unplaced:
            return tuple(Need(other.name, "ip-addr.json") for other in self.unplaced)
        if self.all_shown:
            return ()
        own = () if self.director.addresses is not None else (Need(self.director.name, "ip-addr.json"),)
        return (*own, Need(server, "ipvsadm-save.txt"))


def _of_service(analysis: Analysis, known: _Known, service: Service) -> Iterator[Finding]:
    director, cluster = known.director, analysis.cluster
    others: list[RealServer] = []
    for real in service.real_servers:
        key = real.address.key
        if is_local(known.own, real):
            silent = director.listeners is not None and not _listens(analysis, director, service, real)
            cause = texts.localnode_silent if silent else texts.localnode
            yield Finding(cause, OfRealServer(director, service, real))
        elif key in known.directors:
            yield _other(analysis, OfTwoDirectors(director, service, real, known.directors[key]))
        elif key in known.peers:
            needs = (Need(real.address.text, "keepalived.conf"), Need(real.address.text, "ipvsadm-save.txt"))
            related = ((known.peers[key], "peer"),)
            yield Finding(texts.peer, OfRealServer(director, service, real), needs=needs, related=related)
        elif real.method == NAT:
            yield Finding(texts.nat_rewrites, OfRealServer(director, service, real))
        elif not known.all_shown and cluster.is_no_director(real.address):
            yield Finding(texts.no_director, OfRealServer(director, service, real))
        else:
            others.append(real)

    def needs_of(subject: Subject) -> tuple[Need, ...]:
        return known.needs(cluster.name_of(subject.real.address)) if isinstance(subject, OfRealServer) else ()

    if others:
        yield Finding(known.otherwise, OfRealServers(director, service, others), needs=needs_of)


def _listens(analysis: Analysis, director: Node, service: Service, real: RealServer) -> bool:
    """Whether a socket of the director's own takes what localnode hands to it; true where the port is not known."""
    if real.method == NAT and not real.address.is_loopback:
        return bool(analysis.listens(director, real.address, real.port or service.port, service.protocol))
    if service.vip is None or not service.port:
        return True
    return bool(analysis.listens(director, service.vip, service.port, service.protocol))


def _stands_alone(director: Node) -> bool:
    """Its own addresses are shown, and its configuration, by which it speaks VRRP with nobody."""
    configuration = director.configuration
    return director.addresses is not None and configuration is not None and not configuration.instances


def _other(analysis: Analysis, subject: OfTwoDirectors) -> Finding:
    """The real server is another director of the definition: what does its ip_vs do with the packet?"""
    if subject.real.weight == 0:
        return Finding(texts.weight_zero, subject)
    if subject.real.method not in (DR, TUN):
        return Finding(texts.nat_to_director, subject)
    from lvsportal.engine.rules.double_scheduling import handed_over
    from lvsportal.engine.rules.loop_fix import loop_fix

    handed = handed_over(analysis, subject)
    if handed.loops is None:
        return Finding(texts.other_unknown, subject, needs=handed.needs)
    if handed.loops:
        told = texts.handed_back(share=handed.share)
        return Finding(told, subject, related=handed.related, fix=loop_fix(analysis, subject))
    return Finding(_REMEDIED[handed.remedy], subject)


_REMEDIED = {
    Remedy.BACKUP_ONLY: texts.backup_only,
    Remedy.MARKS: texts.unmarked,
    Remedy.NO_SERVICE: texts.no_service_there,
    Remedy.VIP_MISSING: texts.vip_missing,
    Remedy.STANDS_ASIDE: texts.stands_aside,
    Remedy.SOURCE_HASH: texts.scheduled_twice,
    Remedy.NO_WAY_BACK: texts.scheduled_twice,
}


def _shows(analysis: Analysis, subject: Subject, branch: "Branch") -> bool:
    """A loop; for a silent localnode the refusal."""
    by = Reason.FORWARDING_LOOP if isinstance(subject, OfTwoDirectors) else Reason.NO_LISTENER
    return branch.walk.reason == by


RULE = Rule("LVS002", Severity.ERROR, texts, check, explains={Reason.FORWARDING_LOOP}, shows=_shows)
