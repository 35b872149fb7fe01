"""What people type is found: at least 95 of 100 queries have a right answer among the first three."""

import time
from pathlib import Path
from typing import NamedTuple

import pytest

from lvsportal.engine.knowledge.library import articles
from lvsportal.engine.knowledge.search import distance, search, words


class Query(NamedTuple):
    words: str
    language: str
    right: frozenset[str]


def queries() -> list[Query]:
    lines = Path(__file__).with_name("queries.txt").read_text().splitlines()
    rows = [[part.strip() for part in line.split(" | ")] for line in lines if line and not line.startswith("#")]
    return [Query(asked, language, frozenset(right.split())) for asked, language, right in rows]


def _first(query: Query, count: int = 3) -> list[str]:
    return [hit.article.id for hit in search(query.words, query.language).hits[:count]]


def test_the_right_answer_is_among_the_first_three() -> None:
    asked = queries()
    missed = [(one.words, one.language, _first(one)) for one in asked if not one.right & set(_first(one))]
    assert len(asked) >= 80
    assert len(missed) <= len(asked) * 0.05, missed


def test_most_right_answers_come_first() -> None:
    asked = queries()
    assert sum(bool(one.right & set(_first(one, 1))) for one in asked) >= 0.8 * len(asked)


def test_every_right_answer_is_an_article() -> None:
    known = {one.id for one in articles("en")}
    assert {right for one in queries() for right in one.right} <= known


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "variants", [("failover", "fail-over", "Fail Over"), ("time-out", "timeout", "time out")]
)
def test_hyphens_and_blanks_do_not_matter(variants: tuple[str, ...], language: str) -> None:
    first = [[hit.article.id for hit in search(one, language).hits[:1]] for one in variants]
    assert first[0] == first[1] == first[2]


def test_a_misspelt_word_is_read_as_its_neighbour_and_said() -> None:
    found = search("persistance", "en")
    assert found.read_as and found.hits[0].article.id == "persistence"


def test_nothing_found_offers_the_nearest() -> None:
    for asked in ("xylophone", "", "🦀", "zzzzqqqq"):
        found = search(asked, "en")
        assert found.nearest and len(found.hits) == 3


def test_snippets_mark_what_was_asked_by_any_of_its_names() -> None:
    hit = search("脑裂", "en").hits[0]
    assert any(part.marked and part.text.lower() == "split brain" for part in hit.snippet)
    assert "".join(part.text for part in hit.snippet)


def test_words_of_both_scripts() -> None:
    assert words("fail-over 循环转发 net.ipv4.vs")[:3] == ["failover", "fail", "over"]
    assert {"循环", "环转", "转发"} <= set(words("循环转发"))


def test_distance_counts_a_swap_once() -> None:
    assert distance("conntrack", "conntarck", 2) == 1
    assert distance("abc", "xyz", 1) == 2


def test_a_long_query_costs_no_more_than_a_short_one() -> None:
    search("warm", "en")
    start = time.monotonic()
    search("arp " * 5000, "en")
    assert time.monotonic() - start < 2
