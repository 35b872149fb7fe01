"""LVS208: a check's time-out and its interval."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.health import HealthCheck
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS208_check_outlasts_interval import texts
from lvsportal.engine.rules.subjects import OfRealServer, OfService


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        for service in director.services:
            judged = False
            for real in service.real_servers:
                late = next((check for check in real.checks if _outlasts(service, check)), None)
                judged = judged or any(_interval(service, check) and check.timeout for check in real.checks)
                if late is not None:
                    told = texts.outlasts(
                        kind=late.kind.value.upper(),
                        timeout=f"{late.timeout:g}",
                        interval=f"{_interval(service, late):g}",
                    )
                    yield Finding(told, OfRealServer(director, service, real), at=late.at)
                    break
            else:
                if judged:
                    yield Finding(texts.fits, OfService(director, service))


def _interval(service: Service, check: HealthCheck) -> float | None:
    return check.interval if check.interval is not None else service.quorum.interval


def _outlasts(service: Service, check: HealthCheck) -> bool:
    interval = _interval(service, check)
    return interval is not None and check.timeout is not None and check.timeout > interval


RULE = Rule("LVS208", Severity.INFO, texts, check)
