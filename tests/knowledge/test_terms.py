"""Texts for people hold none of the words that were given up."""

import re

import pytest

from tools import terms


def test_no_word_that_was_given_up() -> None:
    assert terms.found() == []


@pytest.mark.parametrize(
    ("text", "banned"),
    [
        ("这个参数没有给出", True),
        ("这是*任何*地址", True),
        ("这是**任何**地址", False),
        ("真实服务器 (real server) 上", True),
        ("真实服务器（real server）上", False),
        ("先看,再改", True),
        ("10.0.0.1,10.0.0.2", False),
    ],
)
def test_what_is_banned(text: str, banned: bool) -> None:
    assert any(re.search(one.pattern, text) for one in terms.CHINESE) is banned
