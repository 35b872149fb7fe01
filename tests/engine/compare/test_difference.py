"""What changes in meaning: things, not lines."""

import pytest

from lvsportal.engine.compare.difference import as_markdown, as_text, difference
from lvsportal.engine.report.localise import localised
from tests.engine.compare.definitions import BAD, GOOD, WORSE, Files, Real, addresses, compared, director


def messages(base: Files, head: Files, language: str = "en") -> list[str]:
    told = localised(difference(compared(base, head)), language)
    return [change["message"] for change in told["changes"]]  # type: ignore[index]


def one(configuration: str, **more: str) -> Files:
    return {"lb1/keepalived.conf": configuration, **{f"lb1/{name}": text for name, text in more.items()}}


@pytest.mark.parametrize(
    ("before", "after", "en", "zh"),
    [
        (
            director(Real(weight=3)),
            director(Real(weight=0)),
            "real server lb1 · 10.0.0.100:80/tcp · 10.0.0.21:80: weight 3 → 0",
            "真实服务器 lb1 · 10.0.0.100:80/tcp · 10.0.0.21:80：权重 3 → 0",
        ),
        (
            director(GOOD),
            director(BAD),
            "real server lb1 · 10.0.0.100:80/tcp · 10.0.0.21: port 80 → 8080",
            "真实服务器 lb1 · 10.0.0.100:80/tcp · 10.0.0.21：端口 80 → 8080",
        ),
        (
            director(GOOD),
            director(GOOD, WORSE),
            "real server added: lb1 · 10.0.0.100:80/tcp · 10.0.0.22:8443",
            "新增真实服务器: lb1 · 10.0.0.100:80/tcp · 10.0.0.22:8443".replace(": ", "："),
        ),
        (
            director(GOOD, priority=150),
            director(GOOD, priority=90),
            "VRRP instance lb1 · VI_1: priority 150 → 90",
            "VRRP 实例 lb1 · VI_1：优先级 150 → 90",
        ),
        (
            director(GOOD),
            director(GOOD, method="NAT"),
            "virtual service lb1 · 10.0.0.100:80/tcp: forwarding method DR → NAT",
            "虚拟服务 lb1 · 10.0.0.100:80/tcp：转发方式 DR → NAT",
        ),
    ],
)
def test_one_change_is_one_sentence_in_both_languages(before: str, after: str, en: str, zh: str) -> None:
    assert en in messages(one(before), one(after))
    assert zh in messages(one(before), one(after), "zh-hans")


def test_a_definition_that_only_moves_its_lines_does_not_change() -> None:
    assert messages(one(director(GOOD, WORSE)), one("! new\n\n" + director(WORSE, GOOD))) == []


def test_a_vip_that_another_node_takes_over_has_moved() -> None:
    with_vip, without = director(GOOD), director(GOOD).replace("10.0.0.100/24", "10.0.0.99/24")
    base = {"lb1/keepalived.conf": with_vip, "lb2/keepalived.conf": without}
    head = {"lb1/keepalived.conf": without, "lb2/keepalived.conf": with_vip}
    assert "VIP lb2 · VI_1 · 10.0.0.100: moved, lb1/VI_1 → lb2/VI_1" in messages(base, head)


def test_a_service_that_comes_brings_its_real_servers_without_naming_each() -> None:
    more = director(GOOD) + director(GOOD, WORSE, vip="10.0.0.101").split("}\n}\n", 1)[1]
    assert messages(one(director(GOOD)), one(more)) == ["virtual service added: lb1 · 10.0.0.101:80/tcp"]


def test_evidence_changes_too() -> None:
    rule = "*mangle\n-A PREROUTING -d 10.0.0.100/32 -p tcp -m tcp --dport 80 -j MARK --set-xmark 0x1/0xffffffff\nCOMMIT\n"
    before = one(
        director(GOOD),
        **{"ip-addr.json": addresses("eth0", "10.0.0.11/24"), "sysctl.txt": "net.ipv4.ip_forward = 1\n"},
    )
    after = {**before, "lb1/iptables-save.txt": rule, "lb1/sysctl.txt": "net.ipv4.ip_forward = 0\n"}
    told = messages(before, after)
    assert "sysctl lb1 · net.ipv4.ip_forward: value 1 → 0" in told
    assert any(
        line.startswith("firewall rule added: lb1 · mangle PREROUTING · ") and "MARK" in line for line in told
    )


def test_a_changed_password_is_told_without_the_password() -> None:
    def secret(word: str) -> Files:
        return one(
            director(
                GOOD, extra=f"    authentication {{\n        auth_type PASS\n        auth_pass {word}\n    }}\n"
            )
        )

    told = str(difference(compared(secret("hunter2"), secret("swordfish"))))
    assert "authentication" in told
    assert "hunter2" not in told and "swordfish" not in told


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_text_and_markdown_name_both_sides(language: str) -> None:
    told = localised(difference(compared(one(director(GOOD)), one(director(BAD)))), language)
    for write in (as_text, as_markdown):
        text = write(told, language)  # type: ignore[arg-type]
        assert "before" in text and "after" in text and "8080" in text and "LVS001" in text
