"""One director gives a packet to another: what do their ip_vs make of it? By walks; LVS002 and LVS007 both ask."""

from typing import NamedTuple

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.rules.base import Subject
from lvsportal.engine.rules.clients import clients
from lvsportal.engine.rules.proof import walks_of
from lvsportal.engine.source.source import Span
from lvsportal.engine.walk.ipvs import choices, mark_services
from lvsportal.engine.walk.trace import LOOP, Branch
from lvsportal.engine.walk.tree import Decision, decide


class Handed(NamedTuple):
    """``circles``: whether some connection is handed back and forth, None where ``needs`` would tell. ``service``: by
    which the other director takes the packet, None where it does not. ``remedy``: what keeps it from circling."""

    circles: bool | None
    needs: tuple[Need, ...] = ()
    service: Service | None = None
    remedy: str = ""

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
    """``director`` holds the VIP and gives a connection to ``other``, its real server ``real``."""
    found: list[Branch] = []
    decisions: list[Decision] = []
    for client in clients(cluster, director, service):
        branches = walks_of(cluster, director, service, real, client)
        if branches:
            found += branches
            decisions.append(decide(branches, is_circle))
    if not found:
        return Handed(None, (Need(director.name, "iptables-save.txt"),))
    taken = next((got for branch in found if (got := branch.walk.service_on(other.name))), None)
    for decision in decisions:
        if decision.holds and decision.by is not None:
            return Handed(True, (), decision.by.walk.service_on(other.name) or taken)
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
