"""LVS115: keepalived's own firewall drops what clients send to the VIP: ``vrrp_strict`` and ``no_accept``.

``vrrp/vrrp_nftables.c``: a chain at hook input, priority -1, drops packets to the VIPs of a MASTER that may not accept;
``ip_vs_core.c``: ip_vs works at LOCAL_IN, behind it.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Edit, Finding, Fix, Rule
from lvsportal.engine.rules.LVS115_own_firewall_drops_vip import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.source.source import Span
from lvsportal.engine.vrrp.router import Router


def check(analysis: Analysis) -> Iterator[Finding]:
    for daemon in analysis.vrrp.known.daemons.values():
        for router in daemon.routers:
            subject = OfInstance(daemon.node, router.instance)
            if router.accepts:
                yield Finding(texts.accepts, subject)
            else:
                yield _finding(router, subject, daemon.vrrp.defaults.places.get("vrrp_strict"))


def _finding(router: Router, subject: OfInstance, strict: Span | None) -> Finding:
    instance = router.instance
    served = {service.vip.key for service in router.node.services if service.vip is not None}
    vips = [vip for vip in router.all_vips if vip.address.key in served]
    keyword = "no_accept" if "no_accept" in instance.places else "vrrp_strict"
    at = instance.places.get("no_accept") or instance.places.get("strict_mode") or strict or instance.at
    if not router.all_vips:
        return Finding(texts.accepts, subject)
    vip = (vips or list(router.all_vips))[0].address
    if not vips:
        return Finding(texts.no_service(setting=keyword, vip=vip), subject, at=at)
    return Finding(texts.dropped(setting=keyword, vip=vip), subject, at=at, fix=_fix(router, strict))


def _fix(router: Router, strict: Span | None) -> Fix | None:
    """Take out the one word that asks for it."""
    places = router.instance.places
    if "no_accept" in places and not router.strict:
        return Fix(texts.FIX_ACCEPT, (Edit(places["no_accept"], "accept"),))
    if strict is not None and router.instance.strict is None and "no_accept" not in places:
        return Fix(texts.FIX_STRICT, (Edit(strict, ""),))
    return None


RULE = Rule("LVS115", Severity.ERROR, texts, check)
