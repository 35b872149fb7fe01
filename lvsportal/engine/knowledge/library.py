"""All articles, each once: rules' articles lie beside their rules, chapters and symptoms in ``chapter_texts``."""

import os
import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from lvsportal.engine import chapters
from lvsportal.engine.knowledge.glossary import as_markdown
from lvsportal.engine.rules.catalogue import article as rule_article
from lvsportal.engine.rules.catalogue import folders, rule

_RECIPE = re.compile(r"^\{recipe ([\w-]+)\}$", re.MULTILINE)


class Kind(StrEnum):
    """What an article is about."""

    SYMPTOM = "symptom"
    RULE = "rule"
    CHAPTER = "chapter"


class Article(NamedTuple):
    """``summary``: the first paragraph. ``markdown``: all below the title, recipes put in."""

    id: str
    kind: Kind
    title: str
    summary: str
    language: str
    markdown: str

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/kb/symptoms/{self.id}/" if self.kind is Kind.SYMPTOM else f"/kb/{self.id}/"


@cache
def articles(language: str) -> tuple[Article, ...]:
    """All articles in a language (``en``, ``zh-hans``): symptoms, rules, chapters, each in reading order."""
    found = [
        _read(name, Kind.SYMPTOM, chapters.symptom(name, language), language) for name in chapters.symptoms()
    ]
    found += [_read(name, Kind.RULE, rule_article(name, language), language) for name in folders()]
    found += [_read(name, Kind.CHAPTER, chapters.text(name, language), language) for name in chapters.names()]
    return tuple(found)


def article(name: str, language: str) -> Article | None:
    """The article with an id, in any case; None where there is none."""
    wanted = name.strip("/").lower().removeprefix("symptoms/")
    return next((found for found in articles(language) if found.id.lower() == wanted), None)


def _read(name: str, kind: Kind, text: str, language: str) -> Article:
    head, _, body = text.partition("\n")
    body = _RECIPE.sub(_recipe, body.strip().replace("{glossary}", as_markdown(language))) + "\n"
    summary = _plain(body.partition("\n\n")[0]).replace("\n", "" if language == "zh-hans" else " ")
    title = head.removeprefix("#").strip().removeprefix(name).lstrip(":： ")
    if kind is Kind.RULE and (found := rule(name)) is not None:
        title = found.title.say(language)  # one title, on the report and here
    return Article(name, kind, title, summary, language, body)


def _plain(text: str) -> str:
    """A paragraph without the signs of Markdown."""
    return re.sub(r"\*+|`|\s*\{lab [\w.-]+\}", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))


def _recipe(match: re.Match[str]) -> str:
    with open(os.path.join(chapters.HERE, "recipes", f"{match[1]}.md"), encoding="utf-8") as file:
        return file.read().strip()
