"""What cluster.yaml declares: counted where nothing is shown, told where it counts, and outweighed by what is shown."""

import pytest

from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_files

DIRECTOR = (
    "vrrp_instance V {\n interface eth0\n virtual_router_id 5\n virtual_ipaddress {\n  10.0.0.100/24\n }\n}\n"
    "virtual_server 10.0.0.100 80 {\n lvs_method DR\n lvs_sched rr\n protocol TCP\n"
    " real_server 10.0.0.21 80 {\n }\n real_server 10.0.0.22 80 {\n }\n}\n"
)
ADDRESSES = '[{"ifname":"eth0","flags":["UP"],"address":"52:54:00:00:00:01","addr_info":[{"local":"10.0.0.1","prefixlen":24,"scope":"global"}]}]'
DECLARED = 'declare:\n  "10.0.0.2*":\n    why: set up by one role, looked at on 3 November\n    plain: true\n    vip: lo\n    arp: suppressed\n'
Found = dict[str, set[str]]


def report(cluster: str = "", **more: str) -> dict:
    files = {"lb1/keepalived.conf": DIRECTOR, "lb1/ip-addr.json": ADDRESSES, **more}
    if cluster:
        files["cluster.yaml"] = cluster
    return review(from_files([(path, text.encode()) for path, text in files.items()]))


def verdicts(found: dict, rule: str) -> set[str]:
    return {str(result["verdict"]) for result in found["results"] if result["rule"] == rule}


def test_what_is_declared_decides_and_the_result_says_so() -> None:
    before, after = report(), report(DECLARED)
    assert verdicts(before, "LVS006") == {"undecided"}
    assert verdicts(after, "LVS006") == {"safe"}
    resting = [result for result in after["results"] if result["rule"] == "LVS006"]
    assert resting[0]["declared"] == [{"file": "cluster.yaml", "line": 3}]
    assert after["summary"]["declared"] >= 2
    assert not any(result["declared"] for result in before["results"])


def test_a_declaration_without_a_reason_does_not_count() -> None:
    found = report(DECLARED.replace("    why: set up by one role, looked at on 3 November\n", ""))
    assert verdicts(found, "LVS006") == {"undecided"}
    assert any("why" in one["message"]["en"] for one in found["diagnostics"])


def test_what_is_shown_outweighs_what_is_declared() -> None:
    shown = {
        "rs1/ip-addr.json": ADDRESSES.replace("10.0.0.1", "10.0.0.21"),
        "rs1/sysctl.txt": "net.ipv4.conf.all.arp_ignore = 0\n",
    }
    found = report(DECLARED, **shown)
    told = [one["message"]["en"] for one in found["diagnostics"] if one["file"] == "cluster.yaml"]
    assert any("contradicts" in text and "arp_ignore = 0" in text for text in told)


@pytest.mark.parametrize(
    "text",
    [
        "declare: 3\n",
        "declare: {x: 3}\n",
        "declare: {x: {why: y, vip: [1]}}\n",
        "declare: {x: {why: y, gateway: z}}\n",
    ],
)
def test_a_declaration_of_another_shape_is_told_and_passed_over(text: str) -> None:
    assert any(one["file"] == "cluster.yaml" for one in report(text)["diagnostics"])


def test_sysctl_conf_counts_as_declared_before_anything_is_in_force() -> None:
    found = report(**{"lb1/sysctl.conf": "net.ipv4.ip_forward = 1\n"})
    assert any(one["file"] == "lb1/sysctl.conf" for one in found["diagnostics"])
