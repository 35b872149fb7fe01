"""LVS102: two instances for one VIP whose files differ, so that neither accepts the other's advertisements.

``vrrp/vrrp.c: vrrp_check_packet``: a refused advertisement is as if it had never been sent.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Told
from lvsportal.engine.rules.LVS102_peers_differ import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.hearing import Refusal
from lvsportal.engine.vrrp.pairs import Pair
from lvsportal.engine.vrrp.router import SECOND, Router

_KEYWORDS = {
    Refusal.VERSION: "version",
    Refusal.INTERVAL: "advert_int",
    Refusal.AUTH_TYPE: "authentication",
    Refusal.AUTH_DATA: "authentication",
    Refusal.VIP_COUNT: "virtual_ipaddress",
    Refusal.VIP_LIST: "virtual_ipaddress",
    Refusal.GROUP: "mcast_dst_ip",
    Refusal.UNICAST: "unicast_peer",
}


def check(analysis: Analysis) -> Iterator[Finding]:
    for pair in analysis.vrrp_pairs:
        yield from _pair(pair)


def _pair(pair: Pair) -> Iterator[Finding]:
    lower, higher = pair.lower, pair.higher
    subject = OfInstance(lower.node, lower.instance)
    found = _other_router(pair) if pair.heard is None else _refused(pair)
    if found is None:
        yield Finding(texts.same(other=higher.node.name), subject)
        return
    told, keyword = found
    if not pair.goes_wrong:
        told = texts.hidden(other=higher.node.name, setting=keyword)
    related = ((higher.instance.place(keyword), "peer"),)
    yield Finding(told, subject, at=lower.instance.place(keyword), related=related)


def _other_router(pair: Pair) -> tuple[Told, str]:
    """What makes them two virtual routers."""
    lower, higher, other = pair.lower, pair.higher, pair.higher.node.name
    if lower.family != higher.family:
        families = lower.family, higher.family
        told = texts.family_differs(vip=pair.vip, other=other, mine=families[0], theirs=families[1])
        return told, "virtual_ipaddress"
    told = texts.router_id_differs(vip=pair.vip, other=other, mine=lower.vrid, theirs=higher.vrid)
    return told, "virtual_router_id"


def _refused(pair: Pair) -> tuple[Told, str] | None:
    """The first thing that one of them refuses, with its keyword."""
    for one in (pair.heard, pair.back):
        keyword = _KEYWORDS.get(one.refusal) if one is not None and one.refusal is not None else None
        if one is not None and one.refusal is not None and keyword is not None:
            return _told(one.refusal, pair), keyword
    return None


def _told(refusal: Refusal, pair: Pair) -> Told:
    """Passwords are never told."""
    lower, higher, vip, other = pair.lower, pair.higher, pair.vip, pair.higher.node.name
    if refusal is Refusal.VERSION:
        return texts.version_differs(vip=vip, other=other, mine=lower.version, theirs=higher.version)
    if refusal is Refusal.INTERVAL:
        return texts.interval_differs(vip=vip, other=other, mine=_seconds(lower), theirs=_seconds(higher))
    if refusal is Refusal.AUTH_TYPE:
        kinds = lower.auth[0] or "-", higher.auth[0] or "-"
        return texts.auth_type_differs(vip=vip, other=other, mine=kinds[0], theirs=kinds[1])
    if refusal is Refusal.AUTH_DATA:
        return texts.password_differs(vip=vip, other=other)
    if refusal is Refusal.GROUP:
        return texts.group_differs(vip=vip, other=other, mine=lower.group, theirs=higher.group)
    if refusal is Refusal.UNICAST and lower.is_unicast:
        return texts.unicast_here(vip=vip, other=other)
    if refusal is Refusal.UNICAST:
        return texts.multicast_here(vip=vip, other=other)
    return texts.vips_differ(vip=vip, other=other, mine=_listed(lower), theirs=_listed(higher))


def _seconds(router: Router) -> str:
    return f"{router.advert / SECOND:g} s"


def _listed(router: Router) -> str:
    shown = ", ".join(vip.address.text for vip in router.vips[:4]) or "-"
    return shown if len(router.vips) <= 4 else f"{shown} … ({len(router.vips)})"


RULE = Rule("LVS102", Severity.ERROR, texts, check)
