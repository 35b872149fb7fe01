"""LVS102: two instances for one VIP whose files differ, so that neither accepts the other's advertisements.

``vrrp/vrrp.c: vrrp_check_packet``: a refused advertisement is as if it had never been sent.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS102_peers_differ import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.hearing import Refusal
from lvsportal.engine.vrrp.pairs import Pair
from lvsportal.engine.vrrp.router import SECOND, Router

_CAUSES = {
    Refusal.VERSION: (texts.version_differs, "version"),
    Refusal.INTERVAL: (texts.interval_differs, "advert_int"),
    Refusal.AUTH_TYPE: (texts.auth_type_differs, "authentication"),
    Refusal.AUTH_DATA: (texts.password_differs, "authentication"),
    Refusal.VIP_COUNT: (texts.vips_differ, "virtual_ipaddress"),
    Refusal.VIP_LIST: (texts.vips_differ, "virtual_ipaddress"),
    Refusal.GROUP: (texts.group_differs, "mcast_dst_ip"),
    Refusal.UNICAST: (texts.unicast_on_one_side, "unicast_peer"),
}


def check(analysis: Analysis) -> Iterator[Finding]:
    for pair in analysis.vrrp_pairs:
        yield from _pair(pair)


def _pair(pair: Pair) -> Iterator[Finding]:
    lower, higher = pair.lower, pair.higher
    subject = OfInstance(lower.node, lower.instance)
    if pair.heard is None:
        cause, keyword = texts.router_id_differs(**_names(pair, lower.vrid, higher.vrid)), "virtual_router_id"
        if lower.family != higher.family:
            cause, keyword = (
                texts.family_differs(**_names(pair, lower.family, higher.family)),
                "virtual_ipaddress",
            )
    else:
        refusals = [
            one.refusal for one in (pair.heard, pair.back) if one is not None and one.refusal in _CAUSES
        ]
        if not refusals or refusals[0] is None:
            yield Finding(texts.same(other=higher.node.name), subject)
            return
        made, keyword = _CAUSES[refusals[0]]
        names = _names(pair, *_values(refusals[0], lower, higher))
        cause = made(**{name: names[name] for name in made.wanted & names.keys()})
    if not pair.goes_wrong:
        cause = texts.hidden(other=higher.node.name, setting=keyword)
    related = ((higher.instance.place(keyword), "peer"),)
    yield Finding(cause, subject, at=lower.instance.place(keyword), related=related)


def _names(pair: Pair, mine: object, other: object) -> dict[str, object]:
    return {"vip": pair.vip.text, "other": pair.higher.node.name, "mine": mine, "theirs": other}


def _values(refusal: Refusal, lower: Router, higher: Router) -> tuple[object, object]:
    """What both say. Passwords are never told."""
    if refusal is Refusal.VERSION:
        return lower.version, higher.version
    if refusal is Refusal.INTERVAL:
        return _seconds(lower), _seconds(higher)
    if refusal is Refusal.AUTH_TYPE:
        return lower.auth[0] or "-", higher.auth[0] or "-"
    if refusal is Refusal.GROUP:
        return lower.group, higher.group
    if refusal in (Refusal.VIP_COUNT, Refusal.VIP_LIST):
        return _listed(lower), _listed(higher)
    if refusal is Refusal.UNICAST:
        return ("unicast", "multicast") if lower.is_unicast else ("multicast", "unicast")
    return "", ""


def _seconds(router: Router) -> str:
    return f"{router.advert / SECOND:g} s"


def _listed(router: Router) -> str:
    shown = ", ".join(vip.address.text for vip in router.vips[:4]) or "-"
    return shown if len(router.vips) <= 4 else f"{shown} … ({len(router.vips)})"


RULE = Rule("LVS102", Severity.ERROR, texts, check)
