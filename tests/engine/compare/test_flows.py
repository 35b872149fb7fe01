"""Flows are compared member by member, state by state."""

import json
from time import process_time

import pytest

from lvsportal.engine.compare.flows import Ending, FlowTable, Member, flow_changes
from tests.engine.compare.definitions import Files, compared

_KEYS = {"ip_forward": 1}
_PER_INTERFACE = {
    "arp_ignore": 1,
    "arp_announce": 2,
    "rp_filter": 0,
    "send_redirects": 0,
    "accept_local": 0,
    "forwarding": 1,
}
SYSCTL = "net.ipv4.ip_forward = 1\n" + "".join(
    f"net.ipv4.conf.{interface}.{key} = {value}\n"
    for interface in ("all", "default", "eth0", "lo")
    for key, value in _PER_INTERFACE.items()
)
ACCEPTS = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"
RULES = json.dumps(
    [
        {"priority": number, "src": "all", "table": name}
        for number, name in ((0, "local"), (32766, "main"), (32767, "default"))
    ]
)
ROUTES = json.dumps(
    [{"dst": "default", "gateway": "10.0.0.1", "dev": "eth0"}, {"dst": "10.0.0.0/24", "dev": "eth0"}]
)


def node(last: int, *more: str, on_lo: str = "") -> dict[str, str]:
    """Evidence of a node on 10.0.0.0/24: everything that a walk asks of it."""

    def interface(name: str, mac: str, addresses: list[str]) -> dict[str, object]:
        infos = [
            {
                "family": "inet",
                "local": one.split("/")[0],
                "prefixlen": int(one.split("/")[1]),
                "scope": "host" if one.startswith("127.") else "global",
            }
            for one in addresses
        ]
        return {"ifname": name, "address": mac, "flags": ["UP"], "addr_info": infos}

    lo = interface("lo", "00:00:00:00:00:00", ["127.0.0.1/8", *([on_lo] if on_lo else [])])
    eth0 = interface("eth0", f"52:54:00:00:00:{last}", [f"10.0.0.{last}/24", *more])
    return {
        "ip-addr.json": json.dumps([lo, eth0]), "ip-route.json": ROUTES, "ip-rule.json": RULES, "sysctl.txt": SYSCTL,
        "iptables-save.txt": ACCEPTS,
    }  # fmt: skip


def cluster(
    vips: dict[int, str] | None = None, director: str = "lb1", weights: tuple[int, ...] = (1, 1)
) -> Files:
    """A director with a DR service and two real servers, all shown. ``vips``: what stands on the real servers' lo."""
    files: Files = {}
    reals = "".join(
        f"    real_server 10.0.0.{n} 80 {{\n        weight {weight}\n    }}\n"
        for n, weight in zip((21, 22), weights, strict=True)
    )
    files[f"{director}/keepalived.conf"] = (
        f"virtual_server 10.0.0.100 80 {{\n    lb_algo rr\n    lb_kind DR\n    protocol TCP\n{reals}}}\n"
    )
    files |= {f"{director}/{name}": text for name, text in node(11, "10.0.0.100/32").items()}
    for n in (21, 22):
        shown = node(n, on_lo=(vips or {}).get(n, "10.0.0.100/32"))
        files |= {f"rs{n}/{name}": text for name, text in shown.items()}
        files[f"rs{n}/ss.txt"] = "tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\n"
        files[f"rs{n}/ipvsadm-save.txt"] = ""  # shown to be no director
    return files


def changes(base: Files, head: Files, language: str = "en") -> list[str]:
    told = compared(base, head).report["base"]["flows"]
    return [f"{change['kind']}: {change['message'][language]}" for change in told]  # type: ignore[literal-required]


def test_what_does_not_change_is_not_told() -> None:
    assert changes(cluster(), cluster()) == []


@pytest.mark.parametrize(
    ("language", "today", "after"),
    [
        (
            "en",
            "worse: clients outside → 10.0.0.100:80/tcp, state today: served by rs21, rs22 → partly served",
            "worse: clients outside → 10.0.0.100:80/tcp, state rs22: partly served → lost",
        ),
        (
            "zh-hans",
            "worse: 外部客户端 → 10.0.0.100:80/tcp，状态 today：得到服务（rs21, rs22） → 部分得到服务",
            "worse: 外部客户端 → 10.0.0.100:80/tcp，状态 rs22：部分得到服务 → 丢失",
        ),
    ],
)
def test_a_real_server_without_the_vip_costs_flows_today_and_after_events(
    language: str, today: str, after: str
) -> None:
    told = changes(cluster(), cluster({21: ""}), language)
    assert told[0] == today
    assert after in told


def test_mended_is_better_and_counts_for_nothing() -> None:
    assert {line.split(":")[0] for line in changes(cluster({21: ""}), cluster())} == {"better"}


def test_who_answers_changes() -> None:
    told = changes(cluster(), cluster(weights=(0, 1)))
    assert (
        "moved: clients outside → 10.0.0.100:80/tcp, state today: served by rs21, rs22 → served by rs22" in told
    )


def test_evidence_taken_away_makes_a_flow_unknown() -> None:
    less = {name: text for name, text in cluster().items() if not name.startswith("rs21/")}
    assert any(line.startswith("unknown:") and "state today" in line for line in changes(cluster(), less))


def with_second_service(vips: dict[int, str]) -> Files:
    """The same with a service on 10.0.0.101, which stands on the director, and on no real server unless ``vips`` says so."""
    files = cluster(vips)
    text = files["lb1/keepalived.conf"]
    files["lb1/keepalived.conf"] = text + text.replace("10.0.0.100", "10.0.0.101")
    files["lb1/ip-addr.json"] = node(11, "10.0.0.100/32", "10.0.0.101/32")["ip-addr.json"]
    return files


def test_a_service_that_comes_lost_is_worse_than_none() -> None:
    found = compared(cluster(), with_second_service({})).report["base"]["flows"]
    come = [change for change in found if change["before"] is None]
    assert [member["service"] for change in come for member in change["members"]] == ["10.0.0.101:80/tcp"]
    assert (come[0]["kind"], come[0]["gate"], come[0]["after"]["conclusion"]) == ("worse", True, "lost")  # type: ignore[index]


def test_a_service_that_goes_is_gone_and_no_worse() -> None:
    found = compared(with_second_service({}), cluster()).report["base"]["flows"]
    assert [change["kind"] for change in found if change["after"] is None] == ["gone"]
    assert "worse" not in {change["kind"] for change in found}


def test_a_renamed_director_changes_no_flow() -> None:
    found = compared(cluster(), cluster(director="edge1"))
    assert (found.renamed, found.report["base"]["flows"]) == ({"lb1": "edge1"}, [])


def test_states_are_known_by_the_names_of_now() -> None:
    member = Member("lb1", "10.0.0.100:80/tcp")
    ids = ("today", "today/lb1", "lb1", "lb1:eth0", "lb1:keepalived/back")
    before = FlowTable(
        {member: dict.fromkeys(ids, Ending("served", ("lb1",)))}, frozenset([member]), ids[:2], {}
    )
    now = {state.replace("lb1", "edge1"): Ending("served", ("edge1",)) for state in ids}
    after = FlowTable({member._replace(client="edge1"): now}, frozenset(), ("today", "today/edge1"), {})
    assert flow_changes(before, after, {"lb1": "edge1"}) == []


def table(services: int, lost: int) -> FlowTable:
    served, gone = {"today": Ending("served")}, {"today": Ending("lost")}
    members = [Member("outside", f"10.0.{n // 250}.{n % 250}:80/tcp") for n in range(services)]
    endings = {member: gone if number < lost else served for number, member in enumerate(members)}
    return FlowTable(endings, frozenset(members), ("today",), {})


def test_members_of_one_class_are_told_apart_and_counted() -> None:
    found = flow_changes(table(300, 0), table(300, 7), {})
    assert [(one.kind, one.gate, len(one.members)) for one in found] == [("worse", True, 7)]


def test_the_cost_grows_with_the_number_of_flows_only() -> None:
    def seconds(services: int) -> float:
        before, after = table(services, 0), table(services, services // 2)
        start = process_time()
        flow_changes(before, after, {})
        return process_time() - start

    seconds(1000)
    assert seconds(40_000) < 4 * seconds(20_000) + 0.2
