"""From findings to results: all subjects of one cause are one group, counted here and nowhere else."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from lvsportal.engine.model.node import Need
from lvsportal.engine.model.terms import Severity, Verdict
from lvsportal.engine.rules.base import Command, Edit, Finding, Fix, Rule
from lvsportal.engine.rules.causes import Cause
from lvsportal.engine.rules.subjects import Subject
from lvsportal.engine.source.source import Span

if TYPE_CHECKING:
    from lvsportal.engine.walk.trace import Branch

# How many subjects a result names unless it is violated or all were asked for.
SHOWN = 20


Classify = Callable[[Finding, Subject], str]


class Group:
    """All subjects of one cause of one rule, and of one ``comparison`` where there is a base. ``names``, ``fix`` and ``walk`` are the first one's; the edits and commands
    of all fixes are kept, each once."""

    __slots__ = (
        "cause",
        "commands",
        "comparison",
        "count",
        "declared",
        "edits",
        "fix",
        "keep_all",
        "locations",
        "names",
        "needs",
        "related",
        "rule",
        "subjects",
        "walk",
    )

    def __init__(self, rule: Rule, first: Finding, keep_all: bool, comparison: str = "") -> None:
        self.rule = rule
        self.comparison = comparison
        self.cause: Cause = first.cause
        self.keep_all = keep_all or first.cause.verdict is Verdict.VIOLATED
        self.count = 0
        self.declared: tuple[Span, ...] = ()  # the declarations on which the verdict rests
        self.subjects: list[Subject] = []
        self.locations: list[tuple[Span, str]] = []
        self.needs: dict[Need, None] = {}
        self.names = first.names
        self.fix: Fix | None = first.fix
        self.walk: Callable[[], Branch | None] | None = first.walk
        self.edits: dict[Edit, None] = {}
        self.commands: dict[tuple[str, str], Command] = {}
        self.related: set[tuple[str, int]] = set()

    @property
    def severity(self) -> Severity:
        """The cause's own where it has one, else the rule's."""
        return self.cause.severity or self.rule.severity

    def add(self, finding: Finding) -> None:
        """Count the finding's subjects, and keep the details of those that the result names."""
        count = len(finding.subject)
        room = count if self.keep_all else SHOWN - self.count
        self.count += count
        if room > 0:
            self._keep(finding, islice(finding.subject.each(), room))

    def _keep(self, finding: Finding, subjects: Iterable[Subject]) -> None:
        needs = finding.needs
        for subject in subjects:
            self.subjects.append(subject)
            place = finding.at or subject.at
            if place is not None:
                self.locations.append((place, "subject"))
            self.needs.update(dict.fromkeys(needs(subject) if callable(needs) else needs))
        for span, role in finding.related:
            key = (span.source.path, span.line)
            if key not in self.related:
                self.related.add(key)
                self.locations.append((span, role))
        if finding.fix is not None:
            self.edits.update(dict.fromkeys(finding.fix.edits))
            for command in finding.fix.commands:
                self.commands.setdefault((command.node, command.text), command)


def collect(
    rule: Rule, findings: Iterable[Finding], keep_all: bool = False, classify: Classify | None = None
) -> list[Group]:
    """The findings of one rule by cause, in the order in which the causes came up. ``classify``: how a subject stands to a base;
    subjects of one cause that stand differently are groups of their own, each with its own first subject."""
    groups: dict[tuple[str, str], Group] = {}
    for finding, comparison in _classified(findings, classify):
        key = (finding.cause.name, comparison)
        group = groups.get(key)
        if group is None:
            group = groups[key] = Group(rule, finding, keep_all, comparison)
        group.add(finding)
    return [group for group in groups.values() if group.count]


def _classified(findings: Iterable[Finding], classify: Classify | None) -> Iterator[tuple[Finding, str]]:
    if classify is None:
        yield from ((finding, "") for finding in findings)
        return
    for finding in findings:
        for subject in finding.subject.each():
            yield finding.of(subject), classify(finding, subject)
