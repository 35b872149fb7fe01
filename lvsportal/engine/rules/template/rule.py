"""LVS000: TITLE. TODO: the kernel's or keepalived's source that makes it so."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.services import DR, NAT, TUN
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.subjects import OfRealServer
from lvsportal.engine.rules.template import texts


def check(analysis: Analysis) -> Iterator[Finding]:
    for director, service in analysis.served(DR, TUN, NAT):
        for real in service.real_servers:
            # TODO: decide. texts.wrong(port=…) where it goes wrong, texts.right where it was looked at and holds.
            yield Finding(texts.not_decided, OfRealServer(director, service, real))


RULE = Rule("LVS000", Severity.WARNING, texts, check)
