"""The flows of an examined definition, member by member."""

from collections.abc import Iterable, Iterator

from lvsportal.engine.compare.flows import Ending, FlowTable, Member
from lvsportal.engine.flows.types import ClusterState, Flow
from lvsportal.engine.model.terms import Conclusion
from lvsportal.engine.service import Examined


def flow_table(examined: Examined) -> FlowTable:
    """All flows of a definition. Who answers is told of the member that was walked for its class alone: of the others it is not
    known by name."""
    matrix = examined.analysis.matrix
    endings: dict[Member, dict[str, Ending]] = {}
    counted: set[Member] = set()
    for flow in matrix.flows:
        members = [Member(flow.client.name, name) for name in flow.members]
        plain = _endings(flow, with_answers=False)
        endings.update(dict.fromkeys(members, plain))
        endings[members[0]] = _endings(flow, with_answers=True)
        if flow.client.counts:
            counted.update(members)
    possible = tuple(state.id for state in matrix.today)
    return FlowTable(endings, frozenset(counted), possible, dict(_aliases(matrix.states)))


def _aliases(states: Iterable[ClusterState]) -> Iterator[tuple[str, str]]:
    """Ids of the events that a state stands for beside its own: ``rs2:eth0`` where ``rs1:eth0`` speaks for both."""
    for state in states:
        nodes = state.events[0].nodes if state.events else ()
        for node in nodes[1:]:
            if state.id.startswith(nodes[0]):
                yield node + state.id[len(nodes[0]) :], state.id


def _endings(flow: Flow, with_answers: bool) -> dict[str, Ending]:
    return {
        state: Ending(
            one.value.value,
            tuple(sorted(filter(None, one.by))) if with_answers and one.value is Conclusion.SERVED else (),
        )
        for state, one in flow.conclusions.items()
    }
