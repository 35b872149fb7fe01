"""LVS038: UDP questions of one client all go to one real server.

ip_vs keeps an entry by client address and port for UDP too (300 s, ``ip_vs_proto_udp.c``): a resolver that asks from one port
stays with one real server, and with a dead one until the entry ends. ``ops`` schedules each packet by itself.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS038_resolver_sticks import texts
from lvsportal.engine.rules.subjects import OfService

ONE_QUESTION_ONE_ANSWER = frozenset({53, 123, 514, 1812, 1813})  # DNS, NTP, syslog, RADIUS


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        for service in director.services:
            if service.protocol == "UDP" and service.port in ONE_QUESTION_ONE_ANSWER:
                subject = OfService(director, service)
                yield Finding(texts.each_packet if service.ops else texts.sticks, subject)


RULE = Rule("LVS038", Severity.WARNING, texts, check)
