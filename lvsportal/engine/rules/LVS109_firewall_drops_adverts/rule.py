"""LVS109: a firewall drops advertisements: protocol 112 (51 under AH), to the group or to the peer."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Told
from lvsportal.engine.rules.LVS109_firewall_drops_adverts import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.hearing import Hearing, Refusal
from lvsportal.engine.vrrp.pairs import Pair
from lvsportal.engine.vrrp.path import Obstacle


def check(analysis: Analysis) -> Iterator[Finding]:
    for pair in analysis.vrrp_pairs:
        if pair.heard is not None and pair.heard.refusal in (None, Refusal.WAY):
            yield _finding(pair, pair.heard)


def _finding(pair: Pair, heard: Hearing) -> Finding:
    """What matters is whether the lower one hears the higher one."""
    receiver, sender = heard.receiver, heard.sender
    subject = OfInstance(receiver.node, receiver.instance)
    number = 51 if sender.auth[0] == "AH" else 112
    way = heard.way
    if (
        way is not None
        and heard.obstacle in (Obstacle.FIREWALL_IN, Obstacle.FIREWALL_OUT)
        and not way.established
    ):
        at = heard.places[0] if heard.places else None
        return Finding(
            _told(pair, heard, number), subject, at=at, related=((receiver.instance.at, "instance"),)
        )
    lacking = [need for need in heard.needs if need.evidence.endswith("tables-save.txt")]
    if lacking:
        return Finding(texts.not_shown(other=sender.node.name, number=number), subject, needs=lacking)
    if heard.as_backup is None:
        return Finding(texts.condition_unknown(other=sender.node.name, number=number), subject)
    return Finding(texts.passes(other=sender.node.name, number=number), subject)


def _told(pair: Pair, heard: Hearing, number: int) -> Told:
    other = heard.sender.node.name
    if not pair.goes_wrong:
        return texts.hidden(other=other, number=number)
    if heard.obstacle is Obstacle.FIREWALL_OUT:
        return texts.dropped_on_the_way_out(other=other, number=number, vip=pair.vip)
    return texts.dropped(other=other, number=number, vip=pair.vip)


RULE = Rule("LVS109", Severity.ERROR, texts, check)
