"""LVS022: a real server that nothing takes out of service when it fails.

keepalived removes a real server from the kernel's table only when one of its checkers fails (``check_daemon.c``,
keepalived.conf(5)); ip_vs itself never asks (``ip_vs_sched`` looks at weights alone).
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.health import CheckKind
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import DR, NAT, TUN, RealServer, Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Cause
from lvsportal.engine.rules.LVS022_no_health_check import texts
from lvsportal.engine.rules.subjects import OfRealServers


def check(analysis: Analysis) -> Iterator[Finding]:
    for director, service in analysis.served(DR, TUN, NAT):
        by_cause: dict[Cause, list[RealServer]] = {}
        for real in service.real_servers:
            by_cause.setdefault(_cause(director, service, real), []).append(real)
        for cause, reals in by_cause.items():
            needs = (Need(director.name, "keepalived.conf"),) if cause is texts.checker_not_shown else ()
            yield Finding(cause, OfRealServers(director, service, reals), needs=needs)


def _cause(director: Node, service: Service, real: RealServer) -> Cause:
    if real.weight == 0:
        return texts.drained
    if any(asked.kind is not CheckKind.ALWAYS for asked in real.checks):
        return texts.checked
    if real.checks:
        return texts.cannot_fail
    configuration = director.configuration
    if configuration is None or configuration.dialect == "native":
        return texts.checker_not_shown
    return texts.checked_by_default if configuration.dialect == "piranha" else texts.unchecked


RULE = Rule("LVS022", Severity.WARNING, texts, check)
