"""LVS006 for a real server that is shown: who answers, and what it announces, half by half."""

from typing import NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need, Node, firewall_file, interface_key
from lvsportal.engine.rules.base import Finding, Fix
from lvsportal.engine.rules.causes import Cause, Told
from lvsportal.engine.rules.changes import keep_sysctls, move_address, set_sysctls
from lvsportal.engine.rules.LVS006_arp_for_vip import texts
from lvsportal.engine.rules.rule_walks import traffic_of
from lvsportal.engine.rules.shell import is_interface
from lvsportal.engine.rules.subjects import OfRealServer
from lvsportal.engine.walk.answer import Answer
from lvsportal.engine.walk.arp import announces, answers_request, facing, in_force


class Case(NamedTuple):
    """A real server, ``owner`` its node, while the subject's director holds ``vip``."""

    analysis: Analysis
    subject: OfRealServer
    owner: Node
    vip: Address

    @property
    def director(self) -> Node:
        return self.subject.director


class Halves(NamedTuple):
    """Of one interface: does it answer for the VIP, does it announce it?"""

    interface: str
    answers: Answer
    announces: Answer

    @property
    def quiet(self) -> bool:
        return self.answers.holds is False and self.announces.holds is False

    @property
    def open(self) -> bool:
        """Neither surely speaks."""
        return not self.answers.holds and not self.announces.holds


def halves(analysis: Analysis, subject: OfRealServer, owner: Node) -> Finding:
    """Decide for one real server, while its director holds the VIP."""
    vip = _vip(analysis, subject)
    if vip is None:
        needs = (Need(subject.director.name, firewall_file(subject.service.family)),)
        return Finding(texts.fwmark_vip, subject, needs=needs)
    case = Case(analysis, subject, owner, vip)
    stands = analysis.state(subject.director).places(owner, vip)
    if stands is None:
        names = ["ip-addr.json"] + (["sysctl.txt"] if owner.sysctls is None and vip.family == 4 else [])
        return Finding(texts.not_shown, subject, needs=[Need(owner.name, name) for name in names])
    if not stands:
        return Finding(texts.no_vip, subject)
    if not owner.shows_its_table and _seems_to_hold(case):
        return Finding(texts.may_be_director, subject, needs=(Need(owner.name, "ipvsadm-save.txt"),))
    return _on_interfaces(case, _facing(case))


def _vip(analysis: Analysis, subject: OfRealServer) -> Address | None:
    """The VIP of a service; of a fwmark service the one that its marking rules name, else the only one there is."""
    if subject.service.vip is not None:
        return subject.service.vip
    traffic = traffic_of(analysis, subject.director, subject.service)
    if traffic is not None:
        return traffic[0]
    configuration = subject.director.configuration
    instances = configuration.instances if configuration is not None else ()
    virtual = [address.address for instance in instances for address in instance.addresses]
    return virtual[0] if len(virtual) == 1 else None


def _seems_to_hold(case: Case) -> bool:
    """Whether the VIP stands on a wire of the real server and on none of the director: then it may be a director, and
    the present holder."""
    links = case.owner.links or {}
    on_wire = any(
        place.interface != "lo" and place.interface in links and links[place.interface].on_a_wire
        for place in case.owner.standing(case.vip) or ()
    )
    own = case.director.standing(case.vip)
    if own is None:  # a written configuration says who the director is; a table alone might be the backup's
        return on_wire and case.director.configuration is None
    return on_wire and not any(place.interface != "lo" for place in own)


def _facing(case: Case) -> list[str]:
    """The interfaces of the real server on the VIP's own segment; where no segment of the VIP is known, on the RIP's."""
    topology, vip = case.analysis.topology, case.vip
    segments = {topology.segment_of(vip)}
    for place in case.analysis.state(case.director).places(case.director, vip) or ():
        segments.add(topology.segment_at(case.director, place.interface))
    segments.discard(None)
    if not segments:
        return facing(case.owner, case.subject.real.address) or []
    ports = [port for segment in segments if segment for port in topology.ports(segment)]
    return list(dict.fromkeys(port.interface for port in ports if port.node is case.owner))


def _on_interfaces(case: Case, interfaces: list[str]) -> Finding:
    if not interfaces:
        return Finding(texts.other_segment, case.subject)
    state = case.analysis.state(case.director)
    for interface in interfaces:
        half = Halves(
            interface,
            answers_request(case.owner, case.vip, interface, state),
            announces(case.owner, case.vip, interface, state),
        )
        if not half.quiet:
            return _speaks(case, half)
        if "arptables" in (half.answers.why, half.announces.why):
            return Finding(texts.arptables(interface=interface), case.subject)
    return Finding(texts.silent(interface=", ".join(interfaces)), case.subject)


def _speaks(case: Case, half: Halves) -> Finding:
    if half.open:
        needs = dict.fromkeys((*half.answers.needs, *half.announces.needs))
        return Finding(texts.not_shown, case.subject, needs=needs)
    places = case.analysis.state(case.director).places(case.owner, case.vip) or []
    on_interface = any(place.interface == half.interface for place in places)
    fix = _fix(case.owner, case.vip, half.interface, on_interface)
    return Finding(_cause(case, half, on_interface), case.subject, fix=fix)


def _cause(case: Case, half: Halves, on_interface: bool) -> Cause | Told:
    """Which half fails, and by which half-cure."""
    owner, interface = case.owner, half.interface
    ignore = in_force(owner, "arp_ignore", interface)
    announce = in_force(owner, "arp_announce", interface, 2)
    if case.vip.family == 6:
        return texts.six_on_interface(interface=interface)
    if on_interface and half.answers.holds:
        return texts.on_interface(interface=interface, ignore=ignore)
    if half.answers.holds and half.announces.holds:
        return _half_cure(owner, interface, ignore, announce)
    if half.answers.holds:
        return texts.answers(interface=interface, ignore=ignore)
    return texts.announces(interface=interface, announce=announce)


def _half_cure(owner: Node, interface: str, ignore: int | None, announce: int | None) -> Told:
    """The settings that everyone copies, where they do nothing: on ``lo``, on ``default``, or on another interface."""
    values = {"interface": interface, "ignore": ignore, "announce": announce}
    if owner.number("net.ipv4.conf.lo.arp_ignore"):
        return texts.lo_only(**values)
    if owner.number("net.ipv4.conf.default.arp_ignore"):
        return texts.default_only(**values)
    for key, sysctl in (owner.sysctls or {}).items():
        name = key.removeprefix("net.ipv4.conf.").removesuffix(".arp_ignore")
        other = key.endswith(".arp_ignore") and name not in ("all", interface_key(interface))
        if other and sysctl.value.isdecimal() and int(sysctl.value):
            return texts.other_interface_only(elsewhere=name.replace("/", "."), **values)
    return texts.both_halves(**values)


def _fix(owner: Node, vip: Address, interface: str, on_interface: bool) -> Fix | None:
    settings = _settings(owner, interface)
    quiet = (set_sysctls(owner, settings), *keep_sysctls(owner, settings, "arp"))
    if vip.family == 4 and not on_interface:
        return Fix(texts.FIX.fill(node=owner.name), commands=quiet)
    move = move_address(owner, vip, interface, "lo", vip.bits)
    if move is None:
        return None
    commands = (move,) if vip.family == 6 else (*quiet, move)
    return Fix(texts.FIX_MOVE.fill(node=owner.name, vip=vip), commands=commands)


def _settings(owner: Node, interface: str) -> dict[str, int]:
    """On `all`; and on the interface itself, where its own value is one that 1 on `all` does not outweigh."""
    own = owner.number(f"net.ipv4.conf.{interface_key(interface)}.arp_ignore")
    if own is not None and own > 2 and is_interface(interface):
        return _SETTINGS | {f"net.ipv4.conf.{interface_key(interface)}.arp_ignore": 1}
    return _SETTINGS


_SETTINGS = {"net.ipv4.conf.all.arp_ignore": 1, "net.ipv4.conf.all.arp_announce": 2}
