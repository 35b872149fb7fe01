"""LVS030: a hashing scheduler builds other tables on the two directors.

``sh`` and ``mh`` fill their tables from the destinations in their order and by their weights (``ip_vs_sh.c:
ip_vs_sh_reassign``, ``ip_vs_mh.c: ip_vs_mh_populate``): another order, another choice for the same client.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS030_hash_tables_differ import texts
from lvsportal.engine.rules.subjects import OfService

HASHING = ("sh", "mh")
Table = list[tuple[tuple[int, int], int | None, int]]


def check(analysis: Analysis) -> Iterator[Finding]:
    tables: dict[tuple[object, ...], list[tuple[Node, Service]]] = {}
    for director in analysis.cluster.directors:
        for service in director.services:
            if service.scheduler in HASHING:
                tables.setdefault(service.key, []).append((director, service))
    for listed in tables.values():
        (director, service), *others = listed
        for other, same in others:
            yield _compared(director, service, other, same)


def _compared(director: Node, service: Service, other: Node, same: Service) -> Finding:
    subject = OfService(director, service)
    related = ((same.at, "other"),)
    one, two = _table(service), _table(same)
    if same.scheduler == service.scheduler and one == two:
        return Finding(texts.same_tables(other=other.name), subject, related=related)
    if same.scheduler != service.scheduler:
        told = texts.other_scheduler(other=other.name, one=service.scheduler, two=same.scheduler)
        return Finding(told, subject, related=related)
    if sorted(one) == sorted(two):
        told = texts.other_order(other=other.name, scheduler=service.scheduler)
    else:
        told = texts.other_servers(other=other.name, scheduler=service.scheduler)
    return Finding(told, subject, related=related)


def _table(service: Service) -> Table:
    return [(real.address.key, real.port, real.weight) for real in service.real_servers]


RULE = Rule("LVS030", Severity.WARNING, texts, check)
