"""The recorded lab on every run: what a real kernel did with each scenario, beside the walk, the matrix and the gate."""

import pytest

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.matrix import matrix
from lvsportal.engine.flows.types import Flow
from lvsportal.engine.readers.assemble import read_bundle
from tests.lab.compare import outcomes_beside
from tests.lab.record import Probe, Recorded, recorded

# Where one client's luck is fixed for a while, or a cache turned while the probe ran: it saw a part of what can happen.
_BY_CHANCE = {"circle-persistent", "six-vip-on-eth0"}
# The kernel answers, and yet nothing is balanced: not served (rules.md, LVS009).
_UNBALANCED = {"circle-both-daemons"}
# A real server without any evidence may have answered; the guest does not show its rules for IPv6.
_NOT_SHOWN = {"circle-sh-order-not-shown", "dead-server", "dr-no-route-to-rs", "six-dr"}
_EXCEPTIONS = _BY_CHANCE | _UNBALANCED | _NOT_SHOWN


def flow_of(scenario: Recorded, probe: Probe) -> Flow | None:
    """The flow that a probe belongs to; None where its client is none that counts or no service takes it."""
    found = Analysis(read_bundle(scenario.bundle).cluster).once(matrix)
    names = {probe.name, probe.name.replace(f":{probe.port}/", ":0/")}
    return next((f for f in found.flows if f.client.node == probe.source and names & {*f.members}), None)


def seen(probe: Probe) -> str:
    answered = [one for one in probe.seen if one.startswith("answered")]
    return "lost" if not answered else "served" if len(answered) == len(probe.seen) else "partly"


@pytest.mark.parametrize("name", sorted(recorded()))
def test_the_walk_and_the_matrix_say_what_the_kernel_did(name: str) -> None:
    scenario = recorded()[name]
    for probe in scenario.probes:
        missed, unseen = outcomes_beside(scenario.bundle, probe._asdict() | {"from": probe.source})
        assert not missed, "seen by the client, and not foreseen"
        assert not unseen, "foreseen for certain, and not seen"
        flow = flow_of(scenario, probe)
        if flow is not None and name not in _EXCEPTIONS:
            assert flow.conclusions["today"].value == seen(probe)


def test_the_exceptions_are_scenarios() -> None:
    assert recorded().keys() >= _EXCEPTIONS
