"""Branches: a walk is plain code that asks; each question with several answers is asked again with the next one.

A run of the walk is led by a list of answers. Where it asks further than the list goes, the first answer is taken and
the others are kept for later runs. So the code of the walk stays a straight line, and all combinations that matter
are seen: a question that a run never comes to splits nothing.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from lvsportal.engine.model.node import Need
from lvsportal.engine.walk.answer import Answer

T = TypeVar("T")
W = TypeVar("W")
MOST_BRANCHES = 2048
FACT = "fact"


class Choice(NamedTuple):
    """One answer. ``kind``: ``real_server``, ``arp`` or ``fact``; ``needs``: what would tell, for what is not shown.
    ``question`` tells questions apart."""

    kind: str
    at: str
    value: str
    needs: tuple[Need, ...] = ()
    question: str = ""


class Chooser:
    """Answers the questions of one run. A fact that was asked once has the same answer to the run's end."""

    def __init__(self, lead: Sequence[int]) -> None:
        self._lead = lead
        self.taken: list[int] = []
        self.widths: list[int] = []
        self.choices: list[Choice] = []
        self._facts: dict[tuple[str, str], bool] = {}

    def choose(
        self,
        kind: str,
        at: str,
        options: Sequence[tuple[str, T]],
        needs: tuple[Need, ...] = (),
        question: str = "",
        own_needs: Sequence[tuple[Need, ...]] = (),
    ) -> T:
        """One of ``options`` (name, value). A single option is no choice. ``needs`` would tell which; ``own_needs``,
        one for each option, whether that one can come at all."""
        if len(options) == 1:
            return options[0][1]
        step = len(self.taken)
        number = self._lead[step] if step < len(self._lead) else 0
        self.taken.append(number)
        self.widths.append(len(options))
        name, value = options[number]
        told = own_needs[number] if own_needs else needs
        self.choices.append(Choice(kind, at, name, told, question or kind))
        return value

    def fact(self, at: str, name: str, needs: tuple[Need, ...]) -> bool:
        """Whether something holds that is not shown: both are tried."""
        key = (at, name)
        if key not in self._facts:
            options = ((name, True), (f"not so: {name}", False))
            self._facts[key] = self.choose(FACT, at, options, needs, name)
        return self._facts[key]

    def ask(self, at: str, name: str, answer: Answer) -> bool:
        """The answer where it is shown, else both are tried."""
        return answer.holds if answer.holds is not None else self.fact(at, name, answer.needs)


def branches(run: Callable[[Chooser], W], most: int = MOST_BRANCHES) -> list[tuple[tuple[Choice, ...], W]]:
    """Every way the walk can go, with the choices that lead there; at most ``most``."""
    found: list[tuple[tuple[Choice, ...], W]] = []
    todo: list[list[int]] = [[]]
    while todo and len(found) < most:
        lead = todo.pop()
        chooser = Chooser(lead)
        result = run(chooser)
        found.append((tuple(chooser.choices), result))
        for step in range(len(chooser.taken) - 1, len(lead) - 1, -1):
            others = range(chooser.taken[step] + 1, chooser.widths[step])
            todo.extend([*chooser.taken[:step], number] for number in reversed(others))
    return found
