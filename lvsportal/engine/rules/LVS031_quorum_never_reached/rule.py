"""LVS031: a quorum that the weights can never reach, or that one failed real server breaks.

keepalived counts the weights of the real servers that are alive; under ``quorum`` − ``hysteresis`` the service is down: the
sorry server takes over, or nobody (keepalived.conf(5), "quorum", "hysteresis"; ``ipwrapper.c: update_quorum_state``).
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Cause, Told
from lvsportal.engine.rules.LVS031_quorum_never_reached import texts
from lvsportal.engine.rules.subjects import OfService


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        for service in director.services:
            if service.quorum.at is not None and service.quorum.quorum > 1 and service.real_servers:
                yield _of_service(director, service)


def _of_service(director: Node, service: Service) -> Finding:
    return Finding(_judged(service), OfService(director, service), at=service.quorum.at)


def _judged(service: Service) -> Cause | Told:
    quorum, hysteresis = service.quorum.quorum, service.quorum.hysteresis
    weights = [real.weight for real in service.real_servers]
    total, largest = sum(weights), max(weights)
    if total < quorum + hysteresis:
        return texts.never_reached(quorum=quorum + hysteresis, total=total)
    if total - largest >= quorum - hysteresis:
        return texts.survives_one(quorum=quorum, total=total)
    if service.sorry_server is not None:
        return texts.sorry_server(quorum=quorum, sorry=service.sorry_server.address)
    return texts.one_breaks_it(quorum=quorum, total=total, largest=largest)


RULE = Rule("LVS031", Severity.WARNING, texts, check)
