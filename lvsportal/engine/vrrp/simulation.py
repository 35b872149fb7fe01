"""The states of a cluster: who is master of each instance and holds each VIP, today and after what can fail."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.vrrp.class_run import ClassRun, Outcome, TwinRun, runs_of
from lvsportal.engine.vrrp.classes import InstanceClass, daemons_of
from lvsportal.engine.vrrp.events import Event, EventKind
from lvsportal.engine.vrrp.hearing import Hearing
from lvsportal.engine.vrrp.holding import AddressKey, Holding
from lvsportal.engine.vrrp.machine import Change, Key


class ClusterState(NamedTuple):
    """``masters``: by the instances' names, ``holders``: by VIP as text, each the names of nodes; None: not shown.

    ``events``: what has failed; ``back``: and has come back. ``changes``: the transitions since the event, µs.
    ``flapping``: instances that never come to rest. ``needs``: what it rests on and is not shown."""

    id: str
    events: tuple[Event, ...]
    back: bool
    masters: dict[str, tuple[str, ...] | None]
    holders: dict[str, tuple[str, ...] | None]
    changes: tuple[Change, ...] = ()
    flapping: frozenset[Key] = frozenset()
    needs: tuple[Need, ...] = ()
    shown: bool = False
    master_keys: frozenset[Key] = frozenset()


class Simulation:
    """The VRRP of a cluster. Made once for a review; each class of instances is run once for each set of failures."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.known = daemons_of(cluster)
        self._runs = runs_of(self.known, cluster)
        self._holding = Holding(cluster, self.known.daemons)
        self._after: dict[tuple[tuple[Event, ...], bool], ClusterState] = {}

    def carried_addresses(self) -> list[Address]:
        """The VIPs that VRRP instances bring."""
        return self._holding.carried_addresses()

    @property
    def hidden(self) -> dict[AddressKey, tuple[str, ...]]:
        """The VIPs of which it is not shown who has them, with the directors that may."""
        return self._holding.hidden

    # -- what rules ask -----------------------------------------------------------------------------------------

    @property
    def hearings(self) -> Iterator[Hearing]:
        """Every pair of instances that could hear each other, one direction each."""
        for one in self.known.classes:
            yield from one.hearings.values()

    def outcomes(
        self, events: tuple[Event, ...] = (), back: bool = False
    ) -> Iterator[tuple[InstanceClass, Outcome]]:
        """Each class with what it comes to."""
        for run in self._runs:
            yield run.members, run.after(events, back) if events else run.today

    def elected(self) -> Iterator[tuple[InstanceClass, Outcome]]:
        """Each class with what the configurations alone say, without looking at who shows the VIPs."""
        for run in self._runs:
            yield run.members, run.elected

    def servers(self, vip: tuple[int, int]) -> list[Node]:
        """The directors with a virtual service on a VIP (family and value)."""
        return list(self._holding.servers.get(vip, {}).values())

    # -- states -------------------------------------------------------------------------------------------------

    def today(self) -> tuple[ClusterState, ...]:
        """The elected or shown state first, then one for each other possible master of one class of instances."""
        return self._today

    @cached_property
    def _today(self) -> tuple[ClusterState, ...]:
        first = self._state("today", [run.today for run in self._runs])
        found = [first]
        for names, runs in self._alike().items():
            for name in names:
                outcomes = [run.others.get(name, run.today) if run in runs else run.today for run in self._runs]
                if any(name in run.others for run in runs):
                    found.append(self._state(f"today/{name}", outcomes))
        return tuple(_distinct(found))

    def _alike(self) -> dict[tuple[str, ...], list[ClassRun | TwinRun]]:
        """Classes on the same nodes and interfaces: what one of them may be today, the others are with it."""
        found: dict[tuple[object, ...], list[ClassRun | TwinRun]] = {}
        for run in self._runs:
            places = sorted({(one.router.node.name, one.router.interface) for one in run.members.members})
            found.setdefault(tuple(places), []).append(run)
        return {runs[0].members.nodes: runs for runs in found.values() if any(run.others for run in runs)}

    def after(self, events: tuple[Event, ...], back: bool = False) -> ClusterState:
        """The state after the events happened together (and, ``back``, after they are undone)."""
        if not events:
            return self.today()[0]
        if (events, back) not in self._after:
            name = "+".join(event.id for event in events) + ("/back" if back else "")
            outcomes = [run.after(events, back) for run in self._runs]
            self._after[events, back] = self._state(name, outcomes, events, back)
        return self._after[events, back]

    def _state(
        self, name: str, outcomes: list[Outcome], events: tuple[Event, ...] = (), back: bool = False
    ) -> ClusterState:
        masters = frozenset(key for outcome in outcomes for key in outcome.masters)
        holders = frozenset(key for outcome in outcomes for key in outcome.holders)
        gone = () if back else events
        return ClusterState(
            name,
            events,
            back,
            self._holding.masters(masters),
            self._holding.holders(holders, gone),
            tuple(sorted((change for one in outcomes for change in one.history), key=lambda one: one.time)),
            frozenset(change.key for one in outcomes if not one.settled for change in one.history[-4:]),
            self._needs(),
            any(outcome.shown for outcome in outcomes),
            masters,
        )

    def _needs(self) -> tuple[Need, ...]:
        """What would make it certain who hears whom."""
        return tuple(
            dict.fromkeys(
                need
                for heard in self.hearings
                if heard.as_backup is None or heard.as_master is None
                for need in heard.needs
            )
        )

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The single events that nodes with VRRP instances can meet."""
        return tuple(event for one in self.known.daemons.values() for event in self._events_of(one.node.name))

    def _events_of(self, name: str) -> Iterator[Event]:
        daemon = self.known.daemons[name]
        yield Event(EventKind.NODE, name)
        yield Event(EventKind.DAEMON, name)
        yield Event(EventKind.HANG, name)
        watches = [
            watch
            for one in self.known.classes
            for member in one.members
            if member.router.node.name == name
            for watch in member.watched.watches
        ]
        interfaces = [router.interface for router in daemon.routers]
        interfaces += [vip.interface for router in daemon.routers for vip in router.all_vips]
        interfaces += [watch.name for watch in watches if watch.kind == "interface"]
        for interface in dict.fromkeys(filter(None, interfaces)):
            yield Event(EventKind.INTERFACE, name, interface)
        for watched in dict.fromkeys(watch.name for watch in watches if watch.kind != "interface"):
            yield Event(EventKind.SCRIPT, name, watched)

    @cached_property
    def double_events(self) -> tuple[tuple[Event, ...], ...]:
        """One check that fails on every node that has it: what it asks for is gone for all."""
        by_name: dict[str, list[Event]] = {}
        for event in self.events:
            if event.kind is EventKind.SCRIPT:
                by_name.setdefault(event.name, []).append(event)
        return tuple(tuple(events) for events in by_name.values() if len(events) > 1)

    def states(self) -> tuple[ClusterState, ...]:
        """Today, each single event, each undone again, and checks that fail everywhere."""
        found = list(self.today())
        for events in [*((event,) for event in self.events), *self.double_events]:
            found.append(self.after(events))
            found.append(self.after(events, back=True))
        return tuple(found)


def _distinct(states: list[ClusterState]) -> Iterator[ClusterState]:
    seen: set[frozenset[Key]] = set()
    for state in states:
        if state.master_keys not in seen:
            seen.add(state.master_keys)
            yield state


__all__ = ["ClusterState", "Outcome", "Simulation"]
