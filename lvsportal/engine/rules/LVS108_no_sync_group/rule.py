"""LVS108: a NAT director whose outside and inside VIPs can part: replies go by a gateway that is another node."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import NAT
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS108_no_sync_group import texts
from lvsportal.engine.rules.subjects import OfInstance
from lvsportal.engine.vrrp.events import EventKind
from lvsportal.engine.vrrp.router import Daemon, Router


def check(analysis: Analysis) -> Iterator[Finding]:
    for daemon in analysis.vrrp.known.daemons.values():
        for outside in daemon.routers if daemon.runs else ():
            inside = _inside(daemon, outside) if _serves_by_nat(daemon.node, outside) else None
            if inside is not None:
                yield _finding(analysis, daemon, outside, inside)


def _serves_by_nat(node: Node, router: Router) -> bool:
    vips = {vip.address.key for vip in router.all_vips}
    return any(
        service.vip is not None and service.vip.key in vips and service.method == NAT
        for service in node.services
    )


def _inside(daemon: Daemon, outside: Router) -> Router | None:
    """An instance on another interface whose VIPs serve nothing: the real servers' gateway."""
    served = {service.vip.key for service in daemon.node.services if service.vip is not None}
    for router in daemon.routers:
        gateway = not any(vip.address.key in served for vip in router.all_vips)
        if router is not outside and router.interface != outside.interface and gateway:
            return router
    return None


def _finding(analysis: Analysis, daemon: Daemon, outside: Router, inside: Router) -> Finding:
    subject = OfInstance(daemon.node, outside.instance)
    event = _parting(analysis, outside, inside)
    if event is None:
        return Finding(texts.together(inside=inside.name), subject)
    related = ((inside.instance.at, "inside"),)
    return Finding(texts.part(inside=inside.name, event=event), subject, related=related)


def _parting(analysis: Analysis, outside: Router, inside: Router) -> str | None:
    """The first event on an interface after which the two are on different nodes."""
    for event in analysis.vrrp.events:
        if event.kind is not EventKind.INTERFACE:
            continue
        state = analysis.vrrp.after((event,))
        nodes = [{node for node, name in state.master_keys if name == one.name} for one in (outside, inside)]
        if nodes[0] and nodes[1] and not nodes[0] & nodes[1]:
            return event.id
    return None


RULE = Rule("LVS108", Severity.WARNING, texts, check)
