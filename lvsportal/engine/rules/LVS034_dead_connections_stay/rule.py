"""LVS034: connections of a real server that was taken out are kept, and their packets dropped.

With ``expire_nodest_conn`` 0 a packet of an entry whose destination is gone is dropped without a word until the entry times out
(``ip_vs_core.c: ip_vs_in``; Documentation/networking/ipvs-sysctl.rst).
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Fix, Rule
from lvsportal.engine.rules.changes import set_sysctls
from lvsportal.engine.rules.LVS034_dead_connections_stay import texts
from lvsportal.engine.rules.subjects import Subject

KEY = "net.ipv4.vs.expire_nodest_conn"


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        if director.number(KEY) is not None and _takes_out(director):
            yield _of(director)


def _takes_out(director: Node) -> bool:
    """Whether a check of the director removes a real server from the table."""
    return any(
        real.checks and not (real.inhibit or service.quorum.inhibit)
        for service in director.services
        for real in service.real_servers
    )


def _of(director: Node) -> Finding:
    shown = (director.sysctls or {})[KEY]
    subject = Subject(director, shown.at, KEY)
    if director.number(KEY) != 0:
        return Finding(texts.set_right(value=shown.value), subject)
    fix = Fix(texts.FIX, commands=(set_sysctls(director, {KEY: 1}),))
    return Finding(texts.kept, subject, fix=fix)


RULE = Rule("LVS034", Severity.WARNING, texts, check)
