"""The command blocks of articles, run in the guest. A part on every run; ``make lab`` runs all."""

from collections.abc import Iterator

import pytest

from lvsportal.engine.knowledge.blocks import blocks, claims
from lvsportal.engine.knowledge.library import articles
from tests.lab.articles import matches, plays, run
from tests.lab.claims import CLAIMS
from tests.lab.examples import examples
from tests.lab.matrix import all_scenarios

# The traps and how packets are forwarded, and what they give to be kept in files; the rest is for ``make lab``.
PART = [name for name in plays() if name.startswith(("LVS", "dr", "nat", "tun", "claim-"))]


@pytest.fixture(scope="module")
def played() -> Iterator[dict[str, list[str]]]:
    yield run(PART)


@pytest.mark.needs_kernel
@pytest.mark.xdist_group("articles")
@pytest.mark.parametrize("name", PART)
def test_commands_do_and_show_what_the_article_says(name: str, played: dict[str, list[str]]) -> None:
    assert played[name] == []


def test_every_article_with_commands_is_played() -> None:
    for one in articles("en"):
        wanted = [
            b
            for b in blocks(one.markdown)
            if b.info.kind in ("look", "change", "undo", "start") and b.info.nodes
        ]
        assert not wanted or one.id in plays() or one.id.startswith(("LVS1", "LVS2"))


def test_both_languages_have_the_same_blocks() -> None:
    chinese = {one.id: blocks(one.markdown) for one in articles("zh-hans")}
    for one in articles("en"):
        said = [block for block in blocks(one.markdown) if block.info.kind]
        assert said == [block for block in chinese[one.id] if block.info.kind], one.id


def test_every_claim_names_a_scenario_that_is_played() -> None:
    known = (
        {one["name"] for one in (*all_scenarios(), *examples())}
        | set(CLAIMS)
        | {f"article-{n}" for n in plays()}
    )
    for language in ("en", "zh-hans"):
        for one in articles(language):
            assert set(claims(one.markdown)) <= known, one.id


@pytest.mark.parametrize(
    ("shown", "printed", "agree"),
    [
        ("rs1", "rs1\n", True),
        ("rs1", "rs1\nrs1\n", False),
        ("TCP … :80 rr", "TCP  10.0.0.100:80 rr\n", True),
        ("TCP … rr", "UDP  10.0.0.100:80 rr\n", False),
        ("…\nb", "a\n\nb\n", True),
        ("…\nb", "a\nb\nc\n", False),
        ("a\n…", "a\n", True),
        ("ttl 62, …", "ttl 620, id\n", False),
    ],
)
def test_what_is_shown_is_compared(shown: str, printed: str, agree: bool) -> None:
    assert matches(shown, printed) is agree
