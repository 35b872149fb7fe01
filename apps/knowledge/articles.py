"""The knowledge base: the rules' articles and the chapters, read from where they lie."""

from functools import cache
from typing import NamedTuple

from lvsportal.engine import chapters
from lvsportal.engine.rules.catalogue import article as rule_article
from lvsportal.engine.rules.catalogue import rules


class Article(NamedTuple):
    """``kind``: ``rule`` or ``chapter``. ``summary``: the first paragraph. ``markdown``: all below the title."""

    id: str
    kind: str
    title: str
    summary: str
    language: str
    markdown: str


@cache
def articles(language: str) -> tuple[Article, ...]:
    """All articles in a language (``en``, ``zh-hans``): chapters first, then the rules."""
    found = [_parsed(name, "chapter", chapters.text(name, language), language) for name in chapters.names()]
    found += [_parsed(rule.id, "rule", rule_article(rule.id, language), language) for rule in rules()]
    return tuple(found)


def article(name: str, language: str) -> Article | None:
    """The article with an id, in any case."""
    return next((found for found in articles(language) if found.id.lower() == name.lower()), None)


def _parsed(name: str, kind: str, text: str, language: str) -> Article:
    head, _, body = text.partition("\n")
    body = body.strip() + "\n"
    summary = body.partition("\n\n")[0].replace("\n", "" if language == "zh-hans" else " ")
    title = head.removeprefix("#").strip().removeprefix(name).lstrip(":： ")
    return Article(name, kind, title, summary, language, body)
