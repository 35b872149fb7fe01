"""The reader of keepalived.conf: places, silent changes, and errors told once, where they are."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lvsportal.engine.model.services import Configuration
from lvsportal.engine.readers.keepalived.lexer import cut
from lvsportal.engine.readers.keepalived.reader import read
from lvsportal.engine.source.decoding import decode, encode
from lvsportal.engine.source.limits import DEFAULT
from lvsportal.engine.source.source import Diagnostic, Source


def reading(text: str, **others: str) -> tuple[Configuration, list[Diagnostic]]:
    files = {
        name.replace("__", "/") + ".conf": Source(name.replace("__", "/") + ".conf", body)
        for name, body in others.items()
    }

    def load(including: str, pattern: str) -> list[Source]:
        return [files[pattern]] if pattern in files else []

    return read(Source("keepalived.conf", text), load, DEFAULT)


def codes(text: str) -> list[tuple[int, str]]:
    return [(told.line, told.code) for told in reading(text)[1]]


SERVICE = "virtual_server 10.0.0.1 80 {\n lb_algo rr\n lb_kind DR\n protocol TCP\n real_server 10.0.0.2 80 {\n  weight 2\n }\n}\n"


def test_a_service_and_its_real_server_know_their_places() -> None:
    configuration, told = reading(SERVICE)
    service = configuration.services[0]
    real = service.real_servers[0]
    assert (service.name, service.scheduler, service.method) == ("10.0.0.1:80/tcp", "rr", "DR")
    assert (real.at.line, real.at.column, real.at.end_column) == (5, 14, 22)
    assert (real.port_at.column, real.weight) == (23, 2)
    assert told == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("weight 1 # comment", ["weight", "1"]),
        ("weight 1!comment", ["weight", "1"]),
        (r"path a\#b", ["path", "a#b"]),
        ('script "a b" c', ["script", "a b", "c"]),
        ("\tlb_kind\tDR\r", ["lb_kind", "DR"]),
        ('x "#no comment"', ["x", "#no comment"]),
    ],
)
def test_words_are_cut_as_keepalived_cuts_them(line: str, words: list[str]) -> None:
    assert [word.text for word in cut(line).words] == words


def test_one_line_blocks_and_a_brace_on_the_next_line() -> None:
    text = (
        "virtual_server 10.0.0.1 80\n{\n lb_kind DR\n protocol TCP\n real_server 10.0.0.2 80 { weight 3 }\n}\n"
    )
    configuration, told = reading(text)
    assert configuration.services[0].real_servers[0].weight == 3
    assert told == []


def errors(told: list[Diagnostic]) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in told if one.severity == "error"]


def test_what_follows_from_a_mistake_says_from_which() -> None:
    """keepalived reads an unknown block's content one block further out, and loses its way from there."""
    text = "vrrp_instance V {\n interface lo\n nonsense {\n  priority 3\n }\n virtual_router_id 5\n}\n"
    told = {one.line: one for one in reading(text)[1]}
    assert told[3].code == "unknown_keyword"
    assert told[6].code == told[7].code == "follows"
    assert "line 3" in told[6].message.en and "第 3 行" in told[6].message.zh


def test_a_missing_brace_is_told_once_with_the_block_that_lacks_it() -> None:
    text = SERVICE.replace("  weight 2\n }\n}", "  weight 2\n}") + SERVICE.replace("10.0.0.1", "10.0.0.9")
    configuration, told = reading(text)
    assert errors(told) == [(5, "missing_brace")]
    assert {one.code for one in told} == {"missing_brace", "follows"}
    assert [service.vip.text for service in configuration.services if service.vip] == ["10.0.0.1", "10.0.0.9"]


def test_an_unknown_block_is_skipped_as_a_whole_and_told_once() -> None:
    text = "virtual_server 10.0.0.1 80 {\n foo {\n  bar 1\n  lb_kind NAT\n }\n lb_kind DR\n protocol TCP\n real_server 10.0.0.2 80 {\n }\n}\n"
    assert errors(reading(text)[1]) == [(2, "unknown_keyword")]
    assert reading(text)[0].services[0].method == "DR"


def test_a_misspelt_keyword_gets_the_nearest_one() -> None:
    told = reading(SERVICE.replace("weight 2", "wieght 2"))[1]
    assert told[0].line == 6
    assert "weight" in told[0].message.en and "weight" in told[0].message.zh


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("lb_kind DR", "lb_kind dr", "unknown_value"),
        ("weight 2", "weight two", "bad_number"),
        ("lb_algo rr", "persistence_timeout 0", "out_of_range"),
        ("10.0.0.2 80", "10.0.0.2 81", "port_reset"),
        (" weight 2", "\u00a0weight 2", "odd_blank"),
        ("protocol TCP", "weight_x", "unknown_keyword"),
        ("weight 2", "virtual_router_id 3", "misplaced"),
    ],
)
def test_what_keepalived_does_silently_is_told(before: str, after: str, code: str) -> None:
    assert code in [found for _, found in codes(SERVICE.replace(before, after))]


def test_lower_case_dr_is_nat_as_keepalived_has_it() -> None:
    assert reading(SERVICE.replace("lb_kind DR", "lb_kind dr"))[0].services[0].method == "NAT"


def test_definitions_sequences_and_conditional_lines() -> None:
    text = (
        "$KIND=DR\n$BLOCK= \\\n lb_algo wlc \\\n lb_kind ${KIND}\n"
        "virtual_server 10.0.0.1 80 {\n$BLOCK\n protocol TCP\n"
        "@other lb_kind NAT\n@^other delay_loop 3\n"
        "~SEQ(n, 21, 23) real_server 10.0.0.$n 80 { weight 1 }\n}\n"
    )
    configuration, told = reading(text)
    service = configuration.services[0]
    assert (service.scheduler, service.method) == ("wlc", "DR")
    assert [real.address.text for real in service.real_servers] == ["10.0.0.21", "10.0.0.22", "10.0.0.23"]
    assert {real.at.line for real in service.real_servers} == {10}
    assert [one.code for one in told] == ["conditional"]


def test_includes_are_read_where_they_stand_and_loops_are_told() -> None:
    real = " real_server 10.0.0.2 80 {\n }\ninclude real.conf\n"
    configuration, told = reading(
        "virtual_server 10.0.0.1 80 {\n lb_kind DR\n protocol TCP\n include real.conf\n}\n", real=real
    )
    assert configuration.services[0].real_servers[0].at.source.path == "real.conf"
    assert [one.code for one in told] == ["include_loop"]


def test_groups_are_services_of_their_own() -> None:
    text = "virtual_server_group G {\n 10.0.0.1-3 80\n fwmark 7\n}\n" + SERVICE.replace(
        "10.0.0.1 80", "group G"
    )
    assert [service.name for service in reading(text)[0].services] == [
        "10.0.0.1:80/tcp",
        "10.0.0.2:80/tcp",
        "10.0.0.3:80/tcp",
        "fwmark 7",
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "{" * 300_000,
        "a {\n" * 100_000,
        "~SEQ(a, 1, 100000) ~SEQ(b, 1, 100000) x $a $b\n",
        "$A=$B\n$B=$A\n$A\n",
        "x" * 5_000_000,
        "\0" * 1000,
        "}" * 50_000,
        "~LST(A, " + "1, " * 50_000 + "2) real_server $A\n",
        "\r".join(["virtual_server 10.0.0.1 80 {"] * 1000),
    ],
    ids=["braces", "nested", "multiplying", "endless", "long line", "nul", "closing", "list", "lone cr"],
)
def test_hostile_text_ends_in_bounded_time_with_something_said(hostile: str) -> None:
    start = time.process_time()
    told = reading(hostile)[1]
    assert told
    assert time.process_time() - start < 30


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["virtual_server 10.0.0.1 80 {", "real_server 10.0.0.2 80 {", "}", "lb_kind DR", "weight 1", "{", "vrrp_instance V {",
             "virtual_ipaddress {", "10.0.0.1/24 dev eth0", "~SEQ(a,1,3) weight $a", "$X=1", "@a weight", 'script "x', "include a", "$X"]
        ),
        st.text(max_size=40),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_no_text_makes_the_reader_raise(lines: list[str]) -> None:
    text = "\n".join(lines)
    _, told = reading(text)
    last = text.count("\n") + 1
    assert all(1 <= one.line <= last for one in told)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_every_file_can_be_written_out_byte_for_byte(data: bytes) -> None:
    assert encode(decode("x", data)) == data


@pytest.mark.parametrize(
    "data", ["中文 # 注释\n".encode("gb18030"), "\ufeffx\r\n".encode("utf-16"), b"\xff\xfe\x00"]
)
def test_other_encodings_come_back_whole(data: bytes) -> None:
    assert encode(decode("x", data)) == data


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(blacklist_characters="\n"), max_size=80))
def test_the_columns_of_words_lead_back_to_the_text(line: str) -> None:
    for word in cut(line).words:
        written = line[word.column - 1 : word.end - 1]
        assert word.text == written.strip('"\r').replace("\\#", "#").replace("\\!", "!")
