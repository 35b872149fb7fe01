"""Remarks beside ``keepalived -t`` 2.2.7: each line here was run through it, and stands where it complains."""

import pytest

from tests.bench.beside_keepalived import cases, score
from tests.conftest import SHARED
from tests.engine.test_keepalived_reader import codes, reading

INSTANCE = "vrrp_instance V {\n interface eth0\n virtual_router_id 5\n%s\n}\n"
SERVICE = "virtual_server 10.0.0.1 80 {\n lvs_method DR\n lvs_sched rr\n protocol TCP\n%s\n}\n"
CORPUS = SHARED / "corpus"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vrrp_script a {\n interval 2\n}\n", [(3, "lacks")]),
        ("track_file a {\n weight 1\n}\n", [(3, "lacks")]),
        ("bfd_instance a {\n source_ip 10.0.0.1\n}\n", [(3, "lacks")]),
        (INSTANCE % " track_script {\n  a\n }", [(5, "not_defined")]),
        (INSTANCE % " track_script {\n  a\n }" + "vrrp_script a {\n script /bin/true\n}\n", [(5, "defined_below")]),
        ("vrrp_script a {\n script /bin/true\n}\n" + INSTANCE % " track_script {\n  a weight 2 reverse\n }", []),
        ("vrrp_script a {\n script /bin/true\n}\n" + INSTANCE % " track_script {\n  a weight=2\n }", [(8, "unknown_option")]),
        (INSTANCE % " notify_master /a\n notify_master /b", [(5, "setting_twice")]),
        (INSTANCE % "" + INSTANCE % "", [(6, "defined_twice")]),
        (INSTANCE % " virtual_ipaddress {\n  10.0.0.1/24 dev eth0 no_track\n  10.0.0.2 netmask 255.0.0.0\n }", [(6, "unknown_option")]),
        (INSTANCE % " virtual_routes {\n  10.1.0.0/24 dev eth0 scope link metric 5\n  10.2.0.0/24 via 10.0.0.9\n }", [(6, "route_untracked")]),
        (INSTANCE % " virtual_rules {\n  from 10.0.0.0/24 table 5 priority 3\n  from 10.0.0.0/24\n }", [(6, "rule_action")]),
        (INSTANCE % " unicast_src_ip 10.0.0.1/24\n unicast_peer {\n  10.0.0.2/24\n }", []),
        ("static_routes {\n 10.1.0.0/24 via 10.0.0.1 dev eth0 foo 3\n}\n", [(2, "unknown_option")]),
        ("global_defs {\n notification_email {\n }\n}\n", [(3, "empty_mail")]),
        ("global_defs {\n lvs_sync_daemon eth0 maxlen 120000\n}\n", [(2, "unknown_option")]),
        ("virtual_server_group g {\n 10.0.0.5-3 80\n 10.0.0.1/24 80\n 10.0.0.1 http\n fwmark x\n}\n",
         [(2, "bad_entry"), (3, "bad_entry"), (4, "bad_entry"), (5, "bad_mark"), (6, "empty_group")]),
        (SERVICE.replace("TCP", "tcp") % " real_server 10.0.0.2/24 80 {\n }", [(4, "case")]),
        (SERVICE % " real_server 10.0.0.2 http {\n }\n real_server 10.0.0.3 80 {\n }", [(5, "bad_real_server")]),
        (SERVICE % " real_server 10.0.0.2 80 {\n  MISC_CHECK {\n  }\n }", [(7, "lacks")]),
        (SERVICE % " real_server 10.0.0.2 80 {\n  FILE_CHECK {\n   track_file t\n  }\n }", [(7, "not_defined"), (8, "lacks")]),
    ],
)  # fmt: skip
def test_a_complaint_of_keepalived_is_told_on_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    assert [found for found in codes(text) if found[1] != "no_router_id"] == expected


def test_the_protocol_counts_in_any_case_and_an_address_without_its_prefix() -> None:
    text = SERVICE.replace("TCP", "tcp") % " real_server 10.0.0.2/24 80 {\n }"
    service = reading(text)[0].services[0]
    assert (service.protocol, service.real_servers[0].address.text) == ("TCP", "10.0.0.2")


def lost(text: str) -> dict[str, tuple[str, ...]]:
    return {remark.code: remark.lost for remark in reading(text)[0].remarks if remark.lost}


TWO = SERVICE % " real_server 10.0.0.2 80 {\n  weight 1\n }\n real_server 10.0.0.3 80 {\n  weight 1\n }"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TWO, {}),
        (TWO.replace("weight 1", "wait 1"), {}),
        (TWO.replace(" real_server 10.0.0.3", " health {\n  x 1\n }\n real_server 10.0.0.3"), {"unknown_keyword": ("real_server 10.0.0.3 80",)}),
        (TWO.replace("  weight 1\n }\n real", "  weight 1\n real"), {"missing_brace": ("real_server 10.0.0.3 80",)}),
        (TWO.replace("real_server 10.0.0.3 80", "real_server\u00a010.0.0.3 80"), {"odd_blank": ("real_server\u00a010.0.0.3 80",)}),
        (TWO.replace("10.0.0.3 80", "10.0.0.3 http"), {"bad_real_server": ("real_server 10.0.0.3 http",)}),
        (TWO.replace("10.0.0.3 80", "${RS} 80"), {}),
        (TWO.replace("10.0.0.3 80", "{{ rs }} 80"), {}),
        (SERVICE % " include real-servers.conf", {}),
    ],
)  # fmt: skip
def test_what_keepalived_does_not_load_is_named_at_its_cause(
    text: str, expected: dict[str, tuple[str, ...]]
) -> None:
    assert lost(text) == expected


@pytest.mark.skipif(not CORPUS.exists(), reason="the real definitions lie beside the checkout")
def test_remarks_stand_where_keepalived_complains_of_real_files() -> None:
    result = score(cases(CORPUS))
    assert len(result.missing) <= 0.05 * result.complaints, result.missing
    assert len(result.false) <= 0.03 * result.clean, result.false
