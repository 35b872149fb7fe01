"""LVS023: one thing that all checks of a service depend on can empty its pool, and no sorry server is there.

With no destination left ip_vs refuses by an ICMP error (``ip_vs_core.c: ip_vs_leave``).
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.health import HealthCheck
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS023_all_can_go_at_once import texts
from lvsportal.engine.rules.subjects import OfService

Dependency = tuple[str, str]


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        for service in director.services:
            if len(service.real_servers) > 1 and all(real.checks for real in service.real_servers):
                yield _of_service(director, service)


def _of_service(director: Node, service: Service) -> Finding:
    subject = OfService(director, service)
    shared = _shared(service)
    if shared is None:
        return Finding(texts.checked_apart, subject)
    if service.sorry_server is not None:
        told = texts.sorry_server(shared=shared.target or shared.address, sorry=service.sorry_server.address)
        return Finding(told, subject, at=shared.at)
    return Finding(texts.one_dependency(shared=shared.target or shared.address), subject, at=shared.at)


def _shared(service: Service) -> HealthCheck | None:
    """A check that every real server has, and that asks one and the same place."""
    first, *others = service.real_servers
    for one in first.checks:
        place = _place(first, one)
        if place is not None and all(
            any(_place(real, check) == place for check in real.checks) for real in others
        ):
            return one
    return None


def _place(real: RealServer, one: HealthCheck) -> Dependency | None:
    """What the check asks, where that is not the real server itself."""
    if one.address is not None and one.address.key != real.address.key:
        return one.address.text, str(one.port)
    if not one.is_walked and one.target and real.address.text not in one.target:
        return one.kind.value, one.target
    return None


RULE = Rule("LVS023", Severity.WARNING, texts, check)
