"""LVS116: what one failed node, cable or wire does to a VIP that two nodes carry: nobody holds it then, or two do."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.model.vrrp import VirtualAddress
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Cause, Told
from lvsportal.engine.rules.LVS116_single_failure import texts
from lvsportal.engine.rules.subjects import OfVip
from lvsportal.engine.vrrp.events import Event, EventKind

Carrier = tuple[str, str, str]  # node, instance, interface of the VIP
# A daemon that hangs keeps its VIPs whatever is written, and a check that fails everywhere is LVS106's.
_KINDS = (EventKind.NODE, EventKind.DAEMON, EventKind.INTERFACE, EventKind.SCRIPT)


def check(analysis: Analysis) -> Iterator[Finding]:
    if len(analysis.vrrp.known.daemons) < 2:
        return
    today = analysis.vrrp.today()[0]
    for carriers, vips in _alike(analysis).items():
        first = vips[0][1].address.text
        if len(today.holders[first] or ()) != 1:
            continue
        if len({node for node, _, _ in carriers}) < 2:
            peers = _peers_without(analysis, carriers[0])
            causes: list[Told | Cause] = [texts.only_here(other=peers[0])] if peers else []
        else:
            causes = _causes(analysis, first, carriers) or [texts.always_one]
        for node, vip in vips:
            for cause in causes:
                yield Finding(cause, OfVip(node, vip.address, vip.at))


def _peers_without(analysis: Analysis, carrier: Carrier) -> list[str]:
    """The nodes that run the same virtual router and do not have the VIP: it is gone with its node."""
    own = carrier[:2]
    return [
        heard.receiver.node.name
        for heard in analysis.vrrp.hearings
        if heard.sender.key == own and heard.refusal is None
    ]


def _causes(analysis: Analysis, vip: str, carriers: tuple[Carrier, ...]) -> list[Told | Cause]:
    """What goes wrong, each once with the first event that leads to it."""
    found: dict[str, Told | Cause] = {}
    for event in analysis.vrrp.events:
        told = _told(analysis, vip, carriers, event)
        if told is not None:
            found.setdefault(told.cause.name, told)
    return list(found.values())


def _alike(analysis: Analysis) -> dict[tuple[Carrier, ...], list[tuple[Node, VirtualAddress]]]:
    """VIPs by the instances that carry them: what happens to one of them happens to all."""
    carriers: dict[tuple[int, int], list[Carrier]] = {}
    written: dict[tuple[int, int], tuple[Node, VirtualAddress]] = {}
    for daemon in analysis.vrrp.known.daemons.values():
        for router in daemon.routers:
            for vip in router.all_vips:
                carriers.setdefault(vip.address.key, []).append((*router.key, vip.interface))
                written.setdefault(vip.address.key, (daemon.node, vip))
    found: dict[tuple[Carrier, ...], list[tuple[Node, VirtualAddress]]] = {}
    for address, keys in carriers.items():
        found.setdefault(tuple(keys), []).append(written[address])
    return found


def _told(analysis: Analysis, vip: str, carriers: tuple[Carrier, ...], event: Event) -> Told | None:
    """What the event does to the VIPs of these instances; None where one node holds them afterwards."""
    nodes = {node for node, _, _ in carriers}
    if event.kind not in _KINDS or event.node not in nodes:
        return None
    after = analysis.vrrp.after((event,))
    holders = after.holders[vip]
    if holders == ():
        left = event.kind is EventKind.NODE or not _others_left(analysis, event)
        return texts.nobody_left(event=event.id) if left else texts.nobody(event=event.id)
    masters = sorted({node for node, name, _ in carriers if (node, name) in after.master_keys})
    if len(holders or ()) > 1 or len(masters) > 1:
        return texts.two(event=event.id, holders=", ".join(masters))
    return None


def _others_left(analysis: Analysis, event: Event) -> bool:
    return any(daemon.runs for name, daemon in analysis.vrrp.known.daemons.items() if name != event.node)


RULE = Rule("LVS116", Severity.WARNING, texts, check)
