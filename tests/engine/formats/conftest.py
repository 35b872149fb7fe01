"""Reports to write out: a trap on two directors, with what is undecided, and a waived one."""

from copy import deepcopy
from typing import Any

import pytest

from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.places import Files
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import Bundle, from_files

CONFIGURATION = """\
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress { 10.0.0.100
    }
    priority 100
}
virtual_server 10.0.0.100 443 {
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 10.0.0.21 8443 {
        weight 1
    }
    real_server 10.0.0.22 9443 {
        weight 1
    }
}
"""

RULES = [f"LVS00{number}" for number in range(1, 8)]  # a report that later rules do not change


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    texts = {n: CONFIGURATION.replace("priority 100", f"priority 10{n}") for n in (1, 2)}
    return from_files([(f"lb {n}/keepalived.conf", text.encode()) for n, text in texts.items()])


@pytest.fixture(scope="session")
def files(bundle: Bundle) -> Files:
    return Files({source.path: source.text for source in bundle.sources})


@pytest.fixture(params=["en", "zh-hans"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def report(bundle: Bundle, language: str) -> dict[str, Any]:
    return localise(review(bundle, "edge", select=RULES), language)


@pytest.fixture
def waived(report: dict[str, Any]) -> dict[str, Any]:
    """The same report with its violated result waived."""
    changed = deepcopy(report)
    changed["results"][0]["waiver"] = {
        "state": "active",
        "reason": "until the new switch",
        "owner": "ops",
        "expires": "2027-03-01",
        "in_file": False,
    }
    return changed
