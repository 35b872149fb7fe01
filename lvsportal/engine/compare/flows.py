"""Flows of two definitions compared member by member and state by state: who was served and is lost, who is served by another
node, what can't be told any more."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lvsportal.engine.source.language import Text

TODAY = "today"  # the id of the elected state
SHOWN = 20  # members that a change names
_RANK = {"served": 0, "unknown": 1, "partly": 2, "lost": 3}


class Member(NamedTuple):
    """One flow: clients at a place, and a service."""

    client: str
    service: str


class Ending(NamedTuple):
    """What becomes of a flow in a state. ``by``: who answers, empty where that is not known by name."""

    conclusion: str
    by: tuple[str, ...] = ()

    def is_like(self, other: "Ending | None") -> bool:
        """Whether nothing changes from one to the other."""
        if other is None or self.conclusion != other.conclusion:
            return False
        return self.by == other.by or not self.by or not other.by


class FlowTable(NamedTuple):
    """All flows of a definition. ``endings``: member → state id → ending; ``counted``: those the gate looks at; ``possible``:
    the states that may be today's, the elected one first; ``aliases``: id of a state → id of the listed one that speaks for it."""

    endings: Mapping[Member, Mapping[str, Ending]]
    counted: frozenset[Member]
    possible: tuple[str, ...]
    aliases: Mapping[str, str]

    def ending(self, member: Member, state: str) -> Ending | None:
        """What becomes of a flow in a state; one that is not listed changes nothing: as today."""
        endings = self.endings[member]
        return endings.get(state) or endings.get(self.aliases.get(state, "")) or endings.get(TODAY)


class FlowChange(NamedTuple):
    """A change that several flows share. ``before`` None: the flow is new; ``after`` None: it was removed. ``gate``: whether
    the gate looks at these flows."""

    state: str
    before: Ending | None
    after: Ending | None
    gate: bool
    members: tuple[Member, ...]

    @property
    def is_worse(self) -> bool:
        """Clients that were served (or never there) are lost, or some of them are."""
        if self.after is None or self.after.conclusion not in ("lost", "partly"):
            return False
        return self.before is None or _RANK[self.after.conclusion] > _RANK[self.before.conclusion]

    @property
    def kind(self) -> str:
        """worse (a flow that comes lost, too), better, moved (answered by another node), known, unknown, new or gone."""
        if self.is_worse:
            return "worse"
        if self.before is None or self.after is None:
            return "new" if self.before is None else "gone"
        old, new = self.before.conclusion, self.after.conclusion
        if old == new:
            return "moved"
        if "unknown" in (old, new):
            return "unknown" if new == "unknown" else "known"
        return "better"

    @property
    def message(self) -> Text:
        """The change in one line."""
        first = self.members[0]
        more = len(self.members) - 1
        name = Text(first.service, first.service)
        if more:
            name = Text(f"{first.service} (and {more} more)", f"{first.service}（另有 {more} 条）")
        return Text(
            f"{_client(first.client).en} → {name.en}, state {self.state}: {_told(self.before).en} → {_told(self.after).en}",
            f"{_client(first.client).zh} → {name.zh}，状态 {self.state}：{_told(self.before).zh} → {_told(self.after).zh}",
        )


def flow_changes(base: FlowTable, after: FlowTable, names: Mapping[str, str]) -> list[FlowChange]:
    """What changes, worst first; equal changes are one. ``names``: base → now, of renamed nodes."""
    before = _renamed(base, names) if names else base
    found: dict[tuple[str, Ending | None, Ending | None, bool], list[Member]] = {}
    for member, state, old, new in _pairs(before, after):
        if not _same(old, new):
            gate = member in after.counted or (member in before.counted and member not in after.endings)
            found.setdefault((state, old, new, gate), []).append(member)
    changes = [FlowChange(*key, tuple(members)) for key, members in found.items()]
    today = set(after.possible)
    return sorted(
        changes, key=lambda one: (_ORDER.index(one.kind), one.state not in today, not one.gate, one.state)
    )


_ORDER = ("worse", "unknown", "new", "gone", "moved", "known", "better")


def _same(old: Ending | None, new: Ending | None) -> bool:
    return old.is_like(new) if old is not None else new is None


def _pairs(before: FlowTable, after: FlowTable) -> Iterator[tuple[Member, str, Ending | None, Ending | None]]:
    """Each member with its ending on both sides, in each state of either side; of a member of one side alone, in the states that
    may be today's."""
    for member, endings in after.endings.items():
        if member not in before.endings:
            yield from ((member, state, None, endings[state]) for state in after.possible if state in endings)
            continue
        for state in dict.fromkeys([*endings, *before.endings[member]]):
            yield member, state, before.ending(member, state), after.ending(member, state)
    for member, endings in before.endings.items():
        if member not in after.endings:
            yield member, TODAY, endings.get(TODAY), None


def _renamed(table: FlowTable, names: Mapping[str, str]) -> FlowTable:
    """The table with the names of now."""
    return FlowTable(
        {
            _member(member, names): {
                _state(state, names): one._replace(by=tuple(sorted(names.get(node, node) for node in one.by)))
                for state, one in endings.items()
            }
            for member, endings in table.endings.items()
        },
        frozenset(_member(member, names) for member in table.counted),
        tuple(_state(state, names) for state in table.possible),
        {_state(state, names): _state(listed, names) for state, listed in table.aliases.items()},
    )


def _member(member: Member, names: Mapping[str, str]) -> Member:
    return Member(names.get(member.client, member.client), member.service)


def _state(state: str, names: Mapping[str, str]) -> str:
    """``lb1:eth0``, ``today/lb2``, ``lb1:keepalived/back`` with the names of now."""
    return "".join(names.get(part, part) for part in re.split("([/:])", state))


def _client(name: str) -> Text:
    return Text("clients outside", "外部客户端") if name == "outside" else Text(name, name)


def _told(ending: Ending | None) -> Text:
    if ending is None:
        return Text("no such flow", "没有这条流量")
    word = _WORDS[ending.conclusion]
    by = ", ".join(ending.by)
    if by:
        return Text(f"{word.en} by {by}", f"{word.zh}（{by}）")
    return word


_WORDS = {
    "served": Text("served", "得到服务"),
    "partly": Text("partly served", "部分得到服务"),
    "lost": Text("lost", "丢失"),
    "unknown": Text("unknown", "未知"),
}
