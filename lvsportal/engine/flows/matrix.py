"""The matrix: each class of flows in each state that counts."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.classes import Classes
from lvsportal.engine.flows.clients import client_places
from lvsportal.engine.flows.evaluate import asked_of, branches_in, conclusion_of
from lvsportal.engine.flows.plain import is_asked_for, nothing_to_walk, plain_matrix
from lvsportal.engine.flows.states import event_states, present_states, state_without
from lvsportal.engine.flows.targets import targets
from lvsportal.engine.flows.types import ClientPlace, ClusterState, Event, Flow, FlowConclusion, Matrix, Target
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.model.terms import Event as EventKind
from lvsportal.engine.walk.state import State
from lvsportal.engine.walk.trace import Branch

_FORWARDED = frozenset({"dr", "tun", "nat", "fnat"})
# So many nodes are named where one need stands for a class of them.
_MOST_NEEDS = 20

Ends = dict[str, set[tuple[Hashable, ...]]]  # node → how the connections that it was given end


class _Class(NamedTuple):
    client: ClientPlace
    targets: tuple[Target, ...]


def matrix(analysis: Analysis) -> Matrix:
    """Every flow of the definition in today's states, and in each state that one event leads to and that changes
    something."""
    if analysis.once(nothing_to_walk):
        return analysis.once(plain_matrix)
    return _Maker(analysis).make()


def matrix_without(analysis: Analysis, *lost: str) -> Matrix:
    """As ``matrix``, with one state last: the one without some nodes and interfaces.

    :raises KeyError: there is no such node or interface.
    """
    found = analysis.once(matrix)
    state = analysis.once(state_without, *lost)
    maker = _Maker(analysis)
    flows = []
    for flow in found.flows:
        concluded = maker.conclude(state, flow.client, flow.target)
        flows.append(flow._replace(conclusions={**flow.conclusions, state.id: concluded}))
    others = tuple(known for known in found.states if known.id != state.id)
    return Matrix((*others, state), tuple(flows))


class _Maker:
    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.classes = analysis.once(Classes)
        self.ends: Ends = {}

    def make(self) -> Matrix:
        found = list(self._classes())
        states = list(self.analysis.once(present_states))
        told = [{state.id: self._today(state, one) for state in states} for one in found]
        today = states[0]
        for state in (*event_states(self.analysis), *self._servers_down()):
            after = [self.conclude(state, one.client, one.targets[0]) for one in found]
            if (
                _differs(state, today)
                or is_asked_for(self.analysis, state)
                or any(_changes(t[today.id], a) for t, a in zip(told, after, strict=True))
            ):
                states.append(state)
                for known, one in zip(told, after, strict=True):
                    known[state.id] = one
        return Matrix(tuple(states), tuple(map(_flow, found, told)))

    def conclude(self, state: ClusterState, client: ClientPlace, target: Target) -> FlowConclusion:
        """What becomes of a flow in a state, with real servers that are alike walked once."""
        asked = asked_of(client, target)
        if state.walked is None or asked is None:
            return FlowConclusion.nothing((*target.needs, *state.needs))
        walked = self.analysis.once(_by_class, state.walked)
        found = branches_in(self.analysis, walked, asked)
        alike = self._alike(target)
        if state.possible:
            self._note_ends(target, found, alike)
        concluded = conclusion_of(found, walked)
        gone = state.walked.failures.nodes
        listed = (name for one in concluded.by for name in alike.get(one, (one,)) if name not in gone)
        by = tuple(dict.fromkeys(listed))
        needs = tuple(need for one in concluded.needs for need in _of_all(one, alike))
        ends = {branch.walk.by for branch in concluded.failures}
        told = tuple((name, tuple(names)) for name, names in alike.items() if name in ends and len(names) > 1)
        return concluded._replace(by=by, needs=needs, alike=told)

    def _alike(self, target: Target) -> dict[str, list[str]]:
        """By the name of a real server that was walked: all that it stood for."""
        found: dict[str, list[str]] = {}
        name_of = self.analysis.cluster.name_of
        for _, service in target.services:
            for group in self.classes.alike(service, service.real_servers):
                names = list(dict.fromkeys(name_of(real.address) for real in group))
                for name in names:
                    found.setdefault(name, names)
        return found

    def _today(self, state: ClusterState, one: _Class) -> FlowConclusion:
        return self.conclude(state, one.client, one.targets[0])

    # -- classes -----------------------------------------------------------------------------------------------

    def _classes(self) -> Iterator[_Class]:
        groups: dict[Hashable, tuple[tuple[ClientPlace, ...], list[Target]]] = {}
        for target in self.analysis.once(targets):
            places = client_places(self.analysis, target)
            key = (self.classes.target(target), places)
            groups.setdefault(key, (places, []))[1].append(target)
        for places, members in groups.values():
            for place in places:
                yield _Class(place, tuple(members))

    # -- real servers that fail --------------------------------------------------------------------------------

    def _note_ends(self, target: Target, found: list[Branch], alike: dict[str, list[str]]) -> None:
        for branch in found:
            given = next((hop.to for hop in branch.walk.hops if hop.action in _FORWARDED), "")
            if given:
                end = (target.name, branch.walk.outcome, branch.walk.reason)
                for name in alike.get(given, (given,)):
                    self.ends.setdefault(name, set()).add(end)

    def _servers_down(self) -> Iterator[ClusterState]:
        """One state for each kind of real server: those that get the same connections, with the same ends."""
        kinds: dict[Hashable, list[str]] = {}
        for name, ends in self.ends.items():
            node = self.analysis.cluster.by_name.get(name)
            if node is not None and not node.is_director:
                kinds.setdefault(frozenset(ends), []).append(name)
        for names in kinds.values():
            state = self.analysis.once(state_without, names[0])
            yield state._replace(events=(Event(EventKind.NODE, names[0], tuple(names)),))


def _of_all(need: Need, alike: dict[str, list[str]]) -> Iterator[Need]:
    """A need, asked of all that its node stands for."""
    names = alike.get(need.node, [need.node])
    for name in names[:_MOST_NEEDS]:
        yield need._replace(node=name)


def _by_class(analysis: Analysis, state: State) -> State:
    """The state as it is walked for classes: of strangers that are alike only the first is chosen."""
    classes = analysis.once(Classes)

    gone = state.failures.nodes | {name for name, _ in state.failures.interfaces}
    known: dict[Hashable, tuple[RealServer, ...]] = {}

    def pool(node: Node, service: Service) -> tuple[RealServer, ...]:
        key = (node.name, service.key)
        if key not in known:
            known[key] = tuple(classes.representatives(service, state.choices(node, service), gone))
        return known[key]

    return State(analysis.cluster, None, state.holders, state.failures, pool, classes.representatives)


def _differs(state: ClusterState, today: ClusterState) -> bool:
    return state.masters != today.masters or state.holders != today.holders


def _changes(before: FlowConclusion, after: FlowConclusion) -> bool:
    return (before.value, before.by, before.spare) != (after.value, after.by, after.spare)


def _flow(one: _Class, conclusions: dict[str, FlowConclusion]) -> Flow:
    return Flow(f"{one.client.name}>{one.targets[0].name}", one.client, one.targets, conclusions)
