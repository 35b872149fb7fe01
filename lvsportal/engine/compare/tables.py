"""The flows of an examined definition, member by member."""

from lvsportal.engine.compare.flows import Ending, FlowTable, Member
from lvsportal.engine.service import Examined
from lvsportal.engine.source.language import Text


def flow_table(examined: Examined) -> FlowTable:
    """All flows of a definition, from its report."""
    report = examined.report
    endings = {
        Member(flow["client"], flow["service"]): {
            state: Ending(ending["conclusion"], tuple(ending["by"]))
            for state, ending in flow["conclusions"].items()
        }
        for flow in report["flows"]
    }
    counted = frozenset(Member(flow["client"], flow["service"]) for flow in report["flows"] if flow["gate"])
    possible = tuple(state["id"] for state in report["states"] if not state["event"])
    states = {state["id"]: Text(state["title"]["en"], state["title"]["zh-hans"]) for state in report["states"]}
    return FlowTable(endings, counted, possible, states)
