"""The gate (contracts, section 5): may the change go live?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lvsportal.engine.flows.types import FAILING, Matrix
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.terms import Gate, Severity, Verdict

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Result

# The rule that speaks for flows: where it is not asked, the gate does not look at them.
FLOWS_RULE = "LVS008"


def gate(cluster: Cluster, results: Iterable[Result[Bilingual]], matrix: Matrix | None) -> Gate:
    """``fail`` where an error is violated, or a flow that counts is lost or partly served in a state that may be today's;
    else ``not_applicable`` where there is no service to judge; else ``undecided`` where an error is; else ``pass``.

    ``matrix`` None: only some rules were asked, none that speaks of flows.
    """
    errors = {result["verdict"] for result in results if result["severity"] == Severity.ERROR}
    if Verdict.VIOLATED in errors or (matrix is not None and fails(matrix)):
        return Gate.FAIL
    if not any(node.services for node in cluster.directors):
        return Gate.NOT_APPLICABLE
    return Gate.UNDECIDED if Verdict.UNDECIDED in errors else Gate.PASS


def fails(matrix: Matrix) -> bool:
    """Whether a flow that counts fails in a state that may be today's."""
    names = [state.id for state in matrix.today]
    return any(
        flow.conclusions[name].value in FAILING for flow in matrix.flows if flow.client.counts for name in names
    )
