"""Small definitions to compare: two directors under VRRP with one DR service, and evidence of real servers."""

import json
from typing import NamedTuple

from lvsportal.engine.compare.compare import Compared, Given, Options, compare
from lvsportal.engine.source.bundle import from_files

Files = dict[str, str]
GOOD, BAD, WORSE = "10.0.0.21 80", "10.0.0.21 8080", "10.0.0.22 8443"


class Real(NamedTuple):
    """A real server of the service."""

    endpoint: str = GOOD
    weight: int = 1


def director(
    *reals: str | Real, vip: str = "10.0.0.100", priority: int = 150, method: str = "DR", extra: str = ""
) -> str:
    """A keepalived.conf."""
    listed = [Real(real) if isinstance(real, str) else real for real in reals]
    blocks = "".join(
        f"    real_server {real.endpoint} {{\n        weight {real.weight}\n    }}\n" for real in listed
    )
    return (
        f"vrrp_instance VI_1 {{\n    interface eth0\n    virtual_router_id 51\n    priority {priority}\n{extra}"
        f"    virtual_ipaddress {{\n        {vip}/24\n    }}\n}}\n"
        f"virtual_server {vip} 80 {{\n    lb_algo rr\n    lb_kind {method}\n    protocol TCP\n{blocks}}}\n"
    )


def addresses(interface: str, *written: str) -> str:
    """``ip -j addr`` of a node with one interface."""
    infos = [{"local": one.split("/")[0], "prefixlen": int(one.split("/")[1])} for one in written]
    return json.dumps([{"ifname": interface, "address": "52:54:00:00:00:01", "addr_info": infos}])


def pair(*reals: str | Real) -> Files:
    """Two directors of the same configuration."""
    return {"lb1/keepalived.conf": director(*reals), "lb2/keepalived.conf": director(*reals, priority=100)}


def given(files: Files, title: str = "side") -> Given:
    return Given(from_files([(path, text.encode()) for path, text in files.items()]), title)


def compared(base: Files, head: Files, **options: object) -> Compared:
    return compare(given(base, "before"), given(head, "after"), Options(**options))  # type: ignore[arg-type]


def classes(found: Compared, rule: str = "LVS001") -> dict[str, list[str]]:
    """Class → the violated subjects of a rule, as ``node real_server``."""
    told: dict[str, list[str]] = {}
    base = found.report["base"]["results"]
    for result in [*found.report["results"], *base]:
        if result["rule"] == rule and result["verdict"] == "violated":
            names = [f"{one['node']} {one.get('real_server', '')}" for one in result["subjects"]]
            told.setdefault(result.get("comparison", ""), []).extend(names)
    return {name: sorted(subjects) for name, subjects in told.items()}
