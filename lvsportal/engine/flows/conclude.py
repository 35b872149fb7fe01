"""From the branches of a walk to one conclusion.

Branches that differ by a fact that is not shown exclude each other; all others happen side by side. So two questions
are asked of the whole tree, each with three answers: is some connection answered, and does some connection fail?
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lvsportal.engine.flows.types import FlowConclusion
from lvsportal.engine.model.node import Need
from lvsportal.engine.model.terms import Conclusion
from lvsportal.engine.walk.choosing import FACT
from lvsportal.engine.walk.trace import ANSWERED, UNDECIDED, Branch

# Whether something happens: for certain, never, or as facts that are not shown decide.
_YES, _MAYBE, _NO = 2, 1, 0


class _Seen(NamedTuple):
    answered: int
    failed: int
    needs: tuple[Need, ...] = ()
    firm: tuple[Branch, ...] = ()  # the failing branches that come whatever is not shown


def conclude(found: Sequence[Branch]) -> FlowConclusion:
    """What becomes of the flow whose walks are ``found``; it has at least one."""
    seen = _look(list(found), 0)
    value = _value(seen)
    needs = seen.needs if value in (Conclusion.UNKNOWN, Conclusion.PARTLY) else ()
    failing = [branch for branch in found if not is_served(branch) and branch.walk.outcome != UNDECIDED]
    if value == Conclusion.SERVED:
        return FlowConclusion(value, _answerers(found), branch=shortest(found))
    failures = _one_each(seen.firm or failing)
    shown = min(failures or found, key=_length)
    if value == Conclusion.UNKNOWN:
        return FlowConclusion(value, _answerers(found), needs=needs, branch=shown)
    return FlowConclusion(value, (shown.walk.by,), shown.walk.reason, needs, shown, failures)


def _value(seen: _Seen) -> Conclusion:
    if seen.answered == _NO:
        return Conclusion.LOST
    if seen.failed == _YES:
        return Conclusion.PARTLY
    if seen.answered == _YES and seen.failed == _NO:
        return Conclusion.SERVED
    return Conclusion.UNKNOWN


def _look(found: list[Branch], depth: int) -> _Seen:
    ended = [branch for branch in found if len(branch.choices) <= depth]
    if ended:  # a real server that is written twice makes equal choices
        rest = [branch for branch in found if len(branch.choices) > depth]
        leaves = [_leaf(branch) for branch in ended]
        return leaves[0] if len(found) == 1 else _side_by_side(leaves + ([_look(rest, depth)] if rest else []))
    first = found[0].choices[depth]
    parts: dict[str, list[Branch]] = {}
    for branch in found:
        parts.setdefault(branch.choices[depth].value, []).append(branch)
    seen = [_look(part, depth + 1) for part in parts.values()]
    if first.kind == FACT and first.needs:
        return _excluding(first.needs, seen)
    own = [part[0].choices[depth].needs for part in parts.values()]
    return _side_by_side([_only_if(needs, one) for needs, one in zip(own, seen, strict=True)])


def _leaf(branch: Branch) -> _Seen:
    if branch.walk.outcome == UNDECIDED:
        return _Seen(_MAYBE, _MAYBE, branch.needs)
    answered = is_served(branch)
    if answered and branch.walk.assumed:
        return _Seen(_MAYBE, _MAYBE, branch.walk.assumed)
    return _Seen(_YES, _NO) if answered else _Seen(_NO, _YES, (), (branch,))


def _excluding(needs: tuple[Need, ...], seen: list[_Seen]) -> _Seen:
    """One of them is true, and it is not shown which."""
    answered, failed = _agreed(one.answered for one in seen), _agreed(one.failed for one in seen)
    matters = len({(one.answered, one.failed) for one in seen}) > 1
    firm = min((one.firm for one in seen), key=_suppositions) if failed == _YES else ()
    inner = _merged(one.needs for one in seen)
    return _Seen(answered, failed, (*needs, *inner) if matters else inner, firm)


def _suppositions(firm: tuple[Branch, ...]) -> tuple[bool, int]:
    """How much is supposed by failing branches: that ip_vs takes nothing is the least likely."""
    return all(not branch.walk.services for branch in firm), sum(len(branch.needs) for branch in firm)


def _agreed(answers: Iterable[int]) -> int:
    listed = set(answers)
    return listed.pop() if len(listed) == 1 else _MAYBE


def _only_if(needs: tuple[Need, ...], seen: _Seen) -> _Seen:
    """Something of which it is not shown whether it can come at all."""
    if not needs:
        return seen
    merged = _merged([needs, seen.needs])
    return _Seen(min(seen.answered, _MAYBE), min(seen.failed, _MAYBE), merged)


def _side_by_side(seen: list[_Seen]) -> _Seen:
    answered, failed = max(one.answered for one in seen), max(one.failed for one in seen)
    firm = tuple(branch for one in seen for branch in one.firm)
    return _Seen(answered, failed, _merged(one.needs for one in seen), firm)


def is_served(branch: Branch) -> bool:
    """Whether the client gets its answer by way of the service: one that a director gives past its ip_vs has a reason."""
    return branch.walk.outcome == ANSWERED and not branch.walk.reason


def _merged(needs: Iterable[Iterable[Need]]) -> tuple[Need, ...]:
    return tuple(dict.fromkeys(need for group in needs for need in group))


def _answerers(found: Iterable[Branch]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(branch.walk.by for branch in found if is_served(branch)))


def _one_each(found: Iterable[Branch]) -> tuple[Branch, ...]:
    """For each end (where, and why) the shortest walk that comes to it."""
    by_end: dict[tuple[str, str], list[Branch]] = {}
    for branch in found:
        by_end.setdefault((branch.walk.by, branch.walk.reason), []).append(branch)
    return tuple(one for group in by_end.values() if (one := shortest(group)) is not None)


def shortest(found: Iterable[Branch]) -> Branch | None:
    """The walk with the fewest suppositions, of those the shortest; None of none."""
    return min(found, key=_length, default=None)


def _length(branch: Branch) -> tuple[int, int]:
    return len(branch.needs), len(branch.walk.hops)
