"""Faults and priorities: interfaces, scripts, processes and files that an instance watches (``vrrp/vrrp_track.c``)."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from lvsportal.engine.model.node import InterfaceAddress, Node
from lvsportal.engine.model.vrrp import OWNER, Script, Tracked, Tracking
from lvsportal.engine.source.source import Span
from lvsportal.engine.vrrp.router import SECOND, Daemon, Router, has_interface


class WatchKind(StrEnum):
    INTERFACE = "interface"
    SCRIPT = "script"
    PROCESS = "process"


class Watch(NamedTuple):
    """Something that an instance watches. ``weight`` 0: its failure is a fault. ``reverse``: success and failure
    change places. ``fall``, ``rise``: µs until a failure, a recovery counts."""

    kind: WatchKind
    name: str
    weight: int
    reverse: bool
    at: Span
    fall: int = 0
    rise: int = 0

    def change(self, works: bool) -> int:
        """What it adds to the priority; ``reverse`` turns the sign, not the condition
        (``process_script_update_priority``)."""
        added = self.weight if works == (self.weight > 0) else 0
        return -added if self.reverse else added


class FaultKind(StrEnum):
    """Why an instance is in FAULT from the start."""

    CONFIG = "config"
    NO_ADDRESS = "no_address"
    NO_SOURCE = "no_source"
    LINK = "link"
    SCRIPT = "script"
    MISSING_INTERFACE = "missing_interface"
    FILE = "file"


class Fault(NamedTuple):
    kind: FaultKind
    at: Span
    name: str = ""


class Dropped(NamedTuple):
    """A weight that a sync group takes away: of a member's script all of it, of a member's interface the weight."""

    watch: Tracked
    is_script: bool


class Watched(NamedTuple):
    """What one instance depends on. ``file_change``: what tracked files add."""

    watches: tuple[Watch, ...]
    faults: tuple[Fault, ...]
    dropped: tuple[Dropped, ...]
    file_change: int = 0

    def faulty(self, failed: Iterable[tuple[WatchKind, str]]) -> bool:
        """Whether the instance is in FAULT with these failures."""
        down = set(failed)
        return bool(self.faults) or any(
            not watch.weight and ((watch.kind, watch.name) in down) != watch.reverse for watch in self.watches
        )

    def priority(self, base: int, failed: Iterable[tuple[WatchKind, str]]) -> int:
        """The effective priority: clamped to 1..254; an owner's 255 never changes."""
        if base == OWNER:
            return base
        down = set(failed)
        total = base + self.file_change
        total += sum(
            watch.change((watch.kind, watch.name) not in down) for watch in self.watches if watch.weight
        )
        return min(max(total, 1), OWNER - 1)


def watched(daemon: Daemon, router: Router) -> Watched:
    """What an instance of the daemon watches, its sync group's tracking included."""
    group = group_of(daemon, router)
    dropped: list[Dropped] = []
    watches = list(_implicit(router))
    own = _watches(daemon, router.instance.tracking)
    if group is not None:
        keep = daemon.vrrp.groups[group].tracking_weight
        own = list(_without_weights(own, router.instance.tracking, dropped)) if not keep else own
        watches += own + _watches(daemon, daemon.vrrp.groups[group].tracking)
    else:
        watches += own
    change = _file_change(daemon, router.instance.tracking)
    faults = [*_faults(router), *_file_faults(router, change)]
    return Watched(tuple(watches), tuple(faults), tuple(dropped), change)


def group_of(daemon: Daemon, router: Router) -> int | None:
    """The number of the sync group that the instance is in: the first that names it."""
    for number, group in enumerate(daemon.vrrp.groups):
        if any(member.name == router.name for member in group.members):
            return number
    return None


def _implicit(router: Router) -> Iterator[Watch]:
    """Its own interface, and the ``dev`` of its VIPs."""
    instance = router.instance
    if not instance.dont_track_primary:
        yield Watch(WatchKind.INTERFACE, instance.interface, 0, False, instance.place("interface"))
    for vip in router.all_vips:
        if vip.interface and vip.interface != instance.interface and not vip.no_track:
            yield Watch(WatchKind.INTERFACE, vip.interface, 0, False, vip.at)


def _watches(daemon: Daemon, tracking: Tracking) -> list[Watch]:
    """Unknown scripts and processes are ignored, as the daemon ignores them."""
    found = [
        Watch(WatchKind.INTERFACE, one.name, one.weight or 0, one.reverse, one.at)
        for one in tracking.interfaces
    ]
    scripts = {script.name: script for script in daemon.vrrp.scripts}
    for one in tracking.scripts:
        script = scripts.get(one.name)
        if script is not None:
            found.append(_script(script, one))
    processes = {process.name: process for process in daemon.vrrp.processes}
    for one in tracking.processes:
        process = processes.get(one.name)
        if process is not None:
            weight = one.weight if one.weight is not None else process.weight
            delay = int((process.terminate_delay or process.delay) * SECOND)
            reverse = one.reverse or process.reverse
            found.append(
                Watch(WatchKind.PROCESS, one.name, weight, reverse, one.at, delay, int(process.delay * SECOND))
            )
    return found


def _script(script: Script, tracked: Tracked) -> Watch:
    weight = tracked.weight if tracked.weight is not None else script.weight
    weight = max(-253, min(253, weight))
    reverse = tracked.reverse or (script.reverse and tracked.weight is None)
    interval = int(script.interval * SECOND)
    return Watch(
        WatchKind.SCRIPT,
        script.name,
        weight,
        reverse,
        tracked.at,
        script.fall * interval,
        script.rise * interval,
    )


def _without_weights(watches: list[Watch], tracking: Tracking, dropped: list[Dropped]) -> Iterator[Watch]:
    """In a member of a sync group a weighted script is ignored, an interface loses its weight
    (``vrrp_complete_instance``)."""
    written = {one.at: one for one in (*tracking.interfaces, *tracking.scripts, *tracking.processes)}
    for watch in watches:
        if not watch.weight:
            yield watch
            continue
        is_interface = watch.kind is WatchKind.INTERFACE
        dropped.append(Dropped(written[watch.at], not is_interface))
        if is_interface:
            yield watch._replace(weight=0)


def _file_change(daemon: Daemon, tracking: Tracking) -> int:
    """What the tracked files add: their initial numbers times their weights."""
    files = {file.name: file for file in daemon.vrrp.files}
    total = 0
    for one in tracking.files:
        file = files.get(one.name)
        if file is not None and file.initial:
            weight = one.weight if one.weight is not None else file.weight if file.weight is not None else 1
            total += file.initial * weight * (-1 if one.reverse or file.reverse else 1)
    return total


def _file_faults(router: Router, change: int) -> Iterator[Fault]:
    if change <= -254 and router.priority < OWNER:
        at = router.instance.tracking.files[0].at
        yield Fault(FaultKind.FILE, at)


def _faults(router: Router) -> Iterator[Fault]:
    instance, node = router.instance, router.node
    if router.config_fault:
        yield Fault(FaultKind.CONFIG, instance.place("unicast_src_ip"))
    if has_interface(node, instance.interface) is False:  # runs only with dynamic_interfaces
        yield Fault(FaultKind.MISSING_INTERFACE, instance.place("interface"), instance.interface)
    if node.addresses is None:
        return
    source = instance.unicast_src_ip
    if source is not None and router.is_unicast:
        if not any(shown.address.key == source.address.key for shown in node.addresses):
            yield Fault(FaultKind.NO_SOURCE, source.at, source.address.text)
    elif source_places(router) == []:
        yield Fault(FaultKind.NO_ADDRESS, instance.place("interface"), instance.interface)


def source_places(router: Router) -> list[InterfaceAddress] | None:
    """The addresses of the instance's family on its interface that it may send from, the first one first: VIPs are
    removed at the start; IPv6 takes the link-local one. None: not shown."""
    node = router.node
    if node.addresses is None:
        return None
    vips = {vip.address.key for vip in router.all_vips}
    return [
        shown
        for shown in node.addresses
        if shown.interface == router.interface
        and shown.address.family == router.family
        and shown.address.key not in vips
        and (router.family == 4 or shown.scope == "link" or router.is_unicast)
    ]


_SLEEP = re.compile(r"(?:^|/)sleep[ \t]+([\d.]+)$")


def fails_by_itself(script: Script) -> bool:
    """Whether what is written shows that the script never succeeds: ``false``, ``exit 1``, or slower than its
    timeout."""
    command = script.command.strip().strip("\"'")
    if command.rpartition("/")[2] == "false" or re.fullmatch(r".*\bsh -c [\"']?exit [1-9]\d*[\"']?", command):
        return True
    slept = _SLEEP.search(command)
    return slept is not None and float(slept[1]) >= (script.timeout or script.interval)


def failing_today(daemon: Daemon) -> frozenset[tuple[WatchKind, str]]:
    """What is shown to be down on the node before anything is supposed to fail."""
    node = daemon.node
    scripts = {(WatchKind.SCRIPT, script.name) for script in daemon.vrrp.scripts if fails_by_itself(script)}
    return frozenset(scripts | {(WatchKind.INTERFACE, name) for name in links_down(node)})


def links_down(node: Node) -> Iterator[str]:
    """The interfaces that are shown without a carrier, or switched off."""
    for link in (node.links or {}).values():
        if link.name == "lo" or not link.flags:
            continue
        if "UP" not in link.flags or ("NO-CARRIER" in link.flags and "LOWER_UP" not in link.flags):
            yield link.name
