"""VRRP as keepalived.conf writes it (keepalived.conf(5)): values as written, ``None`` or "" where nothing is.

What keepalived makes of them at run time (defaults, repairs) is ``lvsportal.engine.vrrp``'s.
"""

from collections.abc import Mapping
from typing import NamedTuple

from lvsportal.engine.model.address import Address, Prefix
from lvsportal.engine.source.source import Span


class VirtualAddress(NamedTuple):
    """A VIP that a VRRP instance holds while it is master. ``interface``: its ``dev``, else the instance's;
    ``length`` None: no prefix written, so /32 or /128. ``no_track``: a dead ``dev`` is no fault."""

    address: Address
    length: int | None
    interface: str
    at: Span
    no_track: bool = False


class Peer(NamedTuple):
    """An address of ``unicast_peer``, ``unicast_src_ip`` or ``mcast_src_ip``; the TTLs are those of a peer's line."""

    address: Address
    at: Span
    min_ttl: int | None = None
    max_ttl: int | None = None


class StaticRoute(NamedTuple):
    """``static_routes`` and ``virtual_routes``: ``gateway`` None means straight on the link."""

    prefix: Prefix
    gateway: Address | None
    interface: str
    at: Span


class SyncDaemon(NamedTuple):
    """``lvs_sync_daemon``: master while the instance is master, backup while it is not."""

    interface: str
    instance: str
    at: Span


class Authentication(NamedTuple):
    """``auth_type`` and ``auth_pass``, each "" where it is not written."""

    kind: str
    password: str
    at: Span


class Tracked(NamedTuple):
    """A line of ``track_interface``, ``track_script``, ``track_process`` or ``track_file``. ``weight`` None: none is
    written there."""

    name: str
    weight: int | None
    reverse: bool
    at: Span


class Tracking(NamedTuple):
    """What an instance or a sync group watches."""

    interfaces: tuple[Tracked, ...] = ()
    scripts: tuple[Tracked, ...] = ()
    processes: tuple[Tracked, ...] = ()
    files: tuple[Tracked, ...] = ()


class Script(NamedTuple):
    """``vrrp_script``: ``command`` with its arguments; times in seconds."""

    name: str
    command: str
    at: Span
    interval: float = 1.0
    timeout: float | None = None
    rise: int = 1
    fall: int = 1
    weight: int = 0
    reverse: bool = False
    init_fail: bool = False
    user: str = ""


class TrackedProcess(NamedTuple):
    """``vrrp_track_process``: fails under ``quorum`` (or over ``quorum_max``) processes; delays in seconds."""

    name: str
    process: str
    at: Span
    weight: int = 0
    quorum: int = 1
    quorum_max: int | None = None
    delay: float = 0.0
    terminate_delay: float | None = None
    reverse: bool = False


class TrackedFile(NamedTuple):
    """``track_file``: the number in the file × ``weight`` is added to the priority; −254 and below is FAULT.
    ``initial``: the number that ``init_file`` gives."""

    name: str
    path: str
    at: Span
    weight: int | None = None
    initial: int | None = None
    reverse: bool = False


class Notify(NamedTuple):
    """A script that is run at a transition: ``event`` is the keyword (``notify_master`` …)."""

    event: str
    command: str
    at: Span


class Garp(NamedTuple):
    """Gratuitous ARP and adverts around a transition; seconds and counts as written, None where nothing is."""

    master_delay: float | None = None
    master_refresh: float | None = None
    master_repeat: int | None = None
    master_refresh_repeat: int | None = None
    lower_prio_delay: float | None = None
    lower_prio_repeat: int | None = None
    higher_prio_send_advert: bool | None = None
    lower_prio_no_advert: bool | None = None


class VrrpInstance(NamedTuple):
    """A ``vrrp_instance``. ``places``: the span of each plain setting, by its keyword; ``at``: the head.

    ``advert_int`` and ``preempt_delay`` are seconds. ``accept``, ``strict``, ``check_unicast_src``,
    ``skip_check_adv_addr``: None where the global value counts. ``has_peer_block``: ``unicast_peer`` is written,
    if with no address in it. ``unfinished``: settings that lack their argument, at which keepalived ends.
    """

    name: str
    at: Span
    places: Mapping[str, Span]
    interface: str = ""
    state: str = ""
    virtual_router_id: int | None = None
    priority: int | None = None
    version: int | None = None
    native_ipv6: bool = False
    advert_int: float | None = None
    down_timer_adverts: int | None = None
    virtual_addresses: tuple[VirtualAddress, ...] = ()
    excluded_addresses: tuple[VirtualAddress, ...] = ()
    virtual_routes: tuple[StaticRoute, ...] = ()
    family_first: int = 0  # of the first address written in the block, peers included; 0: none is
    unicast_src_ip: Peer | None = None
    mcast_src_ip: Peer | None = None
    mcast_dst_ip: Address | None = None
    peers: tuple[Peer, ...] = ()
    has_peer_block: bool = False
    unicast_ttl: int | None = None
    unicast_fault_no_peer: bool | None = None
    check_unicast_src: bool | None = None
    skip_check_adv_addr: bool | None = None
    authentication: Authentication | None = None
    tracking: Tracking = Tracking()
    track_src_ip: bool = False
    dont_track_primary: bool = False
    vmac: str | None = None  # name of the macvlan, "" where none is written; None: no use_vmac
    vmac_xmit_base: bool = False
    nopreempt: bool = False
    preempt_delay: float | None = None
    accept: bool | None = None
    strict: bool | None = None
    sync_daemon: str = ""  # interface of the deprecated per-instance form
    garp: Garp = Garp()
    notify: tuple[Notify, ...] = ()
    unfinished: tuple[Span, ...] = ()

    @property
    def addresses(self) -> tuple[VirtualAddress, ...]:
        """All VIPs that it holds as master, the excluded ones too."""
        return self.virtual_addresses + self.excluded_addresses

    @property
    def source_address(self) -> Peer | None:
        """The source of its adverts, where one is written."""
        return self.unicast_src_ip or self.mcast_src_ip

    def place(self, keyword: str) -> Span:
        """Where a setting is written; the head where it is not."""
        return self.places.get(keyword, self.at)


class Member(NamedTuple):
    """The name of an instance in a sync group."""

    name: str
    at: Span


class SyncGroup(NamedTuple):
    """``vrrp_sync_group``: its instances go to MASTER, BACKUP and FAULT together."""

    name: str
    members: tuple[Member, ...]
    at: Span
    tracking: Tracking = Tracking()
    tracking_weight: bool = False  # sync_group_tracking_weight
    notify: tuple[Notify, ...] = ()


class VrrpDefaults(NamedTuple):
    """What ``global_defs`` says about VRRP; None where nothing is written. ``places``: spans by keyword."""

    places: Mapping[str, Span]
    version: int | None = None
    strict: bool = False
    default_interface: str = ""
    dynamic_interfaces: bool = False
    enable_script_security: bool = False
    script_user: str = ""
    mcast_group4: Address | None = None
    mcast_group6: Address | None = None
    check_unicast_src: bool = False
    skip_check_adv_addr: bool = False
    unicast_fault_no_peer: bool = False
    startup_delay: float = 0.0
    down_timer_adverts: int | None = None
    garp: Garp = Garp()


OWNER = 255  # VRRP_PRIO_OWNER: whose own address the VIP is


def accepts(instance: VrrpInstance, defaults: VrrpDefaults) -> bool:
    """Whether a MASTER takes packets to its VIPs; else keepalived's own firewall drops them, in front of ip_vs
    (``vrrp/vrrp.c: vrrp_complete_instance``; RFC 3768, section 6.4.3)."""
    strict = instance.strict if instance.strict is not None else defaults.strict
    priority = instance.priority
    if priority == OWNER or (
        priority is None and instance.state == "MASTER" and "priority" not in instance.places
    ):
        return True
    if instance.accept is None:
        return not strict
    version = instance.version if instance.version in (2, 3) else defaults.version
    return instance.accept and not (strict and instance.family_first != 6 and version != 3)


class Vrrp(NamedTuple):
    """All that one keepalived.conf says about VRRP."""

    defaults: VrrpDefaults = VrrpDefaults({})
    instances: tuple[VrrpInstance, ...] = ()
    groups: tuple[SyncGroup, ...] = ()
    scripts: tuple[Script, ...] = ()
    processes: tuple[TrackedProcess, ...] = ()
    files: tuple[TrackedFile, ...] = ()

    def drops(self, key: tuple[int, int]) -> bool:
        """Whether packets to a VIP (family and value) are dropped by keepalived's own firewall while it is held."""
        return any(
            vip.address.key == key
            for instance in self.instances
            if not accepts(instance, self.defaults)
            for vip in instance.addresses
        )
