"""The rules: found by lying in a folder here whose name begins with the rule's number."""

import os
from functools import cache
from importlib import import_module

from lvsportal.engine.rules.base import Rule

HERE = os.path.dirname(__file__)


@cache
def folders() -> dict[str, str]:
    """Rule number → path of its folder, in order."""
    names = sorted(name for name in os.listdir(HERE) if name.startswith("LVS"))
    return {name.partition("_")[0]: os.path.join(HERE, name) for name in names}


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order of their numbers."""
    names = (os.path.basename(folder) for folder in folders().values())
    return tuple(import_module(f"lvsportal.engine.rules.{name}.rule").RULE for name in names)


def rule(number: str) -> Rule | None:
    """The rule with a number, in any case; None where there is none."""
    return next((rule for rule in rules() if rule.id == number.upper()), None)


def article(number: str, language: str) -> str:
    """The rule's article as Markdown. :raises FileNotFoundError: there is no such rule or language."""
    folder = folders().get(number.upper())
    if folder is None:
        raise FileNotFoundError(number)
    with open(os.path.join(folder, f"article.{language}.md"), encoding="utf-8") as file:
        return file.read()
