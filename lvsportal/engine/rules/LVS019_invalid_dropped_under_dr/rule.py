"""LVS019: a director drops packets that connection tracking calls invalid, while its replies pass it by.

Under DR and TUN the director sees the client's half of a connection only. With ``net.ipv4.vs.conntrack=1`` the first data packet
belongs to a connection whose SYN-ACK was never seen: netfilter calls it INVALID (``nf_conntrack_proto_tcp.c``).
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.netfilter import Rule as FirewallRule
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import DR, TUN
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Fix, Rule
from lvsportal.engine.rules.changes import set_sysctls
from lvsportal.engine.rules.LVS019_invalid_dropped_under_dr import texts
from lvsportal.engine.rules.subjects import Subject

KEY = "net.ipv4.vs.conntrack"
_STATE = ("--ctstate", "--state")


def check(analysis: Analysis) -> Iterator[Finding]:
    seen: set[str] = set()
    for director, service in analysis.served(DR, TUN):
        family = str(service.family)
        if director.name not in seen and director.firewall(service.family) is not None:
            seen.add(director.name)
            yield from _of(director, family)


def _of(director: Node, family: str) -> Iterator[Finding]:
    dropping = _drops_invalid(director, family)
    if dropping is None:
        return
    conntrack = director.number(KEY)
    subject = Subject(director, dropping.at, "INVALID")
    if conntrack == 1:
        fix = Fix(texts.FIX, commands=(set_sysctls(director, {KEY: 0}),))
        yield Finding(texts.dropped, subject, fix=fix)
    elif conntrack == 0:
        yield Finding(texts.untracked, subject)


def _drops_invalid(director: Node, family: str) -> FirewallRule | None:
    """The rule on ip_vs's way that drops what is invalid."""
    rules = director.netfilter.rules_on("INPUT", family) if director.netfilter is not None else []
    return next((rule for rule in rules if rule.target in ("DROP", "REJECT") and _asks_invalid(rule)), None)


def _asks_invalid(rule: FirewallRule) -> bool:
    return any(
        match.option in _STATE and "INVALID" in match.value.upper().split(",") and not match.negated
        for match in rule.matches
    )


RULE = Rule("LVS019", Severity.ERROR, texts, check)
