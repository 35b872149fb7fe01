"""LVS116: what one failed node, cable or wire does to a VIP that two nodes carry: nobody holds it then, or two do."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Told
from lvsportal.engine.rules.LVS116_single_failure import texts
from lvsportal.engine.rules.subjects import OfVip
from lvsportal.engine.vrrp.events import Event, EventKind
from lvsportal.engine.vrrp.router import Router
from lvsportal.engine.vrrp.simulation import ClusterState

# A daemon that hangs keeps its VIPs whatever is written, and a check that fails everywhere is LVS106's.
_KINDS = (EventKind.NODE, EventKind.DAEMON, EventKind.INTERFACE, EventKind.SCRIPT)


def check(analysis: Analysis) -> Iterator[Finding]:
    today = analysis.vrrp.today()[0]
    for text, routers in _carried(analysis).items():
        if len({router.node.name for router in routers}) > 1 and len(today.holders[text] or ()) == 1:
            yield from _of_vip(analysis, text, routers, today)


def _carried(analysis: Analysis) -> dict[str, list[Router]]:
    """The instances of each VIP, by the VIP's text."""
    addresses: dict[tuple[int, int], str] = {}
    found: dict[str, list[Router]] = {}
    for daemon in analysis.vrrp.known.daemons.values():
        for router in daemon.routers:
            for vip in router.all_vips:
                text = addresses.setdefault(vip.address.key, vip.address.text)
                found.setdefault(text, []).append(router)
    return found


def _of_vip(analysis: Analysis, text: str, routers: list[Router], today: ClusterState) -> Iterator[Finding]:
    vip = next(one for router in routers for one in router.all_vips if one.address.text == text)
    subject = OfVip(routers[0].node, vip.address, vip.at)
    nodes = {router.node.name for router in routers}
    wrong = False
    for event in analysis.vrrp.events:
        if event.kind not in _KINDS or event.node not in nodes:
            continue
        told = _told(analysis, text, event)
        if told is not None:
            wrong = True
            yield Finding(told, subject)
    if not wrong:
        yield Finding(texts.always_one, subject)


def _told(analysis: Analysis, text: str, event: Event) -> Told | None:
    after = analysis.vrrp.after((event,))
    holders = after.holders[text]
    if holders == ():
        others = _others_left(analysis, event)
        if event.kind is EventKind.NODE or not others:
            return texts.nobody_left(event=event.id)
        return texts.nobody(event=event.id)
    masters = {node for node, name in after.master_keys if _carries(analysis, node, name, text)}
    if len(holders or ()) > 1 or len(masters) > 1:
        return texts.two(event=event.id, holders=", ".join(sorted(masters)))
    return None


def _carries(analysis: Analysis, node: str, name: str, text: str) -> bool:
    daemon = analysis.vrrp.known.daemons[node]
    return any(
        vip.address.text == text for router in daemon.routers if router.name == name for vip in router.all_vips
    )


def _others_left(analysis: Analysis, event: Event) -> bool:
    return any(daemon.runs for name, daemon in analysis.vrrp.known.daemons.items() if name != event.node)


RULE = Rule("LVS116", Severity.WARNING, texts, check)
