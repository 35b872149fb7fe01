"""LVS041: netfilter's connection table of a director is nearly full.

At ``nf_conntrack_max`` new connections are dropped (``nf_conntrack_core.c: __nf_conntrack_alloc``, "table full, dropping packet").
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS041_connection_table_near_full import texts
from lvsportal.engine.rules.subjects import Subject

COUNT, MOST = "net.netfilter.nf_conntrack_count", "net.netfilter.nf_conntrack_max"
NEARLY_FULL = 0.8  # of the table


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        count, most = director.number(COUNT), director.number(MOST)
        if count is not None and most:
            yield _of(director, count, most)


def _of(director: Node, count: int, most: int) -> Finding:
    subject = Subject(director, (director.sysctls or {})[COUNT].at, COUNT)
    if count >= most * NEARLY_FULL:
        return Finding(texts.nearly_full(count=count, most=most), subject)
    return Finding(texts.room_left(count=count, most=most), subject)


RULE = Rule("LVS041", Severity.WARNING, texts, check)
