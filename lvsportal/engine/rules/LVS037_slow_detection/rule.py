"""LVS037: a dead real server goes on getting clients for longer than they wait.

The longest time is ``delay_loop`` + (``retry`` + 1) × ``connect_timeout`` + ``retry`` × ``delay_before_retry`` (keepalived.conf(5));
a ``delay_loop`` that is not written is 60 s.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.health import HealthCheck
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS037_slow_detection import texts
from lvsportal.engine.rules.subjects import OfService

TOO_LONG = 60.0  # seconds
_DELAY_LOOP, _TIMEOUT, _RETRY_DELAY = 60.0, 5.0, 1.0  # keepalived's defaults, seconds


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        written = director.configuration is not None and director.configuration.dialect == "keepalived"
        for service in director.services if written else ():
            if any(one.is_walked for real in service.real_servers for one in real.checks):
                yield _of(director, service)


def _of(director: Node, service: Service) -> Finding:
    checks = [one for real in service.real_servers for one in real.checks if one.is_walked]
    seconds = max(_longest(service, one) for one in checks)
    if seconds > TOO_LONG:
        return Finding(texts.too_long(seconds=f"{seconds:g}"), OfService(director, service), at=checks[0].at)
    return Finding(texts.soon(seconds=f"{seconds:g}"), OfService(director, service))


def _longest(service: Service, one: HealthCheck) -> float:
    """Seconds from a real server's death to its removal, at the longest."""
    interval = one.interval or service.quorum.interval or _DELAY_LOOP
    timeout = _TIMEOUT if one.timeout is None else one.timeout
    retries = one.retries or 0
    pause = _RETRY_DELAY if one.retry_delay is None else one.retry_delay
    return interval + (retries + 1) * timeout + retries * pause


RULE = Rule("LVS037", Severity.INFO, texts, check)
