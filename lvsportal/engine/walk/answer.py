"""Three values: yes, no, and *not shown*, with the evidence that would tell."""

from typing import NamedTuple

from lvsportal.engine.model.node import Need, Node


class Answer(NamedTuple):
    """``holds`` is True, False or None; ``needs`` is what would decide a None; ``why`` a short name of the reason."""

    holds: bool | None
    needs: tuple[Need, ...] = ()
    why: str = ""


YES = Answer(True)
NO = Answer(False)


def any_of(*values: bool | None) -> bool | None:
    """Whether one of them holds; None where that is not known."""
    return True if True in values else None if None in values else False


def unknown(node: str, *evidence: str, why: str = "") -> Answer:
    """Not shown: the files ``evidence`` of ``node`` would tell."""
    return Answer(None, tuple(Need(node, name) for name in evidence), why)


def unset(node: Node, *keys: str) -> Answer:
    """Settings that are not shown: ``sysctl.txt``, and where that is given the keys that it lacks."""
    missing = tuple(key for key in keys if node.sysctl(key) is None) if node.sysctls is not None else ()
    return Answer(None, (Need(node.name, "sysctl.txt", missing),))


def both(*answers: Answer) -> Answer:
    """All hold: a No decides; else what is not shown counts, with all its needs."""
    for answer in answers:
        if answer.holds is False:
            return answer
    open_ones = [answer for answer in answers if answer.holds is None]
    if not open_ones:
        return answers[-1] if answers else YES
    needs = tuple(dict.fromkeys(need for answer in open_ones for need in answer.needs))
    return Answer(None, needs, open_ones[0].why)


def either(*answers: Answer) -> Answer:
    """One holds: a Yes decides; else what is not shown counts, with all its needs."""
    for answer in answers:
        if answer.holds:
            return answer
    open_ones = [answer for answer in answers if answer.holds is None]
    if not open_ones:
        return answers[-1] if answers else NO
    needs = tuple(dict.fromkeys(need for answer in open_ones for need in answer.needs))
    return Answer(None, needs, open_ones[0].why)
