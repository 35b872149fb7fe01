"""LVS103: ``unicast_peer`` does not name the peer, names the node itself, or an address that the peer does not listen on.

The unicast socket is bound to the node's own source address (``vrrp_scheduler.c: vrrp_create_sockpool``).
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Need
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Told
from lvsportal.engine.rules.LVS103_unicast_peers import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.hearing import Hearing, Refusal
from lvsportal.engine.vrrp.pairs import Pair
from lvsportal.engine.vrrp.path import source_of
from lvsportal.engine.vrrp.router import Router


def check(analysis: Analysis) -> Iterator[Finding]:
    for pair in analysis.vrrp_pairs:
        if pair.heard is not None and pair.heard.sender.is_unicast and pair.heard.receiver.is_unicast:
            yield from _pair(pair, pair.heard)


def _pair(pair: Pair, heard: Hearing) -> Iterator[Finding]:
    """What matters is whether the lower one hears the higher one."""
    sender, receiver = heard.sender, heard.receiver
    hidden = [one for one in (sender, receiver) if source_of(one) is None]
    names = {"other": sender.node.name, "address": source_of(sender), "vip": pair.vip}
    if heard.refusal is Refusal.SOURCE_CHECK:
        yield _finding(texts.source_refused(**names), receiver, sender, pair)
    elif heard.refusal is Refusal.TTL:
        yield _finding(texts.ttl_refused(**names), receiver, sender, pair)
    elif heard.refusal in (Refusal.NOT_A_PEER, Refusal.OTHER_ADDRESS):
        told = _missing(sender, receiver, heard, pair)
        yield _finding(told, sender, receiver, pair)
    elif hidden:
        needs = [Need(one.node.name, "ip-addr.json") for one in hidden]
        yield Finding(texts.source_not_shown(other=receiver.node.name), _subject(sender), needs=needs)
    else:
        yield Finding(texts.named(other=receiver.node.name), _subject(sender))


def _subject(router: Router) -> OfInstance:
    return OfInstance(router.node, router.instance)


def _missing(sender: Router, receiver: Router, heard: Hearing, pair: Pair) -> Told:
    own = source_of(sender)
    names = {"other": receiver.node.name, "address": source_of(receiver), "vip": pair.vip}
    if own is not None and any(peer.address.key == own.key for peer in sender.peers):
        return texts.names_itself(**names)
    return texts.other_address(**names) if heard.refusal is Refusal.OTHER_ADDRESS else texts.not_named(**names)


def _finding(told: Told, owner: Router, other: Router, pair: Pair) -> Finding:
    if not pair.goes_wrong:
        told = texts.hidden(other=other.node.name)
    source = other.instance.source_address
    related = [(source.at if source is not None else other.instance.place("interface"), "peer")]
    return Finding(told, _subject(owner), at=owner.instance.place("unicast_peer"), related=related)


RULE = Rule("LVS103", Severity.ERROR, texts, check)
