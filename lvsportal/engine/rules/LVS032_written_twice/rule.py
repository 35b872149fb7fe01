"""LVS032: the same virtual service or the same real server twice on one director.

ip_vs knows a service by protocol, address and port (or mark), and a destination of it by address and port; the second one is
"already exists" (``ip_vs_ctl.c: ip_vs_add_service, ip_vs_add_dest``). Under DR and TUN the destination's port is the service's.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import NAT, RealServer, Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS032_written_twice import texts
from lvsportal.engine.rules.subjects import OfRealServer, OfService

Destination = tuple[tuple[int, int], int | None]


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        if director.configuration is None:
            continue
        firsts: dict[tuple[object, ...], Service] = {}
        for service in director.services:
            first = firsts.setdefault(service.key, service)
            if first is not service:
                told = texts.service_twice(first=first.at.line)
                yield Finding(told, OfService(director, service), related=((first.at, "first"),))
            else:
                yield from _real_servers(director, service)


def _real_servers(director: Node, service: Service) -> Iterator[Finding]:
    firsts: dict[Destination, RealServer] = {}
    repeated = False
    for real in service.real_servers:
        first = firsts.setdefault(_destination(service, real), real)
        if first is real:
            continue
        repeated = True
        if (first.port or service.port) == (real.port or service.port):
            told = texts.real_server_twice(first=first.at.line)
        else:
            told = texts.only_the_port_differs(first=first.at.line)
        yield Finding(told, OfRealServer(director, service, real), related=((first.at, "first"),))
    if not repeated:
        yield Finding(texts.written_once, OfService(director, service))


def _destination(service: Service, real: RealServer) -> Destination:
    """What ip_vs knows the real server by."""
    port = real.port if real.method == NAT or service.vip is None else service.port
    return real.address.key, port or service.port


RULE = Rule("LVS032", Severity.ERROR, texts, check)
