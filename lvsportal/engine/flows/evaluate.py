"""One flow in one state: walked, and concluded. The one door for walks of flows."""

from collections.abc import Sequence
from typing import NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.conclude import conclude
from lvsportal.engine.flows.pool import is_spare
from lvsportal.engine.flows.types import ClientPlace, FlowConclusion, Target
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.terms import Conclusion, Reason
from lvsportal.engine.walk.simulate import Question, walk_all
from lvsportal.engine.walk.state import State
from lvsportal.engine.walk.trace import ANSWERED, Branch


class Asked(NamedTuple):
    """A new connection: from where, to what."""

    client: Address
    node: str
    vip: Address
    port: int
    protocol: str


def asked_of(place: ClientPlace, target: Target) -> Asked | None:
    """What a walk asks for a flow; None where the target's traffic is not shown."""
    if target.vip is None:
        return None
    return Asked(place.address, place.node, target.vip, target.asked, target.protocol)


def branches_in(analysis: Analysis, state: State, asked: Asked) -> list[Branch]:
    """Every way that a connection can go in a state."""
    question = Question(asked.client, asked.vip, asked.port, asked.protocol, node=asked.node)
    found = walk_all(analysis.cluster, question, state=state)
    return [_judged(analysis.cluster, asked, branch) for branch in found]


def _judged(cluster: Cluster, asked: Asked, branch: Branch) -> Branch:
    """The branch; an answer that no ip_vs gave out, on a director, has its reason: nobody is balanced there."""
    walk = branch.walk
    node = cluster.by_name.get(walk.by)
    if walk.outcome != ANSWERED or walk.services or node is None or node.name == asked.node:
        return branch
    if node not in cluster.directors or asked.vip.key not in node.virtual_addresses():
        return branch
    return branch._replace(walk=walk._replace(reason=Reason.NOT_BALANCED))


def conclusion_of(found: Sequence[Branch], state: State) -> FlowConclusion:
    """What the branches say together."""
    concluded = conclude(found)
    if concluded.value != Conclusion.SERVED or concluded.branch is None:
        return concluded
    return concluded._replace(spare=_by_spare(state, concluded.branch))


def _by_spare(state: State, branch: Branch) -> bool:
    """Whether the sorry server answers."""
    for name, service in branch.walk.services:
        node = state.cluster.by_name.get(name)
        if node is not None and any(is_spare(service, real) for real in state.choices(node, service)):
            return True
    return False
