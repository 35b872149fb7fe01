"""The report keeps the contract: fields, counts, order, languages, fingerprints."""

import json

from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.markdown import as_markdown
from lvsportal.engine.report.text import as_text
from lvsportal.engine.report.types import Report, Result
from lvsportal.engine.rules.catalogue import rules
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_files
from tests.conftest import TRAP


def report_on(text: str, language: str = "en", path: str = "lb1/keepalived.conf") -> dict:
    return localise(review(from_files([(path, text.encode())])), language)


def many(services: int, port: int = 80) -> str:
    return "".join(
        f"virtual_server 10.{n // 250}.{n % 250}.1 80 {{\n lb_kind DR\n protocol TCP\n real_server 10.{n // 250}.{n % 250}.2 {port} {{\n }}\n}}\n"
        for n in range(services)
    )


def test_the_shape_is_the_contracts() -> None:
    report = report_on(TRAP)
    assert report["schema"] == "lvsportal.report/1"
    assert set(report) == Report.__required_keys__
    assert all(set(result) == Result.__required_keys__ for result in report["results"])
    assert {result["rule"] for result in report["results"]} == {rule.id for rule in rules()}
    assert report["summary"]["gate"] == "fail"
    json.dumps(report)


def test_the_finding_stands_at_its_line_and_the_worst_comes_first() -> None:
    first = report_on(TRAP)["results"][0]
    assert (first["rule"], first["verdict"]) == ("LVS001", "violated")
    place = first["locations"][0]
    assert TRAP.splitlines()[place["line"] - 1][place["column"] - 1 : place["end_column"] - 1] == "10.0.0.21"


def test_one_result_stands_for_all_subjects_of_a_cause() -> None:
    report = report_on(many(300))
    open_arp = [result for result in report["results"] if result["rule"] == "LVS006"]
    assert len(open_arp) == 1
    assert open_arp[0]["count"] == 300
    assert len(open_arp[0]["subjects"]) == 20


def test_a_violated_result_names_all_its_subjects() -> None:
    first = report_on(many(50, port=81))["results"][0]
    assert first["verdict"] == "violated"
    assert len(first["subjects"]) == first["count"] == 50


def test_the_fix_mends_the_text_it_points_at() -> None:
    fix = report_on(TRAP)["results"][0]["fix"]
    edit = fix["edits"][0]
    assert TRAP[edit["start"] : edit["end"]] == "8443"
    mended = TRAP[: edit["start"]] + edit["text"] + TRAP[edit["end"] :]
    assert not [r for r in report_on(mended)["results"] if r["rule"] == "LVS001" and r["verdict"] == "violated"]


def test_a_fix_is_proven_only_where_the_listener_is_shown() -> None:
    node = '[{"ifname": "eth0", "address": "52:54:00:00:00:21", "addr_info": [{"local": "10.0.0.21", "prefixlen": 24}]}]'
    files = [
        ("lb1/keepalived.conf", TRAP.encode()),
        ("rs1/ip-addr.json", node.encode()),
        ("rs1/ss.txt", b"tcp LISTEN 0 5 0.0.0.0:8443 0.0.0.0:*\n"),
    ]
    shown = review(from_files(files))["results"][0]
    hidden = review(from_files(files[:1]))["results"][0]
    assert (shown["cause"], shown["fix"]["proven"]) == ("differs", True)
    assert hidden["fix"]["proven"] is False


def test_fingerprints_survive_moved_lines() -> None:
    def prints(text: str) -> set[str]:
        return {
            subject["fingerprint"] for result in report_on(text)["results"] for subject in result["subjects"]
        }

    assert prints(TRAP) == prints("\n\n! moved\n" + TRAP)


def test_both_languages_say_something_of_their_own() -> None:
    english, chinese = report_on(TRAP, "en"), report_on(TRAP, "zh-hans")
    for one, other in zip(english["results"], chinese["results"], strict=True):
        assert one["message"] != other["message"]
        assert any("\u4e00" <= letter <= "\u9fff" for letter in other["message"])
    assert "不通过" in as_text(chinese, "zh-hans")
    assert "FAIL" in as_markdown(english, "en")


def test_every_text_of_every_rule_can_be_filled() -> None:
    for rule in rules():
        for cause in rule.causes.values():
            assert cause.text.en != cause.text.zh
            assert _fields(cause.text.en) == _fields(cause.text.zh), cause.text.en


def _fields(text: str) -> set[str]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(text) if name}
