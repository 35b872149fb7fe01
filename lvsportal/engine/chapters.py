"""Chapters of the knowledge base that are no rule's: how DR, NAT and TUN forward."""

import os

HERE = os.path.join(os.path.dirname(__file__), "chapter_texts")


def names() -> list[str]:
    """The chapters in the order in which they are read: each file's name begins with a number."""
    found = {name.split(".")[0] for name in os.listdir(HERE) if name.endswith(".md")}
    return [name.partition("-")[2] for name in sorted(found)]


def text(name: str, language: str) -> str:
    """A chapter as Markdown. :raises FileNotFoundError: there is none of that name or language."""
    for file in os.listdir(HERE):
        if file.partition("-")[2] == f"{name}.{language}.md":
            with open(os.path.join(HERE, file), encoding="utf-8") as found:
                return found.read()
    raise FileNotFoundError(name)
