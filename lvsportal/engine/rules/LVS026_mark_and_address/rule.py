"""LVS026: a fwmark service and an address service for the same packets on one director.

ip_vs looks for the mark first (``ip_vs_ctl.c: ip_vs_service_find``): the address service gets only what carries no mark.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS026_mark_and_address import texts
from lvsportal.engine.rules.subjects import OfService

Traffic = tuple[tuple[int, int], str, int]


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        marks = [service for service in director.services if service.vip is None]
        if marks and director.netfilter is not None:
            yield from _of(analysis, director, marks)


def _of(analysis: Analysis, director: Node, marks: list[Service]) -> Iterator[Finding]:
    by_traffic = {
        (vip.key, protocol, port): service
        for service in marks
        for vip, protocol, port in analysis.marked_traffic(director, service.fwmark, service.family) or ()
    }
    plain = {_traffic(service): service for service in director.services if service.vip is not None}
    for traffic, mark in by_traffic.items():
        beside = plain.get(traffic)
        if beside is not None:
            told = texts.both(mark=mark.fwmark)
            yield Finding(told, OfService(director, beside), related=((mark.at, "mark"),))
        else:
            yield Finding(texts.mark_alone, OfService(director, mark))


def _traffic(service: Service) -> Traffic:
    return service.vip.key if service.vip is not None else (0, 0), service.protocol, service.port


RULE = Rule("LVS026", Severity.WARNING, texts, check)
