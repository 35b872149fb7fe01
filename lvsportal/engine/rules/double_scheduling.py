"""One director gives a packet to another: what do their ip_vs make of it? By walks; LVS002 and LVS007 both ask."""

from typing import NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Reason
from lvsportal.engine.rules.clients import clients
from lvsportal.engine.rules.loop_texts import Remedy
from lvsportal.engine.rules.rule_walks import walks_of
from lvsportal.engine.rules.subjects import OfTwoDirectors
from lvsportal.engine.source.source import Span
from lvsportal.engine.walk.ipvs import address_service, mark_services
from lvsportal.engine.walk.scheduling import choices
from lvsportal.engine.walk.trace import Branch
from lvsportal.engine.walk.tree import decide


class Handed(NamedTuple):
    """``loops``: whether some connection is handed back and forth, None where ``needs`` would tell. ``service``: by
    which the other director takes the packet, None where it does not. ``remedy``: what keeps it from looping."""

    loops: bool | None
    needs: tuple[Need, ...] = ()
    service: Service | None = None
    remedy: Remedy = Remedy.NO_WAY_BACK
    has_marks: bool = False  # the other director serves marks as well

    @property
    def share(self) -> int:
        """Among how many real servers the other director chooses."""
        return len(choices(self.service)) if self.service is not None else 1

    @property
    def related(self) -> tuple[tuple[Span, str], ...]:
        """The place of the other director's service."""
        return ((self.service.at, "other_service"),) if self.service is not None else ()


def loops(branch: Branch) -> bool:
    """Whether directors hand the packet to each other until its TTL is used up."""
    return branch.walk.reason == Reason.FORWARDING_LOOP


def handed_over(analysis: Analysis, subject: OfTwoDirectors) -> Handed:
    """The director holds the VIP and gives a connection to the other one. Walked once for each class of services that
    can't come out differently."""
    known = analysis.once(_classes)
    key = _class_of(analysis.cluster, subject)
    if key not in known:
        known[key] = _walked(analysis, subject)
    handed, service = known[key], subject.service
    if handed.service is None or handed.service.vip is None or service.vip is None:
        return handed
    theirs = address_service(subject.other, service.vip, service.port, service.protocol)
    return handed._replace(service=theirs)


def _classes(_: Analysis) -> dict[object, Handed]:
    """What was walked already."""
    return {}


def _class_of(cluster: Cluster, subject: OfTwoDirectors) -> tuple[object, ...]:
    """All that the handing over of a connection depends on."""
    director, other, service = subject.director, subject.other, subject.service
    theirs = address_service(other, service.vip, service.port, service.protocol) if service.vip else None
    filtered = director.netfilter is not None or other.netfilter is not None
    vip = service.vip
    place = tuple(place.interface for place in other.standing(vip) or ()) if vip is not None else ()
    return (
        director.name,
        other.name,
        subject.real.method,
        _table(cluster, service),
        _table(cluster, theirs) if theirs is not None else None,
        _same_order(service, theirs),
        (service.fwmark, vip.key if vip else None, service.port, service.protocol)
        if filtered
        else service.family,
        service.fwmark,
        place,
    )


def _table(cluster: Cluster, service: Service) -> tuple[object, ...]:
    """A service's table with the real servers by who they are: those that are not shown are all alike."""
    servers = frozenset(
        (owner.name if (owner := cluster.owner(one.address)) is not None else "", one.weight > 0, one.method)
        for one in service.real_servers
    )
    return service.scheduler, bool(service.persistent), servers


def _same_order(one: Service, other: Service | None) -> bool:
    if other is None or one.scheduler not in ("sh", "mh", "dh"):
        return False
    return [(r.address.key, r.weight) for r in one.real_servers] == [
        (r.address.key, r.weight) for r in other.real_servers
    ]


def _walked(analysis: Analysis, subject: OfTwoDirectors) -> Handed:
    director, other, service = subject.director, subject.other, subject.service
    places = clients(analysis, director, service)
    walks = [walks_of(analysis, director, service, subject.real, client) for client in places]
    decisions = [decide(branches, loops) for branches in walks if branches]
    branches = [branch for each in walks for branch in each]
    if not branches and director.firewall(service.family) is not None:
        return Handed(False, remedy=Remedy.MARKS)  # no packet of these clients meets the service at all
    if not branches:
        return Handed(None, (Need(director.name, firewall_file(service.family)),))
    taken = next((got for branch in branches if (got := branch.walk.service_on(other.name))), None)
    for decision in decisions:
        if decision.holds and decision.by is not None:
            by = decision.by.walk.service_on(other.name) or taken
            return Handed(True, service=by, has_marks=bool(mark_services(other, service.family)))
    needs = tuple(dict.fromkeys(need for decision in decisions for need in decision.needs))
    if needs:
        return Handed(None, needs, taken)
    if all(branch.walk.passes_by(director.name) for branch in branches):
        return Handed(False, remedy=Remedy.STANDS_ASIDE)
    return Handed(False, service=taken, remedy=_remedy(branches, other, service, taken))


def _remedy(branches: list[Branch], other: Node, service: Service, taken: Service | None) -> Remedy:
    if any(branch.walk.passes_by(other.name) for branch in branches):
        return Remedy.BACKUP_ONLY
    if taken is not None:
        hashing = taken.scheduler in ("sh", "mh", "dh") and taken.scheduler == service.scheduler
        return Remedy.SOURCE_HASH if hashing else Remedy.NO_WAY_BACK
    if any(branch.walk.reason == Reason.VIP_NOT_LOCAL and branch.walk.by == other.name for branch in branches):
        return Remedy.VIP_MISSING
    return Remedy.MARKS if mark_services(other, service.family) else Remedy.NO_SERVICE
