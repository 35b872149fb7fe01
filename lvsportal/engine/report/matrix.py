"""The matrix as plain data (contracts, section 5): ``states`` and ``flows`` of a report."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lvsportal.engine.flows.types import ClusterState, Flow, FlowConclusion, Matrix
from lvsportal.engine.model.terms import Conclusion, Reason
from lvsportal.engine.report.data import both, needs_data, walk_data
from lvsportal.engine.source.language import EMPTY

if TYPE_CHECKING:
    from lvsportal.engine.report import types
    from lvsportal.engine.report.types import Bilingual

# VIPs whose holders a state names, and members that a class names.
MOST_VIPS = 256
MOST_MEMBERS = 50


def states_data(matrix: Matrix) -> list[types.State[Bilingual]]:
    """Today, and each single event that changes something."""
    return [_state(state) for state in matrix.states]


def flows_data(matrix: Matrix) -> list[types.Flow[Bilingual]]:
    """Each class of flows, with what becomes of it in each state."""
    return [_flow(flow) for flow in matrix.flows]


def flow_counts(matrix: Matrix) -> types.FlowCounts:
    """How many of the flows that count are served, partly, lost, unknown today."""
    counts = dict.fromkeys(Conclusion, 0)
    today = matrix.states[0].id if matrix.states else ""
    for flow in matrix.flows:
        if flow.client.counts:
            counts[flow.conclusions[today].value] += len(flow.members)
    return {
        "served": counts[Conclusion.SERVED],
        "partly": counts[Conclusion.PARTLY],
        "lost": counts[Conclusion.LOST],
        "unknown": counts[Conclusion.UNKNOWN],
    }


def _state(state: ClusterState) -> types.State[Bilingual]:
    data: types.State[Bilingual] = {
        "id": state.id,
        "title": both(state.title),
        "event": {"kind": state.events[0].kind, "at": state.events[0].at} if state.events else None,
        "masters": {name: _names(nodes) for name, nodes in state.masters.items()},
        "holders": {vip: _names(nodes) for vip, nodes in islice(state.holders.items(), MOST_VIPS)},
        "possible": state.possible,
    }
    if state.events and len(state.events[0].nodes) > 1:
        data["count"], data["nodes"] = len(state.events[0].nodes), list(state.events[0].nodes[:MOST_MEMBERS])
    if len(state.events) > 1:
        data["events"] = [{"kind": one.kind, "at": one.at} for one in state.events]
    if state.timeline is not EMPTY:
        data["timeline"] = both(state.timeline)
    if state.remarks:
        data["remarks"] = [both(remark) for remark in state.remarks]
    return data


def _names(nodes: tuple[str, ...] | None) -> list[str] | None:
    return None if nodes is None else list(nodes)


def _flow(flow: Flow) -> types.Flow[Bilingual]:
    data: types.Flow[Bilingual] = {
        "id": flow.id,
        "client": flow.client.name,
        "service": flow.members[0],
        "count": len(flow.members),
        "gate": flow.client.counts,
        "conclusions": {name: _conclusion(one) for name, one in flow.conclusions.items()},
    }
    if len(flow.members) > 1:
        data["services"] = list(flow.members[:MOST_MEMBERS])
    if flow.client.remark != EMPTY:
        data["remark"] = both(flow.client.remark)
    return data


def _conclusion(found: FlowConclusion) -> types.FlowConclusion[Bilingual]:
    data: types.FlowConclusion[Bilingual] = {
        "conclusion": found.value,
        "by": [name for name in found.by if name],
        "reason": Reason(found.reason),
        "walk": walk_data(found.branch) if found.branch is not None else None,
        "needs": needs_data(found.needs),
    }
    if found.spare:
        data["sorry_server"] = True
    return data
