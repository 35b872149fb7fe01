"""The machine of timers and states, node by node: who becomes MASTER, and when.

``vrrp/vrrp_scheduler.c`` and ``vrrp/vrrp.c: vrrp_state_backup, vrrp_state_master_rx, vrrp_state_goto_master``,
``vrrp/vrrp_sync.c``. Time is simulated in µs; an advertisement takes ``_LATENCY``.
"""

import copy
from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush

from lvsportal.engine.model.vrrp import OWNER
from lvsportal.engine.vrrp.hearing import Hearing, higher_source, same_source
from lvsportal.engine.vrrp.machine import Change, Key, Machine, Status
from lvsportal.engine.vrrp.router import SECOND
from lvsportal.engine.vrrp.tracking import WatchKind

_LATENCY = 200  # µs
_TICK = 1_000  # µs: an event, such as a script's first result, that comes "at once"
_MOST_CHANGES = 12  # of one instance in one run: more is flapping
_MOST_EVENTS = 200_000  # of one run, whatever the timers

Failure = tuple[WatchKind, str]  # on a node


class Election:
    """The instances that may hear each other, or move together. ``prefers``: the node that wins where two are equal
    in all that is shown."""

    def __init__(
        self, machines: list[Machine], hearings: Mapping[tuple[Key, Key], Hearing], prefers: str = ""
    ) -> None:
        self.machines = machines
        self.prefers = prefers
        self.now = 0
        self.history: list[Change] = []
        self.failed: dict[str, set[Failure]] = {}  # by node
        self.cut: set[frozenset[str]] = set()  # pairs of nodes whose wire is cut
        self._hearers: dict[int, list[tuple[int, Hearing]]] = {}
        by_key = {machine.key: machine.number for machine in machines}
        for (sender, receiver), hearing in hearings.items():
            if sender in by_key and receiver in by_key:
                self._hearers.setdefault(by_key[sender], []).append((by_key[receiver], hearing))
        self._groups: dict[tuple[str, int], list[int]] = {}
        self._group_status: dict[tuple[str, int], Status] = {}
        for machine in machines:
            if machine.group is not None:
                self._groups.setdefault(machine.group, []).append(machine.number)
                self._group_status[machine.group] = Status.BACKUP
        self._queue: list[tuple[int, int, str, int, int]] = []
        self._serial = 0

    def copy(self) -> "Election":
        """The same moment once more, to go another way from."""
        other = copy.copy(self)
        other.machines = [copy.copy(machine) for machine in self.machines]
        other.history = []
        other.failed = {node: set(failures) for node, failures in self.failed.items()}
        other.cut = set(self.cut)
        other._group_status = dict(self._group_status)
        other._queue = list(self._queue)
        return other

    # -- what happens to nodes ----------------------------------------------------------------------------------

    def start(self, nodes: Iterable[str], at: int = 0) -> None:
        """The daemons of the nodes start, ``at`` µs from now."""
        wanted = set(nodes)
        for machine in self.machines:
            if machine.runs and machine.router.node.name in wanted:
                self._push(self.now + at, "start", machine.number)

    def lose_power(self, nodes: Iterable[str]) -> None:
        """Silence at once; the addresses are gone."""
        self._end(nodes, polite=False)

    def stop(self, nodes: Iterable[str]) -> None:
        """The daemons end: VIPs removed, priority 0 sent."""
        self._end(nodes, polite=True)

    def hang(self, nodes: Iterable[str]) -> None:
        """The daemons stand still, or were killed with their parent: silence, and the VIPs stay."""
        for machine in self._on(nodes):
            machine.leaves_vips = machine.holds
            machine.hung = True
            if machine.status is not Status.OFF:
                self._become(machine, Status.OFF)
            machine.deadline = -1

    def resume(self, nodes: Iterable[str]) -> None:
        """Daemons that stood still go on where they were: a MASTER is one still."""
        for machine in self._on(nodes):
            if not machine.hung:
                continue
            machine.hung = False
            self._become(machine, Status.MASTER if machine.leaves_vips else Status.BACKUP)
            if machine.leaves_vips:
                self._advertise(machine)
            else:
                self._set_timer(machine)
            machine.leaves_vips = False

    def fail(self, node: str, failure: Failure) -> None:
        """Something that instances of the node watch fails, and counts as failed at once."""
        self.failed.setdefault(node, set()).add(failure)
        self._react(node)

    def recover(self, node: str, failure: Failure) -> None:
        """It works again."""
        self.failed.get(node, set()).discard(failure)
        self._react(node)

    def _on(self, nodes: Iterable[str]) -> list[Machine]:
        wanted = set(nodes)
        return [machine for machine in self.machines if machine.router.node.name in wanted]

    def _end(self, nodes: Iterable[str], polite: bool) -> None:
        for machine in self._on(nodes):
            if polite and machine.status is Status.MASTER and not machine.hung:
                self._send(machine, 0)
            machine.leaves_vips = machine.hung = False
            machine.deadline = -1
            if machine.status is not Status.OFF:
                self._become(machine, Status.OFF)
            if machine.group is not None:
                self._group_status[machine.group] = Status.BACKUP

    def _react(self, node: str) -> None:
        """Priorities and faults of the node's instances after a change of what they watch."""
        machines = [machine for machine in self._on([node]) if machine.status is not Status.OFF]
        failed = self.failed.get(node, set())
        for machine in machines:
            self._set_priority(machine, machine.watched.priority(machine.base, failed))
        for machine in machines:
            faulty = machine.watched.faulty(failed)
            if faulty and machine.status is not Status.FAULT:
                self._to_fault(machine)
            elif not faulty and machine.status is Status.FAULT and self._group_is_well(machine):
                for member in self._members(machine):
                    self._to_backup(member)

    def _set_priority(self, machine: Machine, priority: int) -> None:
        if machine.base == OWNER or machine.priority == priority:
            return
        machine.priority = priority
        down, machine.down = machine.down, machine.master_down
        if machine.status is Status.BACKUP and machine.deadline >= 0:
            self._at(machine, machine.deadline + machine.down - down)

    # -- states -------------------------------------------------------------------------------------------------

    def _start(self, machine: Machine) -> None:
        """``vrrp_init_state``."""
        failed = self.failed.get(machine.router.node.name, set())
        machine.base = machine.router.priority
        machine.priority = machine.watched.priority(machine.base, failed)
        machine.started, machine.spoke = self.now, False
        machine.hung = machine.leaves_vips = False
        machine.interval = machine.router.advert
        machine.wants_master = False
        members = self._members(machine)
        if any(member.watched.faulty(failed) for member in members):
            self._become(machine, Status.FAULT)
            machine.deadline = -1
            if machine.group is not None:
                self._group_status[machine.group] = Status.FAULT
            return
        self._become(machine, Status.BACKUP)
        owner = all(member.router.wants_master and member.base == OWNER for member in members)
        machine.down = 1 if owner else machine.master_down
        if owner:
            machine.wants_master = True
        self._set_timer(machine)

    def _members(self, machine: Machine) -> list[Machine]:
        """The machine and those that move with it."""
        if machine.group is None:
            return [machine]
        return [self.machines[number] for number in self._groups[machine.group]]

    def _group_is_well(self, machine: Machine) -> bool:
        failed = self.failed.get(machine.router.node.name, set())
        return not any(member.watched.faulty(failed) for member in self._members(machine))

    def _become(self, machine: Machine, status: Status) -> None:
        if machine.status is not status:
            machine.status = status
            machine.changes += 1
            self.history.append(Change(self.now, machine.key, status))

    def _to_fault(self, machine: Machine) -> None:
        """``down_instance`` and ``vrrp_sync_fault``."""
        for member in [machine, *(one for one in self._members(machine) if one is not machine)]:
            if member.status in (Status.FAULT, Status.OFF):
                continue
            if member.status is Status.MASTER:
                self._send(member, 0)
            self._become(member, Status.FAULT)
            member.wants_master = False
            member.deadline = -1
        if machine.group is not None:
            self._group_status[machine.group] = Status.FAULT

    def _to_backup(self, machine: Machine) -> None:
        """From FAULT: a full master-down time, with its own interval."""
        if machine.status is not Status.FAULT:
            return
        self._become(machine, Status.BACKUP)
        machine.wants_master = False
        machine.preempt_at = -1
        machine.interval = machine.router.advert
        machine.down = machine.master_down
        self._set_timer(machine)
        if machine.group is not None:
            self._group_status[machine.group] = Status.BACKUP

    def _goto_master(self, machine: Machine) -> None:
        """Its timer ran out: MASTER, or waiting until every member of its group wants to."""
        machine.wants_master = True
        members = self._members(machine)
        if not all(member.wants_master for member in members):
            machine.down = machine.master_down
            self._set_timer(machine)
            return
        for member in [machine, *(one for one in members if one is not machine)]:
            if member.status is not Status.MASTER:
                self._become(member, Status.MASTER)
                self._advertise(member)
        if machine.group is not None:
            self._group_status[machine.group] = Status.MASTER

    def _leave_master(self, machine: Machine) -> None:
        """A higher master was heard: BACKUP, and the whole group with it."""
        for member in self._members(machine):
            if member.status is not Status.MASTER:
                continue
            self._become(member, Status.BACKUP)
            member.wants_master = False
            member.preempt_at = -1
            member.down = member.master_down
            self._set_timer(member)
        if machine.group is not None:
            self._group_status[machine.group] = Status.BACKUP

    # -- timers and adverts -------------------------------------------------------------------------------------

    def _push(self, time: int, what: str, number: int, extra: int = 0) -> None:
        self._serial += 1
        heappush(self._queue, (time, self._serial, what, number, extra))

    def _at(self, machine: Machine, time: int) -> None:
        machine.deadline = max(time, self.now)
        self._push(machine.deadline, "timer", machine.number)

    def _set_timer(self, machine: Machine) -> None:
        """``vrrp_init_instance_sands``: while the start is delayed the timer counts from the delay's end."""
        begin = max(self.now, machine.started + machine.router.startup_delay)
        self._at(machine, begin + machine.down)

    def _advertise(self, machine: Machine) -> None:
        self._send(machine, machine.priority)
        self._at(machine, self.now + machine.router.advert)

    def _send(self, machine: Machine, priority: int) -> None:
        machine.spoke = True
        if not self._link_is_down(machine):
            self._push(self.now + _LATENCY, "advert", machine.number, priority)

    def _link_is_down(self, machine: Machine) -> bool:
        failed = self.failed.get(machine.router.node.name, ())
        return (WatchKind.INTERFACE, machine.router.interface) in failed

    def _deliver(self, sender: Machine, priority: int) -> None:
        for number, hearing in self._hearers.get(sender.number, ()):
            receiver = self.machines[number]
            if receiver.status in (Status.BACKUP, Status.MASTER) and self._accepts(sender, receiver, hearing):
                self._receive(receiver, sender, priority)

    def _accepts(self, sender: Machine, receiver: Machine, hearing: Hearing) -> bool:
        if receiver.hung or self._link_is_down(receiver):
            return False
        if self.cut and frozenset((sender.router.node.name, receiver.router.node.name)) in self.cut:
            return False
        if hearing.way is not None and hearing.way.established and not receiver.spoke:
            return False
        accepted = hearing.as_master if receiver.status is Status.MASTER else hearing.as_backup
        return accepted is not False

    def _receive(self, receiver: Machine, sender: Machine, priority: int) -> None:
        if receiver.status is Status.BACKUP:
            self._as_backup(receiver, sender, priority)
        else:
            self._as_master(receiver, sender, priority)

    def _as_backup(self, receiver: Machine, sender: Machine, priority: int) -> None:
        router = receiver.router
        if priority == 0:
            receiver.down = router.skew(receiver.priority, receiver.interval)
        elif priority >= receiver.priority or router.nopreempt or self._holds_back(receiver):
            self._follow(receiver, sender, priority)
        else:
            receiver.down = max(receiver.deadline - self.now, 0)  # discarded: the timer goes on
        self._set_timer(receiver)

    def _holds_back(self, receiver: Machine) -> bool:
        """Whether ``preempt_delay`` is not over yet."""
        delay = receiver.router.preempt_delay
        return bool(delay) and (receiver.preempt_at < 0 or receiver.preempt_at > self.now)

    def _follow(self, receiver: Machine, sender: Machine, priority: int) -> None:
        """A master that is listened to."""
        router = receiver.router
        if router.version == 3:
            receiver.interval = sender.router.advert
        receiver.down = receiver.master_down
        receiver.wants_master = False
        if router.preempt_delay:
            if priority >= receiver.priority:
                receiver.preempt_at = -1
            elif receiver.preempt_at < 0:
                receiver.preempt_at = self.now + router.preempt_delay

    def _as_master(self, receiver: Machine, sender: Machine, priority: int) -> None:
        if priority == 0:
            self._send(receiver, receiver.priority)
            return
        equal = priority == receiver.priority
        if equal and same_source(sender.router, receiver.router):
            return
        if equal and receiver.priority == OWNER:
            receiver.base = receiver.priority = OWNER - 1
            equal = False
        if priority > receiver.priority or (equal and self._above(sender, receiver)):
            if receiver.router.version == 3:
                receiver.interval = sender.router.advert
            self._leave_master(receiver)
        elif not receiver.router.strict:
            self._send(receiver, receiver.priority)

    def _above(self, sender: Machine, receiver: Machine) -> bool:
        """Whether the sender's address is the higher one; where that is not shown the preferred node's is."""
        higher = higher_source(sender.router, receiver.router)
        if higher is not None:
            return higher
        names = sender.router.node.name, receiver.router.node.name
        return names[0] == self.prefers or (names[1] != self.prefers and sender.number < receiver.number)

    # -- running ------------------------------------------------------------------------------------------------

    def run(self) -> bool:
        """Go on until nothing changes any more. False: it flaps, or never comes to rest."""
        for machine in self.machines:
            machine.changes = 0
        quiet, last = self._quiet(), self.now
        steps: dict[str, Callable[[Machine, int], None]] = {
            "start": lambda machine, extra: self._start(machine),
            "timer": lambda machine, extra: self._timer(machine),
            "advert": self._deliver,
        }
        for _ in range(_MOST_EVENTS):
            if not self._queue or self._queue[0][0] > last + quiet:
                return True
            time, _, what, number, extra = heappop(self._queue)
            machine = self.machines[number]
            if what == "timer" and (machine.deadline != time or machine.status is Status.OFF):
                continue
            self.now = time
            before = len(self.history)
            steps[what](machine, extra)
            if len(self.history) > before:
                last = time
                if machine.changes > _MOST_CHANGES:
                    return False
        return False

    def _timer(self, machine: Machine) -> None:
        machine.deadline = -1
        if machine.status is Status.BACKUP:
            self._goto_master(machine)
        elif machine.status is Status.MASTER:
            self._advertise(machine)

    def _quiet(self) -> int:
        """How long nothing may happen before it is at rest: two master-down times and what delays a start. Each advert
        of a lower master pushes a delayed start out by the rest of the delay."""
        longest = max((machine.router.advert for machine in self.machines), default=SECOND)
        shortest = min((machine.router.advert for machine in self.machines), default=SECOND)
        return max(
            (
                2 * machine.router.master_down(1, longest)
                + machine.router.preempt_delay
                + machine.router.startup_delay * (2 + machine.router.startup_delay // (2 * shortest))
                for machine in self.machines
            ),
            default=0,
        )

    # -- what it has come to -----------------------------------------------------------------------------------

    def masters(self) -> frozenset[Key]:
        """The instances in MASTER."""
        return frozenset(machine.key for machine in self.machines if machine.status is Status.MASTER)

    def holders(self) -> frozenset[Key]:
        """The instances whose VIPs are on an interface."""
        return frozenset(machine.key for machine in self.machines if machine.holds)
