"""LVS105: equal priorities, and priority 255 on a node that does not own the address."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.model.vrrp import OWNER
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS105_priorities import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.pairs import Pair


def check(analysis: Analysis) -> Iterator[Finding]:
    for pair in analysis.vrrp_pairs:
        if pair.heard is not None and not pair.heard.never:
            yield _finding(pair)


def _finding(pair: Pair) -> Finding:
    lower, higher = pair.lower, pair.higher
    subject = OfInstance(lower.node, lower.instance)
    place = lower.instance.place("priority")
    related = ((higher.instance.place("priority"), "peer"),)
    other, priority = higher.node.name, lower.priority
    if priority != higher.priority:
        return Finding(texts.apart(other=other, priority=priority, theirs=higher.priority), subject, at=place)
    if priority == OWNER:
        return Finding(texts.two_owners(other=other, vip=pair.vip), subject, at=place, related=related)
    return Finding(
        texts.equal(other=other, priority=priority, vip=pair.vip), subject, at=place, related=related
    )


RULE = Rule("LVS105", Severity.WARNING, texts, check)
