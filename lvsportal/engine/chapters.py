"""Chapters of the knowledge base that are no rule's, and what the pager says: Markdown below ``chapter_texts``."""

import os
from functools import cache

HERE = os.path.join(os.path.dirname(__file__), "chapter_texts")
SYMPTOMS = os.path.join(HERE, "symptoms")


def names() -> list[str]:
    """The chapters in the order in which they are read: each file's name begins with a number."""
    return list(_files(HERE))


def symptoms() -> list[str]:
    """The symptoms, the most frequent first."""
    return list(_files(SYMPTOMS))


def text(name: str, language: str) -> str:
    """A chapter as Markdown. :raises FileNotFoundError: there is none of that name or language."""
    return _text(HERE, name, language)


def symptom(name: str, language: str) -> str:
    """A symptom as Markdown. :raises FileNotFoundError: there is none of that name or language."""
    return _text(SYMPTOMS, name, language)


@cache
def _files(folder: str) -> dict[str, str]:
    """Id → the file's name up to its language, in the order of the numbers."""
    found = sorted({name.split(".")[0] for name in os.listdir(folder) if name.endswith(".md")})
    return {stem.partition("-")[2]: stem for stem in found}


def _text(folder: str, name: str, language: str) -> str:
    stem = _files(folder).get(name)
    if stem is None:
        raise FileNotFoundError(name)
    with open(os.path.join(folder, f"{stem}.{language}.md"), encoding="utf-8") as file:
        return file.read()
