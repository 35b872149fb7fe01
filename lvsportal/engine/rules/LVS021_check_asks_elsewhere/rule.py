"""LVS021: a health check asks something that clients do not use.

keepalived connects to ``connect_ip`` and ``connect_port`` where they are written, else to the real server's own address
and port (keepalived.conf(5), "real_server"). A check that asks elsewhere may succeed while clients fail, and the reverse.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.health import CheckKind, HealthCheck
from lvsportal.engine.model.services import NAT, RealServer, Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Cause, Told
from lvsportal.engine.rules.LVS021_check_asks_elsewhere import texts
from lvsportal.engine.rules.subjects import OfRealServer
from lvsportal.engine.source.source import Span

_BY_TCP = frozenset({CheckKind.TCP, CheckKind.HTTP, CheckKind.HTTPS, CheckKind.SMTP})


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        for service in director.services:
            for real in service.real_servers:
                asked = [one for one in real.checks if one.is_walked and one.kind is not CheckKind.PING]
                if asked:
                    cause, at = _judged(service, real, asked)
                    yield Finding(cause, OfRealServer(director, service, real), at=at)


def _judged(service: Service, real: RealServer, asked: list[HealthCheck]) -> tuple[Cause | Told, Span | None]:
    """One check that asks what clients use is enough: all checks must succeed."""
    port = traffic_port(service, real)
    wrong = [(cause, one.at) for one in asked if (cause := _elsewhere(service, real, one, port)) is not None]
    if len(wrong) < len(asked):
        return texts.asks_what_clients_use, None
    return wrong[0]


def traffic_port(service: Service, real: RealServer) -> int | None:
    """The port at which clients reach the real server; None where the packet's own port counts."""
    if real.method == NAT:
        return real.port or service.port or None
    return service.port or None if service.vip is not None else None


def _elsewhere(service: Service, real: RealServer, one: HealthCheck, port: int | None) -> Told | Cause | None:
    """What the check asks that clients do not; None where it asks the same."""
    if one.address is not None and one.address.key != real.address.key:
        vip = service.vip
        return (
            None if vip is not None and one.address.key == vip.key else texts.other_address(asked=one.address)
        )
    if port is not None and one.port is not None and one.port != port:
        return texts.other_port(asked=one.port, port=port)
    if service.protocol == "UDP" and service.vip is not None and one.kind in _BY_TCP:
        return texts.other_protocol(kind=one.kind.value.upper())
    return None


RULE = Rule("LVS021", Severity.WARNING, texts, check)
