"""LVS006 for a real server that is shown: its stations asked, half by half."""

from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node, firewall_file, interface_key
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.rules.base import Command, Fix, Outcomes, Subject
from lvsportal.engine.rules.changes import move_address, set_sysctls
from lvsportal.engine.rules.LVS006_arp_for_vip.texts import FIX, FIX_MOVE
from lvsportal.engine.rules.proof import traffic_of
from lvsportal.engine.walk.answer import Answer
from lvsportal.engine.walk.arp import announces, answers_request, facing, in_force
from lvsportal.engine.walk.simulate import world_of
from lvsportal.engine.walk.state import State, holding


class Case(NamedTuple):
    cluster: Cluster
    director: Node
    service: Service
    vip: Address
    state: State


def look(
    cluster: Cluster, director: Node, service: Service, real: RealServer, owner: Node, out: Outcomes
) -> None:
    """Decide for one real server, while ``director`` holds the VIP."""
    vip = _vip(cluster, director, service)
    if vip is None:
        needs = (Need(director.name, firewall_file(service.family)),)
        out.add("fwmark_vip", Subject(director, service, real), needs=needs)
        return
    _one(Case(cluster, director, service, vip, holding(cluster, director)), real, owner, out)


def _vip(cluster: Cluster, director: Node, service: Service) -> Address | None:
    """The VIP of a service; of a fwmark service the one that its marking rules name, else the only one there is."""
    if service.vip is not None:
        return service.vip
    traffic = traffic_of(cluster, director, service)
    if traffic is not None:
        return traffic[0]
    configuration = director.configuration
    virtual = (
        [a.address for i in configuration.instances for a in i.addresses] if configuration is not None else []
    )
    return virtual[0] if len(virtual) == 1 else None


def _one(case: Case, real: RealServer, owner: Node, out: Outcomes) -> None:
    vip = case.vip
    subject = Subject(case.director, case.service, real)
    stands = case.state.places(owner, vip)
    if stands is None:
        needs = [Need(owner.name, "ip-addr.json")] + (
            [Need(owner.name, "sysctl.txt")] if owner.sysctls is None and vip.family == 4 else []
        )
        out.add("not_shown", subject, needs=needs)
        return
    if not stands:
        out.add("no_vip", subject)
        return
    if not owner.shows_its_table and _seems_to_hold(case, owner):
        out.add("may_be_director", subject, needs=(Need(owner.name, "ipvsadm-save.txt"),))
        return
    interfaces = _facing(case, owner, real)
    if not interfaces:
        out.add("other_segment", subject)
        return
    for interface in interfaces:
        answers = answers_request(owner, vip, interface, case.state)
        speaks = announces(owner, vip, interface, case.state)
        if answers.holds is not False or speaks.holds is not False:
            _unsafe(case, owner, subject, interface, answers, speaks, out)
            return
        if "arptables" in (answers.why, speaks.why):
            out.add("arptables", subject, interface=interface)
            return
    out.add("silent", subject, interface=", ".join(interfaces))


def _seems_to_hold(case: Case, owner: Node) -> bool:
    """Whether the VIP stands on a wire of the real server and on none of the director: then it may be a director, and
    the present holder."""
    links = owner.links or {}
    stands = owner.standing(case.vip) or []
    on_wire = any(
        one.interface != "lo" and one.interface in links and links[one.interface].on_a_wire for one in stands
    )
    own = case.director.standing(case.vip)
    if own is None:  # a written configuration says who the director is; a table alone might be the backup's
        return on_wire and case.director.configuration is None
    return on_wire and not any(one.interface != "lo" for one in own)


def _facing(case: Case, owner: Node, real: RealServer) -> list[str]:
    """The interfaces of the real server on the VIP's own segment; where no segment of the VIP is known, on the RIP's."""
    world, vip = world_of(case.cluster), case.vip
    segments = {world.segment_of(vip)}
    for place in case.state.places(case.director, vip) or ():
        segments.add(world.segment_at(case.director, place.interface))
    segments.discard(None)
    if not segments:
        return facing(owner, real.address) or []
    found = [
        port.interface for segment in segments if segment for port in world.ports(segment) if port.node is owner
    ]
    return list(dict.fromkeys(found))


def _unsafe(
    case: Case, owner: Node, subject: Subject, interface: str, answers: Answer, speaks: Answer, out: Outcomes
) -> None:
    names = {
        "interface": interface,
        "ignore": in_force(owner, "arp_ignore", interface),
        "announce": in_force(owner, "arp_announce", interface, 2),
    }
    if not answers.holds and not speaks.holds:
        needs = dict.fromkeys((*answers.needs, *speaks.needs))
        out.add("not_shown", subject, needs=needs, **names)
        return
    stands = case.state.places(owner, case.vip) or []
    on_interface = any(place.interface == interface for place in stands)
    fix = _fix(owner, case.vip, interface, on_interface)
    if case.vip.family == 6:
        out.add("six_on_interface", subject, fix=fix, **names)
    elif on_interface and answers.holds:
        out.add("on_interface", subject, fix=fix, **names)
    elif answers.holds and speaks.holds:
        cause, elsewhere = _half_cure(owner, interface)
        out.add(cause, subject, fix=fix, elsewhere=elsewhere, **names)
    elif answers.holds:
        out.add("answers", subject, fix=fix, **names)
    else:
        out.add("announces", subject, fix=fix, **names)


def _fix(owner: Node, vip: Address, interface: str, on_interface: bool) -> Fix:
    if vip.family == 6 or on_interface:
        return Fix(FIX_MOVE.fill(node=owner.name, vip=vip), commands=_move(owner, vip, interface))
    return Fix(FIX.fill(node=owner.name), commands=(set_sysctls(owner, _settings(owner, interface)),))


def _settings(owner: Node, interface: str) -> dict[str, int]:
    """On `all`; and on the interface itself, where its own value is one that 1 on `all` does not outweigh."""
    own = owner.number(f"net.ipv4.conf.{interface_key(interface)}.arp_ignore")
    if own is not None and own > 2:
        return _SETTINGS | {f"net.ipv4.conf.{interface_key(interface)}.arp_ignore": 1}
    return _SETTINGS


def _move(owner: Node, vip: Address, interface: str) -> tuple[Command, ...]:
    """The VIP from the interface to `lo`, and the settings that keep it quiet there."""
    length = 32 if vip.family == 4 else 128
    move = move_address(owner, vip, interface, "lo", length)
    return (move,) if vip.family == 6 else (set_sysctls(owner, _settings(owner, interface)), move)


def _half_cure(owner: Node, interface: str) -> tuple[str, str]:
    """The settings that everyone copies, where they do nothing: on ``lo``, on ``default``, or on another interface; and
    on which."""
    for name, cause in (("lo", "lo_only"), ("default", "default_only")):
        if owner.number(f"net.ipv4.conf.{name}.arp_ignore"):
            return cause, name
    for key, found in (owner.sysctls or {}).items():
        name = key.removeprefix("net.ipv4.conf.").removesuffix(".arp_ignore")
        other = key.endswith(".arp_ignore") and name not in ("all", interface_key(interface))
        if other and found.value.isdecimal() and int(found.value):
            return "other_interface_only", name.replace("/", ".")
    return "both_halves", ""


_SETTINGS = {"net.ipv4.conf.all.arp_ignore": 1, "net.ipv4.conf.all.arp_announce": 2}
