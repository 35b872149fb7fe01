"""LVS040: a client that uses a source port again is sent to the real server of the old connection.

With ``conn_reuse_mode`` 0 a SYN that meets an entry in TIME_WAIT goes by that entry, whatever became of its destination
(``ip_vs_core.c: ip_vs_in``, is_new_conn_expected).
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Fix, Rule
from lvsportal.engine.rules.changes import set_sysctls
from lvsportal.engine.rules.LVS040_reused_ports_stick import texts
from lvsportal.engine.rules.subjects import Subject

KEY = "net.ipv4.vs.conn_reuse_mode"


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        if director.number(KEY) is not None and bool(director.services):
            yield _of(director)


def _of(director: Node) -> Finding:
    shown = (director.sysctls or {})[KEY]
    subject = Subject(director, shown.at, KEY)
    if director.number(KEY) != 0:
        return Finding(texts.set_right(value=shown.value), subject)
    fix = Fix(texts.FIX, commands=(set_sysctls(director, {KEY: 1}),))
    return Finding(texts.sticks, subject, fix=fix)


RULE = Rule("LVS040", Severity.WARNING, texts, check)
