"""What all branches of a walk say together: decided whatever is not shown, or open, and by which evidence.

Branches that differ by a choice of the world (which real server, which ARP answer) happen side by side: a bad one
among them is bad. Branches that differ by a fact that is not shown exclude each other: only one of them is true.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lvsportal.engine.model.node import Need
from lvsportal.engine.walk.choosing import FACT
from lvsportal.engine.walk.trace import Branch


class Decision(NamedTuple):
    """``holds``: True, False, or None where it depends on ``needs``. ``by``: a branch that shows it (for True)."""

    holds: bool | None
    needs: tuple[Need, ...] = ()
    by: Branch | None = None


def decide(found: Sequence[Branch], shows: Callable[[Branch], bool]) -> Decision:
    """Whether some connection goes as ``shows`` says, whatever is not shown."""
    return _decide(list(found), 0, shows)


def _decide(found: list[Branch], depth: int, shows: Callable[[Branch], bool]) -> Decision:
    ended = [branch for branch in found if len(branch.choices) <= depth]
    if ended:  # a real server that is written twice makes equal choices
        rest = [branch for branch in found if len(branch.choices) > depth]
        answered = [Decision(True, by=branch) if shows(branch) else Decision(False) for branch in ended]
        return (
            answered[0]
            if len(found) == 1
            else _any_of(answered + ([_decide(rest, depth, shows)] if rest else []))
        )
    first = found[0].choices[depth]
    parts: dict[str, list[Branch]] = {}
    for branch in found:
        parts.setdefault(branch.choices[depth].value, []).append(branch)
    answers = [(part[0].choices[depth], _decide(part, depth + 1, shows)) for part in parts.values()]
    if first.kind == FACT and first.needs:
        return _one_of(first.needs, [answer for _, answer in answers])
    return _any_of(
        answer if not choice.needs or answer.holds is False else Decision(None, (*choice.needs, *answer.needs))
        for choice, answer in answers
    )


def _one_of(needs: tuple[Need, ...], answers: list[Decision]) -> Decision:
    """A fact that is not shown: all answers the same, or it matters."""
    held = {answer.holds for answer in answers}
    if held == {False}:
        return Decision(False)
    if held == {True}:
        return min(answers, key=lambda answer: len(answer.by.walk.hops) if answer.by else 0)
    return Decision(None, _merged([needs, *(answer.needs for answer in answers if answer.holds is None)]))


def _any_of(answers: Iterable[Decision]) -> Decision:
    """Things that happen side by side: one that goes so is enough."""
    listed = list(answers)
    sure = [answer for answer in listed if answer.holds]
    if sure:
        return min(sure, key=lambda answer: len(answer.by.walk.hops) if answer.by else 0)
    open_ones = [answer.needs for answer in listed if answer.holds is None]
    return Decision(None, _merged(open_ones)) if open_ones else Decision(False)


def _merged(needs: Iterable[Iterable[Need]]) -> tuple[Need, ...]:
    return tuple(dict.fromkeys(need for group in needs for need in group))


def pruned(found: Sequence[Branch]) -> list[Branch]:
    """The branches without the facts on which no outcome depends."""
    return _prune(list(found), 0) if found else []


def _prune(found: list[Branch], depth: int) -> list[Branch]:
    if len(found) == 1 or any(len(branch.choices) <= depth for branch in found):
        return found
    kind = found[0].choices[depth].kind
    parts: dict[str, list[Branch]] = {}
    for branch in found:
        parts.setdefault(branch.choices[depth].value, []).append(branch)
    children = [_prune(part, depth + 1) for part in parts.values()]
    if kind == FACT and found[0].choices[depth].needs:
        said = {frozenset((b.walk.outcome, b.walk.by) for b in child) for child in children}
        if len(said) == 1:
            kept = min(children, key=len)
            return [
                branch._replace(choices=(*branch.choices[:depth], *branch.choices[depth + 1 :]))
                for branch in kept
            ]
    return [branch for child in children for branch in child]
