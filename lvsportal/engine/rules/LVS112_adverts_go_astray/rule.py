"""LVS112: advertisements do not get to the peer's interface: no common segment, or the check of their source.

Multicast advertisements are not routed; unicast ones leave by the instance's interface whatever the routes say
(``vrrp.c: open_vrrp_send_socket``). ``fib_validate_source`` drops what no route leads back to.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Need
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Told
from lvsportal.engine.rules.LVS112_adverts_go_astray import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.hearing import Hearing, Refusal
from lvsportal.engine.vrrp.pairs import Pair
from lvsportal.engine.vrrp.path import Obstacle, source_of

_OBSTACLES = (Obstacle.SEGMENTS, Obstacle.INTERFACE, Obstacle.RP_FILTER, Obstacle.MARTIAN)


def check(analysis: Analysis) -> Iterator[Finding]:
    for pair in analysis.vrrp_pairs:
        if pair.heard is not None and pair.heard.refusal in (None, Refusal.WAY):
            yield _finding(pair, pair.heard)


def _finding(pair: Pair, heard: Hearing) -> Finding:
    receiver, sender = heard.receiver, heard.sender
    subject = OfInstance(receiver.node, receiver.instance)
    if heard.obstacle in _OBSTACLES and heard.as_backup is not True:
        if heard.as_backup is None:
            return Finding(texts.filter_not_shown(other=sender.node.name), subject, needs=heard.needs)
        place = receiver.instance.place("interface")
        at = heard.places[0] if heard.obstacle is Obstacle.RP_FILTER and heard.places else place
        related = ((sender.instance.place("interface"), "peer"),)
        return Finding(_told(pair, heard), subject, at=at, related=related)
    hidden = [Need(one.node.name, "ip-addr.json") for one in (sender, receiver) if one.node.addresses is None]
    if hidden:
        return Finding(texts.wires_not_shown(other=sender.node.name), subject, needs=hidden)
    return Finding(texts.arrive(other=sender.node.name), subject)


def _told(pair: Pair, heard: Hearing) -> Told:
    other = heard.sender.node.name
    if not pair.goes_wrong:
        return texts.hidden(other=other)
    if heard.obstacle is Obstacle.RP_FILTER:
        source = source_of(heard.sender)
        if pair.flaps:
            return texts.flaps(other=other, address=source, vip=pair.vip)
        return texts.filtered(other=other, address=source, vip=pair.vip)
    if heard.obstacle is Obstacle.MARTIAN:
        return texts.own_source(other=other, address=source_of(heard.sender), vip=pair.vip)
    return texts.no_common_segment(other=other, vip=pair.vip, sending=heard.sender.interface)


RULE = Rule("LVS112", Severity.ERROR, texts, check)
