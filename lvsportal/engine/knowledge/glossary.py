"""The words of the field in both languages: the glossary's table, the synonyms of the search, and the words that the
texts do not use."""

import os
from typing import NamedTuple

from lvsportal.engine.chapters import HERE
from lvsportal.engine.source.language import Text


class Term(NamedTuple):
    """One thing and its names. ``name``: the word that all texts use. ``also``: what else people call it, in any
    language; the search knows these. ``see``: the article that says more."""

    id: str
    name: Text
    meaning: Text
    also: tuple[str, ...] = ()
    see: str = ""


def _read() -> tuple[Term, ...]:
    with open(os.path.join(HERE, "glossary.txt"), encoding="utf-8") as file:
        rows = [line.strip().split(" | ") for line in file if line.strip() and not line.startswith("#")]
    return tuple(
        Term(name, Text(en, zh), Text(meaning_en, meaning_zh), tuple(also.split(" ; ")), see)
        for name, en, zh, meaning_en, meaning_zh, see, also in rows
    )


TERMS = _read()
_SYMPTOMS = frozenset({"timeout", "refused", "every-other", "after-reboot"})


def term(name: str) -> Term | None:
    """The term with an id."""
    return next((found for found in TERMS if found.id == name), None)


def as_markdown(language: str) -> str:
    """The glossary's table."""
    zh = language == "zh-hans"
    head = "| 用语 | 英文 | 含义 | 也叫 |" if zh else "| term | Chinese | meaning | also called |"
    rows = [head, "| --- | --- | --- | --- |"]
    for one in TERMS:
        link = _link(one)
        names = f"[{one.name.zh}]({link}) | {one.name.en}" if zh else f"[{one.name.en}]({link}) | {one.name.zh}"
        also = ("、" if zh else ", ").join(one.also[:8])
        rows.append(f"| {names} | {one.meaning.say(language)} | {also} |")
    return "\n".join(rows)


def _link(one: Term) -> str:
    """The page that says more about a term, and the term's id as the link's title, which becomes its anchor."""
    folder = "/kb/symptoms" if one.see in _SYMPTOMS else "/kb"
    return f'{folder}/{one.see}/ "{one.id}"'
