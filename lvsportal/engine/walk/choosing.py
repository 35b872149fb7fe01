"""Branches: a walk is plain code that asks; each question with several answers is asked again with the next one.

A run of the walk is led by a list of answers. Where it asks further than the list goes, the first answer is taken and
the others are kept for later runs. So the code of the walk stays a straight line, and all combinations that matter
are seen: a question that a run never comes to splits nothing.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from lvsportal.engine.model.node import Need

T = TypeVar("T")
W = TypeVar("W")
MOST_BRANCHES = 256


class Choice(NamedTuple):
    """One answer. ``kind``: ``real_server``, ``arp`` or ``fact``; ``needs``: what would tell, for a fact."""

    kind: str
    at: str
    value: str
    needs: tuple[Need, ...] = ()


class Chooser:
    """Answers the questions of one run. A fact that was asked once has the same answer to the run's end."""

    def __init__(self, lead: Sequence[int]) -> None:
        self._lead = lead
        self.taken: list[int] = []
        self.widths: list[int] = []
        self.choices: list[Choice] = []
        self._facts: dict[tuple[str, str], bool] = {}

    def choose(self, kind: str, at: str, options: Sequence[tuple[str, T]], needs: tuple[Need, ...] = ()) -> T:
        """One of ``options`` (name, value). A single option is no choice."""
        if len(options) == 1:
            return options[0][1]
        step = len(self.taken)
        number = self._lead[step] if step < len(self._lead) else 0
        self.taken.append(number)
        self.widths.append(len(options))
        name, value = options[number]
        self.choices.append(Choice(kind, at, name, needs))
        return value

    def fact(self, at: str, name: str, needs: tuple[Need, ...]) -> bool:
        """Whether something holds that is not shown: both are tried."""
        key = (at, name)
        if key not in self._facts:
            self._facts[key] = self.choose("fact", at, ((name, True), (f"not {name}", False)), needs)
        return self._facts[key]


def branches(run: Callable[[Chooser], W]) -> list[tuple[tuple[Choice, ...], W]]:
    """Every way the walk can go, with the choices that lead there; at most ``MOST_BRANCHES``."""
    found: list[tuple[tuple[Choice, ...], W]] = []
    todo: list[list[int]] = [[]]
    while todo and len(found) < MOST_BRANCHES:
        lead = todo.pop()
        chooser = Chooser(lead)
        result = run(chooser)
        found.append((tuple(chooser.choices), result))
        for step in range(len(chooser.taken) - 1, len(lead) - 1, -1):
            others = range(chooser.taken[step] + 1, chooser.widths[step])
            todo.extend([*chooser.taken[:step], number] for number in reversed(others))
    return found
