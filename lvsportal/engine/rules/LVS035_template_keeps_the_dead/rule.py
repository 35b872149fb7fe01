"""LVS035: a persistence template goes on sending new connections to a real server of weight 0.

``ip_vs_conn.c: ip_vs_check_template`` ends a template whose destination is quiescent (weight 0) only where
``expire_quiescent_template`` is 1.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Fix, Rule
from lvsportal.engine.rules.changes import set_sysctls
from lvsportal.engine.rules.LVS035_template_keeps_the_dead import texts
from lvsportal.engine.rules.subjects import Subject

KEY = "net.ipv4.vs.expire_quiescent_template"


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        if director.number(KEY) is not None and _keeps_the_dead(director):
            yield _of(director)


def _keeps_the_dead(director: Node) -> bool:
    """Whether a failed real server of a persistent service stays in the table, with weight 0."""
    return any(
        real.checks and (real.inhibit or service.quorum.inhibit)
        for service in director.services
        if service.persistent
        for real in service.real_servers
    )


def _of(director: Node) -> Finding:
    shown = (director.sysctls or {})[KEY]
    subject = Subject(director, shown.at, KEY)
    if director.number(KEY) != 0:
        return Finding(texts.set_right(value=shown.value), subject)
    fix = Fix(texts.FIX, commands=(set_sysctls(director, {KEY: 1}),))
    return Finding(texts.kept, subject, fix=fix)


RULE = Rule("LVS035", Severity.WARNING, texts, check)
