"""The six classes of a result against the base (contracts, section 8), by subjects and not by lines.

``new``: violated, and was not before; ``unchanged``; ``by_rule_update``: violated on both sides now, and absent from the base's
stored report; of what was violated in the base: ``fixed``, ``gone`` (its subject was removed), ``hidden`` (it can't be told
any more: counts as unchanged, never as fixed).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, cast

from lvsportal.engine.compare.subjects import Fields, Identity, Inventory, identity
from lvsportal.engine.model.terms import Severity, Verdict
from lvsportal.engine.report.parts import part_of

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Report, Result, Subject


class Comparison(StrEnum):
    """How a result stands to the base's."""

    NEW = "new"
    UNCHANGED = "unchanged"
    FIXED = "fixed"
    GONE = "gone"
    HIDDEN = "hidden"
    BY_RULE_UPDATE = "by_rule_update"


_WEIGHT = {severity: number for number, severity in enumerate(Severity)}
_COMPARED = (Verdict.VIOLATED, Verdict.UNDECIDED)
_NO_NAMES: Mapping[str, str] = {}


class Entry(NamedTuple):
    """What is said of one subject by one rule."""

    verdict: Verdict
    severity: Severity
    endpoint: str
    fingerprint: str = ""


class Verdicts:
    """The violated and undecided subjects of one side, to be asked for by rule and identity."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self._entries: dict[tuple[str, Identity], list[Entry]] = {}

    def add(self, rule: str, found: Identity, entry: Entry) -> None:
        """Note what is said of a subject."""
        self._entries.setdefault((rule, found), []).append(entry)

    def of(self, rule: str, subject: Fields, found: Identity, other: Inventory) -> list[Entry]:
        """What is said of a subject of the ``other`` side: of the very real server, else of one with another port that the
        other side does not have."""
        entries = self._entries.get((rule, found), [])
        same = [entry for entry in entries if entry.endpoint == subject.get("real_server", "")]
        if same or not found.host:
            return same
        return [entry for entry in entries if not other.has_endpoint(found, entry.endpoint)]


def verdicts_of(report: Report[Bilingual], inventory: Inventory, names: Mapping[str, str]) -> Verdicts:
    """The verdicts of a report that names all its subjects. ``names``: of renamed nodes."""
    verdicts = Verdicts(inventory)
    for result in report["results"]:
        if result["verdict"] in _COMPARED:
            for subject in result["subjects"]:
                entry = Entry(
                    result["verdict"],
                    result["severity"],
                    subject.get("real_server", ""),
                    subject["fingerprint"],
                )
                verdicts.add(result["rule"], identity(fields_of(subject), names), entry)
    return verdicts


class Against:
    """Classes the subjects of the side that is judged by what the base's report says, and remembers what is said of them.

    ``stored``: the fingerprints that were violated in the base's stored report, None where there is none."""

    def __init__(self, base: Verdicts, now: Inventory, stored: frozenset[str] | None = None) -> None:
        self.base = base
        self.now = Verdicts(now)
        self.stored = stored

    def classify(self, rule: str, verdict: Verdict, severity: Severity, subject: Fields) -> str:
        """The class of one subject; "" for verdicts that are not compared."""
        if verdict not in _COMPARED:
            return ""
        found = identity(subject, _NO_NAMES)
        self.now.add(rule, found, Entry(verdict, severity, subject.get("real_server", "")))
        before = self.base.of(rule, subject, found, self.now.inventory)
        violated = [entry for entry in before if entry.verdict == Verdict.VIOLATED]
        if verdict == Verdict.UNDECIDED:
            return Comparison.HIDDEN if violated else Comparison.UNCHANGED if before else Comparison.NEW
        return self._of_violated([one for one in violated if _WEIGHT[one.severity] <= _WEIGHT[severity]])

    def _of_violated(self, as_bad: list[Entry]) -> Comparison:
        if not as_bad:
            return Comparison.NEW
        if self.stored is not None and not any(entry.fingerprint in self.stored for entry in as_bad):
            return Comparison.BY_RULE_UPDATE
        return Comparison.UNCHANGED

    def no_longer_violated(
        self, base: Report[Bilingual], names: Mapping[str, str]
    ) -> Iterator[Result[Bilingual]]:
        """The base's violated results whose subjects are fixed, gone or hidden now, one result a class. Paths and lines are the
        base's."""
        for result in base["results"]:
            if result["verdict"] != Verdict.VIOLATED:
                continue
            classes: dict[Comparison, list[int]] = {}
            for number, subject in enumerate(result["subjects"]):
                found = self._now(result["rule"], fields_of(subject), names)
                if found is not None:
                    classes.setdefault(found, []).append(number)
            for comparison, numbers in classes.items():
                part = part_of(result, numbers)
                yield {**part, "needs": [], "walk": None, "fix": None, "comparison": comparison.value}

    def _now(self, rule: str, subject: Fields, names: Mapping[str, str]) -> Comparison | None:
        """What became of a subject that was violated; None where it still is."""
        found, before = identity(subject, names), self.base.inventory
        entries = self.now.of(rule, subject, found, before)
        if any(entry.verdict == Verdict.VIOLATED for entry in entries):
            return None
        if entries:
            return Comparison.HIDDEN
        if self.now.inventory.has(found):
            return Comparison.FIXED
        return Comparison.HIDDEN if before.shows_more_than(self.now.inventory, found.node) else Comparison.GONE


def fields_of(subject: Subject) -> Fields:
    """A subject of the report as plain fields."""
    return cast(Fields, subject)


def counts(results: Iterable[Result[Bilingual]], former: Iterable[Result[Bilingual]]) -> dict[str, int]:
    """How many violated subjects there are of each class."""
    told = dict.fromkeys((comparison.value for comparison in Comparison), 0)
    for result in results:
        comparison = result.get("comparison")
        if result["verdict"] == Verdict.VIOLATED and comparison:
            told[comparison] += result["count"]
    for result in former:
        told[result.get("comparison", "")] += result["count"]
    return told
