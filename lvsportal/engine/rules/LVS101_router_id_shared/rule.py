"""LVS101: one virtual_router_id for two virtual routers on one segment."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS101_router_id_shared import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.hearing import Hearing
from lvsportal.engine.vrrp.router import Router


def check(analysis: Analysis) -> Iterator[Finding]:
    foreign: set[tuple[str, str]] = set()
    for heard in analysis.vrrp.hearings:
        if heard.sender.key < heard.receiver.key and not _one_router(heard.sender, heard.receiver):
            foreign |= {heard.sender.key, heard.receiver.key}
            yield _finding(heard)
    for members in analysis.vrrp.known.classes:
        for member in members.members:
            if member.router.key not in foreign:
                yield Finding(
                    texts.own(vrid=member.router.vrid), OfInstance(member.router.node, member.router.instance)
                )


def _one_router(one: Router, other: Router) -> bool:
    """Whether the two are meant to be one virtual router: a VIP in common."""
    return any(vip.address.key in {own.address.key for own in other.all_vips} for vip in one.all_vips)


def _finding(heard: Hearing) -> Finding:
    receiver, sender = heard.receiver, heard.sender
    names = {"vrid": receiver.vrid, "other": sender.node.name, "theirs": sender.name}
    same_mac = receiver.instance.vmac is not None and sender.instance.vmac is not None
    told = texts.shared_mac(**names) if same_mac else texts.shared(**names)
    related = ((sender.instance.place("virtual_router_id"), "peer"),)
    place = receiver.instance.place("virtual_router_id")
    return Finding(told, OfInstance(receiver.node, receiver.instance), at=place, related=related)


RULE = Rule("LVS101", Severity.ERROR, texts, check)
