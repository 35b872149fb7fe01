"""What is accepted for a time: with a reason, an owner and an end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from lvsportal.engine.model.terms import Verdict
from lvsportal.engine.policy.requirements import Policy
from lvsportal.engine.report.parts import part_of

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Report, Result, Subject
    from lvsportal.engine.report.types import Waiver as WaiverData

Said = TypeVar("Said")
EXPIRING = timedelta(days=14)  # before the end, its owner is told
_WAIVABLE = (Verdict.VIOLATED, Verdict.UNDECIDED)


class State(StrEnum):
    """Of a waiver on one day for one report. ``obsolete``: what it was for is mended; ``unmatched``: nothing of its scope is
    there."""

    REQUESTED = "requested"
    ACTIVE = "active"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    OBSOLETE = "obsolete"
    UNMATCHED = "unmatched"


class Waiver(NamedTuple):
    """The scope is a ``fingerprint``, or a ``rule`` with a ``node`` or a ``service`` or lines of a file. ``approved_by``: the second
    person, "" for none. ``lines``: (file, first, last) of one that stands in the file itself."""

    id: str
    rule: str
    fingerprint: str
    node: str
    service: str
    reason: str
    owner: str
    expires: date
    approved_by: str = ""
    lines: tuple[str, int, int] | None = None

    def covers(self, result: Result[Said], number: int) -> bool:
        """Whether the ``number``-th subject of a result is within its scope."""
        subject = result["subjects"][number]
        if self.fingerprint:
            return self.fingerprint == subject["fingerprint"]
        if self.rule != result["rule"]:
            return False
        return _is_on_lines(result, number, self.lines) if self.lines else self._is_of_its_things(subject)

    def _is_of_its_things(self, subject: Subject) -> bool:
        same_node = not self.node or self.node == subject["node"]
        return same_node and (not self.service or self.service == subject["service"])

    def standing(self, today: date, policy: Policy) -> State:
        """Its state by the calendar and its approval, whatever it covers."""
        if self.expires < today:
            return State.EXPIRED
        if policy.second_person and not self.lines and self.approved_by in ("", self.owner):
            return State.REQUESTED
        return State.EXPIRING if self.expires - today <= EXPIRING else State.ACTIVE

    def data(self, state: State) -> WaiverData:
        """As it stands in the report."""
        return {
            "id": self.id,
            "state": state.value,
            "reason": self.reason,
            "owner": self.owner,
            "expires": self.expires.isoformat(),
            "in_file": self.lines is not None,
        }


def _is_on_lines(result: Result[Said], number: int, lines: tuple[str, int, int]) -> bool:
    file, first, last = lines
    own = [place for place in result["locations"] if place["role"] == "subject"]
    places = [own[number]] if len(own) == len(result["subjects"]) else own
    return any(place["file"] == file and first <= place["line"] <= last for place in places)


def apply_waivers(
    report: Report[Said], waivers: Sequence[Waiver], today: date, policy: Policy
) -> tuple[Report[Said], list[tuple[Waiver, State]]]:
    """The report with each waiver at the results that it covers, which are told apart from the others of their cause; and the
    state of each waiver. One in force is preferred to one that is not."""
    standing = {waiver.id: waiver.standing(today, policy) for waiver in waivers}
    ordered = sorted(waivers, key=lambda waiver: _PREFERENCE.index(standing[waiver.id]))
    used: set[str] = set()
    results = [part for result in report["results"] for part in _told_apart(result, ordered, standing, used)]
    states = [
        (waiver, standing[waiver.id] if waiver.id in used else _unused(waiver, report)) for waiver in waivers
    ]
    return {**report, "results": results}, states


_PREFERENCE = [State.ACTIVE, State.EXPIRING, State.REQUESTED, State.EXPIRED]


def _told_apart(
    result: Result[Said], waivers: Iterable[Waiver], standing: dict[str, State], used: set[str]
) -> list[Result[Said]]:
    if result["verdict"] not in _WAIVABLE:
        return [result]
    parts: dict[str, list[int]] = {}
    by_id: dict[str, Waiver] = {}
    listed = list(waivers)
    for number in range(len(result["subjects"])):
        waiver = next((one for one in listed if one.covers(result, number)), None)
        name = waiver.id if waiver is not None else ""
        parts.setdefault(name, []).append(number)
        if waiver is not None:
            by_id[name] = waiver
    used.update(by_id)
    if not by_id:
        return [result]
    return [
        _marked(part_of(result, numbers, whole=not name), by_id.get(name), standing)
        for name, numbers in _ordered(parts)
    ]


def _ordered(parts: dict[str, list[int]]) -> list[tuple[str, list[int]]]:
    """What is not waived first."""
    return sorted(parts.items(), key=lambda item: (bool(item[0]), item[1]))


def _marked(part: Result[Said], waiver: Waiver | None, standing: dict[str, State]) -> Result[Said]:
    return part if waiver is None else {**part, "waiver": waiver.data(standing[waiver.id])}


def _unused(waiver: Waiver, report: Report[Said]) -> State:
    """Of a waiver that covers nothing that is violated or undecided: whether what it was for is still there, mended."""
    former = report["base"]["results"] if "base" in report else []
    mended = [result for result in report["results"] if result["verdict"] not in _WAIVABLE]
    for result in [*mended, *former]:
        if any(waiver.covers(result, number) for number in range(len(result["subjects"]))):
            return State.OBSOLETE
    return State.UNMATCHED
