"""The outcomes of one class of instances: today's, and after events. Classes that differ in names alone are run once."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.vrrp.classes import Daemons, InstanceClass, Member
from lvsportal.engine.vrrp.election import Election
from lvsportal.engine.vrrp.events import Event, happen, undo
from lvsportal.engine.vrrp.machine import Change, Key, Machine
from lvsportal.engine.vrrp.path import source_of
from lvsportal.engine.vrrp.router import Router
from lvsportal.engine.vrrp.tracking import Fault, FaultKind, failing_today


class Outcome(NamedTuple):
    """What one class of instances has come to. ``settled`` False: it flaps. ``shown``: told by addresses that the
    evidence shows, where the election says something else."""

    masters: frozenset[Key]
    holders: frozenset[Key]
    settled: bool
    history: tuple[Change, ...]
    election: Election
    shown: bool = False


class ClassRun:
    """The outcomes of one class, each run once."""

    def __init__(self, members: InstanceClass, daemons: Daemons, cluster: Cluster) -> None:
        self.members = members
        self._failing = {name: set(failing_today(daemons.daemons[name])) for name in members.nodes}
        self._nodes = cluster.by_name
        self._after: dict[tuple[tuple[Event, ...], bool], Outcome] = {}

    def _election(self, prefers: str = "") -> Election:
        machines = [
            Machine(number, member.router, member.watched, member.group, member.runs)
            for number, member in enumerate(self.members.members)
        ]
        election = Election(machines, self.members.hearings, prefers)
        election.failed = {name: set(failures) for name, failures in self._failing.items()}
        return election

    def _from_start(self, first: str = "") -> Outcome:
        """All start together; or one long before the others."""
        election = self._election(first)
        running = dict.fromkeys(member.router.node.name for member in self.members.members if member.runs)
        if first and first in running:
            election.start([first])
            election.run()
        election.start([name for name in running if name != first])
        return _outcome(election)

    @cached_property
    def elected(self) -> Outcome:
        """As the configurations have it, all nodes started together."""
        return self._from_start()

    @cached_property
    def today(self) -> Outcome:
        """The elected outcome, unless addresses that are shown say who holds the VIPs."""
        shown = frozenset(
            member.router.key
            for member in self.members.members
            if member.runs and shows(member.router) and not _lost_address(member.watched.faults)
        )
        if not shown or shown == self.elected.holders:
            return self.elected
        nodes = list(dict.fromkeys(node for node, _ in shown))
        base = self._from_start(nodes[0]) if len(nodes) == 1 else self.elected
        if base.holders == shown:
            return base
        return base._replace(masters=shown, holders=shown, shown=True)

    @cached_property
    def others(self) -> dict[str, Outcome]:
        """By the node that started first: what else today may be, where only history decides."""
        found: dict[str, Outcome] = {}
        if self.today.shown or not self._history_decides():
            return found
        known = {self.today.masters}
        for name in self.members.nodes:
            outcome = self._from_start(name)
            if outcome.masters not in known and outcome.settled:
                known.add(outcome.masters)
                found[name] = outcome
        return found

    def _history_decides(self) -> bool:
        routers = [member.router for member in self.members.members if member.runs]
        priorities = {machine.key: machine.priority for machine in self.elected.election.machines}
        ranks = [(router.vrid, router.family, priorities[router.key]) for router in routers]
        return (
            any(router.nopreempt for router in routers)
            or len(set(ranks)) < len(ranks)
            or any(member.group is not None for member in self.members.members)
        )

    def after(self, events: tuple[Event, ...], back: bool = False) -> Outcome:
        """The outcome after the events, and after they are undone. Events of other nodes change nothing."""
        mine = tuple(event for event in events if self._touches(event))
        if not mine:
            return self.today._replace(history=())
        key = (mine, back)
        if key not in self._after:
            self._after[key] = self._run(mine, back)
        return self._after[key]

    def _touches(self, event: Event) -> bool:
        return event.node in self.members.nodes

    def _run(self, events: tuple[Event, ...], back: bool) -> Outcome:
        election = (self.after(events).election if back else self.today.election).copy()
        for event in events:
            (undo if back else happen)(event, election, self._nodes)
        return _outcome(election)


class TwinRun:
    """A class that is as another one but for its names: the other's outcomes, under its own."""

    def __init__(self, members: InstanceClass, first: ClassRun) -> None:
        self.members = members
        self._first = first
        own = (member.router.key for member in members.members)
        self._keys = {member.router.key: key for member, key in zip(first.members.members, own, strict=True)}
        self._known: dict[int, Outcome] = {}

    def _as_own(self, outcome: Outcome) -> Outcome:
        found = self._known.get(id(outcome.election))
        if found is None or len(found.history) != len(outcome.history):
            found = self._known[id(outcome.election)] = outcome._replace(
                masters=frozenset(self._keys[key] for key in outcome.masters),
                holders=frozenset(self._keys[key] for key in outcome.holders),
                history=tuple(change._replace(key=self._keys[change.key]) for change in outcome.history),
            )
        return found

    @property
    def elected(self) -> Outcome:
        """As ``ClassRun``'s."""
        return self._as_own(self._first.elected)

    @property
    def today(self) -> Outcome:
        """As ``ClassRun``'s."""
        return self._as_own(self._first.today)

    @cached_property
    def others(self) -> dict[str, Outcome]:
        """As ``ClassRun``'s."""
        return {name: self._as_own(outcome) for name, outcome in self._first.others.items()}

    def after(self, events: tuple[Event, ...], back: bool = False) -> Outcome:
        """As ``ClassRun``'s."""
        return self._as_own(self._first.after(events, back))


def runs_of(known: Daemons, cluster: Cluster) -> list[ClassRun | TwinRun]:
    """A run for each class."""
    first: dict[tuple[object, ...], ClassRun] = {}
    found: list[ClassRun | TwinRun] = []
    for members in known.classes:
        signature = _signature(members)
        if signature in first:
            found.append(TwinRun(members, first[signature]))
        else:
            first[signature] = ClassRun(members, known, cluster)
            found.append(first[signature])
    return found


def _signature(members: InstanceClass) -> tuple[object, ...]:
    """All that an election depends on, names of instances left out."""
    numbers = {member.router.key: number for number, member in enumerate(members.members)}
    heard = sorted(
        (
            numbers[sender],
            numbers[receiver],
            hearing.as_backup is not False,
            hearing.as_master is not False,
            hearing.way is not None and hearing.way.established,
        )
        for (sender, receiver), hearing in members.hearings.items()
    )
    groups = list(dict.fromkeys((member.router.node.name, member.group) for member in members.members))
    ids = Counter((member.router.vrid, member.router.family) for member in members.members)
    ranks = {key: number for number, key in enumerate(ids)}
    return (
        tuple(_of_member(member) for member in members.members),
        tuple(
            groups.index((one.router.node.name, one.group)) if one.group is not None else -1
            for one in members.members
        ),
        tuple(ranks[one.router.vrid, one.router.family] for one in members.members),
        tuple(heard),
    )


def _of_member(member: Member) -> tuple[object, ...]:
    router, watched = member.router, member.watched
    source = source_of(router)
    return (
        router.node.name,
        router.interface,
        router.family,
        router.version,
        router.priority,
        router.wants_master,
        router.advert,
        router.down_adverts,
        router.nopreempt,
        router.preempt_delay,
        router.startup_delay,
        router.strict,
        source.key if source is not None else None,
        tuple((watch.kind, watch.name, watch.weight, watch.reverse) for watch in watched.watches),
        tuple(fault.kind for fault in watched.faults),
        watched.file_change,
        member.runs,
        shows(router),
    )


def _outcome(election: Election) -> Outcome:
    begin = election.now
    settled = election.run()
    history = tuple(change._replace(time=change.time - begin) for change in election.history)
    return Outcome(election.masters(), election.holders(), settled, history, election)


def shows(router: Router) -> bool:
    """Whether the node shows a VIP of the instance where neighbours can ask for it."""
    node = router.node
    return any(
        node.is_wired(place.interface) for vip in router.all_vips for place in node.standing(vip.address) or ()
    )


def _lost_address(faults: Iterable[Fault]) -> bool:
    return any(fault.kind is FaultKind.NO_ADDRESS for fault in faults)
