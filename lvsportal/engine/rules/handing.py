"""One director gives a packet to another: what do their ip_vs make of it? By walks; LVS002 and LVS007 both ask."""

from functools import lru_cache
from typing import NamedTuple

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.rules.base import Subject
from lvsportal.engine.rules.clients import clients
from lvsportal.engine.rules.proof import walks_of
from lvsportal.engine.source.source import Span
from lvsportal.engine.walk.ipvs import address_service, choices, mark_services
from lvsportal.engine.walk.trace import LOOP, Branch
from lvsportal.engine.walk.tree import Decision, decide


class Handed(NamedTuple):
    """``circles``: whether some connection is handed back and forth, None where ``needs`` would tell. ``service``: by
    which the other director takes the packet, None where it does not. ``remedy``: what keeps it from circling."""

    circles: bool | None
    needs: tuple[Need, ...] = ()
    service: Service | None = None
    remedy: str = ""
    has_marks: bool = False  # the other director serves marks as well

    @property
    def share(self) -> int:
        """Among how many real servers the other director chooses."""
        return len(choices(self.service)) if self.service is not None else 1

    @property
    def related(self) -> tuple[tuple[Span, str], ...]:
        """The place of the other director's service."""
        return ((self.service.at, "other_service"),) if self.service is not None else ()


def is_circle(branch: Branch) -> bool:
    """Whether directors hand the packet to each other until its TTL is used up."""
    return branch.walk.outcome == LOOP and branch.walk.reason == "circle"


def circles(branch: Branch, subject: Subject, cluster: Cluster) -> bool:
    """Whether a walk shows the circle of a finding."""
    return is_circle(branch)


def handed_over(cluster: Cluster, director: Node, other: Node, service: Service, real: RealServer) -> Handed:
    """``director`` holds the VIP and gives a connection to ``other``, its real server ``real``. Walked once for each
    class of services that can't come out differently."""
    known = _classes(cluster)
    key = _class_of(cluster, director, other, service, real)
    if key not in known:
        known[key] = _walked(cluster, director, other, service, real)
    found = known[key]
    if found.service is None or found.service.vip is None or service.vip is None:
        return found
    return found._replace(service=address_service(other, service.vip, service.port, service.protocol))


@lru_cache(maxsize=2)
def _classes(cluster: Cluster) -> dict[object, Handed]:
    """What was walked already, for one cluster."""
    return {}


def _class_of(
    cluster: Cluster, director: Node, other: Node, service: Service, real: RealServer
) -> tuple[object, ...]:
    """All that the handing over of a connection depends on."""
    theirs = address_service(other, service.vip, service.port, service.protocol) if service.vip else None
    filtered = director.netfilter is not None or other.netfilter is not None
    vip = service.vip
    place = tuple(one.interface for one in other.standing(vip) or ()) if vip is not None else ()
    return (
        director.name,
        other.name,
        real.method,
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


def _walked(cluster: Cluster, director: Node, other: Node, service: Service, real: RealServer) -> Handed:
    found: list[Branch] = []
    decisions: list[Decision] = []
    for client in clients(cluster, director, service):
        branches = walks_of(cluster, director, service, real, client)
        if branches:
            found += branches
            decisions.append(decide(branches, is_circle))
    if not found:
        return Handed(None, (Need(director.name, firewall_file(service.family)),))
    taken = next((got for branch in found if (got := branch.walk.service_on(other.name))), None)
    for decision in decisions:
        if decision.holds and decision.by is not None:
            by = decision.by.walk.service_on(other.name) or taken
            return Handed(True, (), by, "", bool(mark_services(other, service.family)))
    needs = tuple(dict.fromkeys(need for decision in decisions for need in decision.needs))
    if needs:
        return Handed(None, needs, taken)
    if all(branch.walk.passes_by(director.name) for branch in found):
        return Handed(False, remedy="stands_aside")
    return Handed(False, (), taken, _remedy(found, other, service, taken))


def _remedy(found: list[Branch], other: Node, service: Service, taken: Service | None) -> str:
    if any(branch.walk.passes_by(other.name) for branch in found):
        return "backup_only"
    if taken is not None:
        hashing = taken.scheduler in ("sh", "mh", "dh") and taken.scheduler == service.scheduler
        return "source_hash" if hashing else "no_way_back"
    if any(branch.walk.reason == "vip_not_local" and branch.walk.by == other.name for branch in found):
        return "vip_missing"
    return "marks" if mark_services(other, service.family) else "no_service"
