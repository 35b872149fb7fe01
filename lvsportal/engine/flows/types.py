"""What the matrix is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.model.terms import Conclusion
from lvsportal.engine.model.terms import Event as EventKind
from lvsportal.engine.source.language import EMPTY, Text

if TYPE_CHECKING:
    from lvsportal.engine.walk.state import State
    from lvsportal.engine.walk.trace import Branch

Key = tuple[int, int]  # of an address: family and value


FAILING = (Conclusion.LOST, Conclusion.PARTLY)


class ClientPlace(NamedTuple):
    """Where clients stand. ``node``: its name, "" for clients that are none of the definition. ``name``: the node, or
    ``outside``, or a prefix. ``counts``: whether the gate looks at them (flows.md, "Clients that count"); ``remark``
    says why not. ``needs``: what would tell whether they count."""

    address: Address
    name: str
    node: str = ""
    counts: bool = True
    remark: Text = EMPTY
    needs: tuple[Need, ...] = ()


class Target(NamedTuple):
    """What clients send to. ``services``: each director's service that takes it, by address or by mark. ``port``: as
    the service has it, 0 for all; ``asked``: the port that a walk asks. ``vip`` None: the traffic of a fwmark service that
    is not shown."""

    name: str
    vip: Address | None
    port: int
    asked: int
    protocol: str
    family: int
    services: tuple[tuple[Node, Service], ...]
    needs: tuple[Need, ...] = ()


class FlowConclusion(NamedTuple):
    """``by``: who answers, or where it ends. ``reason``: of the walk that shows it. ``branch``: that walk. ``failures``:
    one walk for each way in which it fails. ``spare``: by the sorry server. ``alike``: what a node at which walks end
    stands for."""

    value: Conclusion
    by: tuple[str, ...] = ()
    reason: str = ""
    needs: tuple[Need, ...] = ()
    branch: Branch | None = None
    failures: tuple[Branch, ...] = ()
    spare: bool = False
    alike: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def ends_of(self, branches: Iterable[Branch]) -> tuple[str, ...]:
        """The nodes at which these walks end, and those that would end there alike."""
        known = dict(self.alike)
        names = (name for branch in branches for name in known.get(branch.walk.by, (branch.walk.by,)))
        return tuple(dict.fromkeys(name for name in names if name))

    @classmethod
    def nothing(cls, needs: tuple[Need, ...] = ()) -> FlowConclusion:
        """Of a flow that can't be walked; ``needs`` would change that."""
        return cls(Conclusion.UNKNOWN, needs=needs)


class Event(NamedTuple):
    """``at``: where, as ``lb1:eth0``. ``nodes``: all that it stands for."""

    kind: EventKind
    at: str
    nodes: tuple[str, ...] = ()


class ClusterState(NamedTuple):
    """``id``: ``today``, ``today/lb2``, ``lb1``, ``lb1:eth0``. ``masters``: by VRRP instance, ``holders``: by VIP; None for
    what is not shown. ``possible``: it may be today's state. ``needs``: what would tell whether it is; ``remarks``: what
    the state rests on. ``walked``: as the walk takes it; None where nothing can be said of it. ``timeline``: the fail-over
    as a line of time."""

    id: str
    title: Text
    events: tuple[Event, ...]
    masters: dict[str, tuple[str, ...] | None]
    holders: dict[str, tuple[str, ...] | None]
    walked: State | None
    possible: bool = False
    needs: tuple[Need, ...] = ()
    remarks: tuple[Text, ...] = ()
    timeline: Text = EMPTY


class Flow(NamedTuple):
    """A class of flows that come out alike, one for each of ``targets``. ``conclusions`` by state id."""

    id: str
    client: ClientPlace
    targets: tuple[Target, ...]
    conclusions: dict[str, FlowConclusion]

    @property
    def target(self) -> Target:
        """The one that was walked."""
        return self.targets[0]

    @property
    def members(self) -> tuple[str, ...]:
        """What clients send to, by name."""
        return tuple(target.name for target in self.targets)


class Matrix(NamedTuple):
    """``states``: today's first. ``targets``: how many services there are, for each of which a flow may stand."""

    states: tuple[ClusterState, ...]
    flows: tuple[Flow, ...]

    @property
    def today(self) -> tuple[ClusterState, ...]:
        """The states that may be today's."""
        return tuple(state for state in self.states if state.possible)


Place = tuple[Node, Service, RealServer]
