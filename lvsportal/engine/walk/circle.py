"""Two directors that are each other's real servers: does the one that gets a packet hand it back?"""

from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import NAT, Service
from lvsportal.engine.walk.answer import Answer, unknown
from lvsportal.engine.walk.arp import macs_towards
from lvsportal.engine.walk.ipvs import choices, shown_address_service, stands_aside
from lvsportal.engine.walk.netfilter import Packet, mark_of, marked_traffic


class Taken(NamedTuple):
    """What ip_vs of the receiving director does with a packet that the other one forwarded.

    ``answer``: whether it takes it. ``service``: the service that does. ``back``: whether it can choose the sender."""

    answer: Answer
    service: Service | None = None
    back: bool = False


def traffic_of(node: Node, service: Service) -> tuple[Address, str, int] | None:
    """VIP, protocol and port of a service's packets; for a fwmark service from the rules that mark them."""
    if service.vip is not None:
        return service.vip, service.protocol, service.port
    marked = marked_traffic(node, service.fwmark)
    return marked[0] if marked else None


def taken(sender: Node, receiver: Node, service: Service) -> Taken:
    """``sender`` holds the VIP and forwards a packet of ``service`` to ``receiver``, unchanged but for MAC and TTL."""
    aside = stands_aside(receiver, holds_vip=False)
    if aside.holds:
        return Taken(Answer(False, why="backup_only"))
    found = _lookup(sender, receiver, service)
    if found.answer.holds and aside.holds is None:
        return found._replace(answer=aside)
    return found


def _lookup(sender: Node, receiver: Node, service: Service) -> Taken:
    traffic = traffic_of(sender, service)
    marked_services = {other.fwmark: other for other in receiver.active_services if other.vip is None}
    address_service = shown_address_service(receiver, *_vip_port(traffic)) if traffic else None
    if marked_services:
        vip, protocol, port = traffic or (None, "TCP", 0)
        mark = mark_of(receiver, Packet(vip, protocol, port, macs_towards(sender, receiver)))
        if mark.value is None:
            need = (
                Need(sender.name, "ip-link.json")
                if mark.missing == "mac"
                else Need(receiver.name, "iptables-save.txt")
            )
            return Taken(Answer(None, (need,), "mark"))
        if mark.value in marked_services:
            return _by(marked_services[mark.value], sender, service, "fwmark")
    if traffic is None:
        if not any(other.vip is not None for other in receiver.active_services):
            return Taken(Answer(False, why="unmarked"))
        return Taken(unknown(sender.name, "iptables-save.txt", why="mark"))
    if address_service is not None:
        left = "beside" if marked_services or service.vip is None else "service"
        return _by(address_service, sender, service, left)
    return Taken(Answer(False, why="unmarked" if marked_services else "no_service"))


def _vip_port(traffic: tuple[Address, str, int]) -> tuple[Address, int, str]:
    return traffic[0], traffic[2], traffic[1]


def _by(found: Service, sender: Node, service: Service, why: str) -> Taken:
    own = set(sender.own_addresses())
    back = any(real.address.key in own and real.method != NAT for real in choices(found))
    if back and found.scheduler == "sh" and service.scheduler == "sh" and _same_table(found, service):
        return Taken(Answer(True, why="sh"), found, False)
    return Taken(Answer(True, why=why), found, back)


def _same_table(one: Service, other: Service) -> bool:
    return [(real.address.key, real.weight) for real in one.real_servers] == [
        (real.address.key, real.weight) for real in other.real_servers
    ]
