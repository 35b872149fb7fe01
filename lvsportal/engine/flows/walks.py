"""Walks that somebody asks for, through the same door as the matrix's: the same states, pools and conclusions."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.evaluate import Asked, branches_in, conclusion_of
from lvsportal.engine.flows.states import present_states, state_without
from lvsportal.engine.flows.types import ClusterState, FlowConclusion
from lvsportal.engine.model.address import Address
from lvsportal.engine.walk.choosing import FACT, Choice
from lvsportal.engine.walk.simulate import question_from
from lvsportal.engine.walk.trace import Branch
from lvsportal.engine.walk.tree import pruned


class FlowWalk(NamedTuple):
    """``branches``: every way the connection can go, what is shown before what is supposed; beside those of ``state`` those of
    the other states that may be today's, each with that as its first choice. ``concluded`` speaks of ``state`` alone."""

    state: ClusterState
    concluded: FlowConclusion
    branches: tuple[Branch, ...]


def walks_between(
    analysis: Analysis,
    client: str,
    target: tuple[Address, int],
    protocol: str = "TCP",
    without: Sequence[str] = (),
) -> FlowWalk | None:
    """The walks of a client (a node by name, or an address) to VIP and port, today or with something failed; None where
    the client is neither.

    :raises KeyError: ``without`` names nothing of the definition.
    """
    vip, port = target
    question = question_from(analysis.cluster, client, vip, port, protocol)
    if question is None:
        return None
    asked = Asked(question.client, question.node, vip, port, protocol)
    if without:
        return _walked(analysis, (analysis.once(state_without, *without),), asked)
    return _walked(analysis, analysis.once(present_states), asked)


def _walked(analysis: Analysis, states: Sequence[ClusterState], asked: Asked) -> FlowWalk:
    first = states[0]
    found = _branches(analysis, first, asked)
    concluded = conclusion_of(found, first.walked) if first.walked is not None else FlowConclusion.nothing()
    listed = pruned(found) if found else []
    for other in states[1:]:
        also = Choice(FACT, "VRRP", other.id, other.needs, "state")
        listed += [
            branch._replace(choices=(also, *branch.choices))
            for branch in pruned(_branches(analysis, other, asked))
        ]
    return FlowWalk(first, concluded, tuple(shown_first(listed)))


def _branches(analysis: Analysis, state: ClusterState, asked: Asked) -> list[Branch]:
    return branches_in(analysis, state.walked, asked) if state.walked is not None else []


def shown_first(branches: Iterable[Branch]) -> list[Branch]:
    """Branches in the order in which people read them: those that rest on nothing supposed first."""
    return sorted(branches, key=lambda branch: len(branch.needs))
