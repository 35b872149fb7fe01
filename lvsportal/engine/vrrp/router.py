"""What a daemon makes of its configuration: defaults, silent repairs, and what keeps it from running at all.

``vrrp/vrrp.c: vrrp_complete_instance, chk_min_cfg, check_vrid_conflicts``. Times are whole microseconds.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.vrrp import OWNER, Peer, VirtualAddress, Vrrp, VrrpInstance, accepts
from lvsportal.engine.source.source import Span

SECOND = 1_000_000
DEFAULT_PRIORITY = 100
_CENTISECOND = SECOND // 100
Key = tuple[int, int]

# Written out: parsing an IPv6 address loads the library for them.
_GROUPS = {
    4: Address(4, 0xE0000012, "224.0.0.18"),
    6: Address(6, 0xFF02 << 112 | 0x12, "ff02::12"),
}


class ProblemKind(StrEnum):
    """Why a daemon does not run."""

    NO_ROUTER_ID = "no_router_id"
    NO_INTERFACE = "no_interface"
    MISSING_INTERFACE = "missing_interface"
    MISSING_TRACKED = "missing_tracked"
    NO_VIP = "no_vip"
    DUPLICATE = "duplicate"
    UNFINISHED = "unfinished"


class Problem(NamedTuple):
    """``name``: the interface, or the other instance, that it is about."""

    kind: ProblemKind
    instance: VrrpInstance
    at: Span
    name: str = ""


class RepairKind(StrEnum):
    """What the daemon changes silently."""

    NOPREEMPT_CLEARED = "nopreempt_cleared"
    PREEMPT_DELAY_CLEARED = "preempt_delay_cleared"
    PRIORITY_REPLACED = "priority_replaced"
    UNKNOWN_STATE = "unknown_state"
    ADVERT_INT_ROUNDED = "advert_int_rounded"
    AUTH_IGNORED = "auth_ignored"
    UNICAST_TO_MULTICAST = "unicast_to_multicast"
    STRICT_STATE = "strict_state"
    OTHER_FAMILY_VIP = "other_family_vip"


class Repair(NamedTuple):
    kind: RepairKind
    at: Span


class Router(NamedTuple):
    """An instance as the daemon of one node runs it.

    ``wants_master``: state MASTER after all repairs. ``accepts``: packets to its VIPs pass keepalived's own firewall.
    ``advert``: µs; ``group``: where multicast adverts go, None for unicast.
    """

    node: Node
    instance: VrrpInstance
    family: int
    version: int
    priority: int
    wants_master: bool
    advert: int
    down_adverts: int
    nopreempt: bool
    preempt_delay: int
    startup_delay: int
    accepts: bool
    strict: bool
    auth: tuple[str, str]  # ("", "") for none; the password's first 8 characters
    vips: tuple[VirtualAddress, ...]
    excluded: tuple[VirtualAddress, ...]
    peers: tuple[Peer, ...]
    group: Address | None
    config_fault: bool
    repairs: tuple[Repair, ...]

    @property
    def name(self) -> str:
        return self.instance.name

    @property
    def vrid(self) -> int:
        return self.instance.virtual_router_id or 0

    @property
    def interface(self) -> str:
        return self.instance.interface

    @property
    def is_unicast(self) -> bool:
        return self.group is None

    @property
    def key(self) -> tuple[str, str]:
        """(node, instance): what it is known by."""
        return self.node.name, self.instance.name

    @property
    def all_vips(self) -> tuple[VirtualAddress, ...]:
        return self.vips + self.excluded

    @property
    def vip_keys(self) -> frozenset[Key]:
        return frozenset(vip.address.key for vip in self.vips)

    def skew(self, priority: int, interval: int) -> int:
        """Skew time: version 2 counts in 1/256 s, version 3 in 1/256 of the interval."""
        return (256 - priority) * (interval if self.version == 3 else SECOND) // 256

    def master_down(self, priority: int, interval: int) -> int:
        """Silence after which a BACKUP takes over."""
        return self.down_adverts * interval + self.skew(priority, interval)


class Daemon(NamedTuple):
    """keepalived's VRRP process of a node. ``problems``: why it does not run, or would not reload; none: it runs."""

    node: Node
    vrrp: Vrrp
    routers: tuple[Router, ...]
    problems: tuple[Problem, ...]

    @property
    def runs(self) -> bool:
        return not self.problems


def daemon(node: Node) -> Daemon | None:
    """The node's daemon; None: it has no VRRP instance."""
    vrrp = node.configuration.vrrp if node.configuration is not None else None
    if vrrp is None or not vrrp.instances:
        return None
    routers = tuple(_Repairing(node, vrrp, instance).router() for instance in vrrp.instances)
    problems = [problem for router in routers for problem in _problems(router, vrrp)]
    problems.extend(_duplicates(routers))
    return Daemon(node, vrrp, routers, tuple(problems))


class _Repairing:
    """Collects what is repaired on the way from an instance as written to one that runs."""

    def __init__(self, node: Node, vrrp: Vrrp, instance: VrrpInstance) -> None:
        self.node, self.vrrp, self.instance = node, vrrp, instance
        self.repairs: list[Repair] = []
        self.strict = instance.strict if instance.strict is not None else vrrp.defaults.strict
        self.family = instance.family_first or 4
        self.version = self._version()

    def router(self) -> Router:
        instance, defaults = self.instance, self.vrrp.defaults
        priority, wants_master = self._start()
        vips = tuple(vip for vip in instance.virtual_addresses if vip.address.family == self.family)
        if len(vips) < len(instance.virtual_addresses):
            self._note(RepairKind.OTHER_FAMILY_VIP, "virtual_ipaddress")
        peers = tuple(peer for peer in instance.peers if peer.address.family == self.family)
        auth = self._auth()
        if auth[0] == "AH" and priority < OWNER:
            wants_master = False
        nopreempt, delay = self._preemption(priority, wants_master)
        return Router(
            self.node,
            instance,
            self.family,
            self.version,
            priority,
            wants_master,
            self._advert(),
            (instance.down_timer_adverts or defaults.down_timer_adverts or 3) if not self.strict else 3,
            nopreempt,
            delay,
            int(defaults.startup_delay * SECOND),
            accepts(instance, defaults),
            self.strict,
            auth,
            vips,
            instance.excluded_addresses,
            peers,
            self._group(peers),
            self._unicast_fault(peers),
            tuple(self.repairs),
        )

    def _note(self, kind: RepairKind, keyword: str) -> None:
        self.repairs.append(Repair(kind, self.instance.place(keyword)))

    def _version(self) -> int:
        written = self.instance.version if self.instance.version in (2, 3) else None
        if self.family == 6:
            return 3
        default = self.vrrp.defaults.version
        return written or (default if default in (2, 3) else None) or 2

    def _start(self) -> tuple[int, bool]:
        """Priority, and whether it wants to start as MASTER."""
        state, priority = self.instance.state, self.instance.priority
        if state and state not in ("MASTER", "BACKUP"):
            self._note(RepairKind.UNKNOWN_STATE, "state")
        if "priority" in self.instance.places and (priority is None or not 1 <= priority <= OWNER):
            self._note(RepairKind.PRIORITY_REPLACED, "priority")
            priority = DEFAULT_PRIORITY
        if priority is None:
            priority = OWNER if state == "MASTER" else DEFAULT_PRIORITY
        if not state:
            return priority, priority == OWNER
        wants = state == "MASTER"
        if self.strict and wants != (priority == OWNER):
            self._note(RepairKind.STRICT_STATE, "state")
            wants = priority == OWNER
        return priority, wants

    def _preemption(self, priority: int, wants_master: bool) -> tuple[bool, int]:
        nopreempt = self.instance.nopreempt
        if nopreempt and (priority == OWNER or wants_master):
            self._note(RepairKind.NOPREEMPT_CLEARED, "nopreempt")
            nopreempt = False
        delay = int((self.instance.preempt_delay or 0) * SECOND)
        if delay and (wants_master or self.strict or nopreempt):
            self._note(RepairKind.PREEMPT_DELAY_CLEARED, "preempt_delay")
            delay = 0
        return nopreempt, delay

    def _advert(self) -> int:
        written = self.instance.advert_int
        interval = round((written or 1.0) * SECOND)
        if not SECOND // 100 <= interval <= 255 * SECOND:
            interval = SECOND
        unit, most = (SECOND, 255 * SECOND) if self.version == 2 else (_CENTISECOND, 4095 * _CENTISECOND)
        rounded = min(max((interval + unit // 2) // unit * unit, unit), most)
        if written is not None and rounded != round(written * SECOND):
            self._note(RepairKind.ADVERT_INT_ROUNDED, "advert_int")
        return rounded

    def _auth(self) -> tuple[str, str]:
        written = self.instance.authentication
        if written is None or (not written.kind and not written.password):
            return "", ""
        kind, password = written.kind, written.password[:8]
        known = kind in ("PASS", "AH") and bool(password) and not (kind == "AH" and self.family == 6)
        if self.strict or self.version == 3 or not known:
            self._note(RepairKind.AUTH_IGNORED, "authentication")
            return "", ""
        return kind, password

    def _group(self, peers: tuple[Peer, ...]) -> Address | None:
        if peers:
            return None
        if self.instance.has_peer_block or self.instance.unicast_src_ip is not None:
            self._note(RepairKind.UNICAST_TO_MULTICAST, "unicast_peer")
        defaults = self.vrrp.defaults
        default = defaults.mcast_group4 if self.family == 4 else defaults.mcast_group6
        return self.instance.mcast_dst_ip or default or _GROUPS[self.family]

    def _unicast_fault(self, peers: tuple[Peer, ...]) -> bool:
        """``unicast_fault_no_peer`` with a unicast keyword and no peers: FAULT for good."""
        instance = self.instance
        wanted = instance.unicast_fault_no_peer
        if wanted is None:
            wanted = self.vrrp.defaults.unicast_fault_no_peer
        return wanted and not peers and (instance.has_peer_block or instance.unicast_src_ip is not None)


def _problems(router: Router, vrrp: Vrrp) -> Iterator[Problem]:
    """What makes the daemon end with a permanent configuration error, at one instance."""
    instance = router.instance
    for at in instance.unfinished:
        yield Problem(ProblemKind.UNFINISHED, instance, at)
    if not 1 <= router.vrid <= 255:
        yield Problem(ProblemKind.NO_ROUTER_ID, instance, instance.place("virtual_router_id"))
    if not instance.interface:
        yield Problem(ProblemKind.NO_INTERFACE, instance, instance.at)
    if not router.vips and (router.version == 3 or router.strict):
        yield Problem(ProblemKind.NO_VIP, instance, instance.place("virtual_ipaddress"))
    if vrrp.defaults.dynamic_interfaces:
        return
    if instance.interface and has_interface(router.node, instance.interface) is False:
        place = instance.place("interface")
        yield Problem(ProblemKind.MISSING_INTERFACE, instance, place, instance.interface)
    named = [(vip.interface, vip.at) for vip in instance.addresses]
    named += [(tracked.name, tracked.at) for tracked in instance.tracking.interfaces]
    for name, at in named:
        if name and name != instance.interface and has_interface(router.node, name) is False:
            yield Problem(ProblemKind.MISSING_TRACKED, instance, at, name)


def has_interface(node: Node, name: str) -> bool | None:
    """Whether the node has the interface; None where its links are not shown."""
    return name in node.links if node.links is not None else None


def _duplicates(routers: Iterable[Router]) -> Iterator[Problem]:
    """Two multicast instances with one VRID, family, interface and group."""
    seen: dict[tuple[int, int, str, Key], Router] = {}
    for router in routers:
        if router.group is None or not router.vrid:
            continue
        key = (router.vrid, router.family, router.interface, router.group.key)
        first = seen.setdefault(key, router)
        if first is not router:
            place = router.instance.place("virtual_router_id")
            yield Problem(ProblemKind.DUPLICATE, router.instance, place, first.name)
