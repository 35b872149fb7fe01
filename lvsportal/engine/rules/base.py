"""What a rule is, and what it finds. Counting, naming the first subjects and merging is the engine's (``collect.py``)."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.terms import Reason, Safety, Severity
from lvsportal.engine.rules.causes import NO_NAMES, Cause, Told
from lvsportal.engine.rules.subjects import Subject
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Span

if TYPE_CHECKING:
    from lvsportal.engine.analysis import Analysis
    from lvsportal.engine.walk.trace import Branch

Related = tuple[Span, str]  # another place, and the role it plays


class Edit(NamedTuple):
    """Replace the text of a span; of whole lines from the span's to ``last_line``, line ends and all, where that is given."""

    span: Span
    text: str
    last_line: int = 0

    @property
    def offsets(self) -> tuple[int, int]:
        """Where the replaced text begins and ends in its source."""
        source, line = self.span.source, self.span.line
        if self.last_line:
            starts = source.starts
            end = starts[self.last_line] if self.last_line < len(starts) else len(source.text)
            return starts[line - 1], end
        return source.offset(line, self.span.column), source.offset(line, self.span.end_column)


class Command(NamedTuple):
    """A shell line for a node. ``change`` does the same to a copy of the node, for the proof; None: it changes nothing
    that the model knows."""

    node: str
    text: str
    change: Callable[[Node], None] | None = None


class Fix(NamedTuple):
    """A way out. ``certain``: what the proof rests on is all shown; otherwise the fix is offered unproven."""

    summary: Text
    edits: tuple[Edit, ...] = ()
    commands: tuple[Command, ...] = ()
    safety: Safety = Safety.SAFE
    certain: bool = True


class Finding:
    """One cause, for one subject or for several that come out alike.

    ``cause``: of the rule's ``texts``, called with the names that its text uses. ``needs``: the evidence that would decide;
    a function of the single subject where it differs. ``at``: the place, else the subject's own; ``related``: other
    places with the role they play. ``fix`` and ``walk`` are made only if they are shown: ``walk`` gives the walk that
    shows the finding, where it is not the one that the rule's ``shows`` would pick.

    :raises TypeError: the text uses a name that is not given, or one is given that it does not use.
    """

    __slots__ = ("at", "cause", "fix", "names", "needs", "related", "subject", "walk")

    def __init__(
        self,
        cause: Cause | Told,
        subject: Subject,
        *,
        needs: "Iterable[Need] | Callable[[Subject], Iterable[Need]]" = (),
        at: Span | None = None,
        related: Iterable[Related] = (),
        fix: Fix | None = None,
        walk: "Callable[[], Branch | None] | None" = None,
    ) -> None:
        if isinstance(cause, Told):
            self.cause, self.names = cause.cause, cause.names
        else:
            self.cause, self.names = cause, NO_NAMES
        self.subject = subject
        self.needs = needs
        self.at = at
        self.related = related
        self.fix = fix
        self.walk = walk
        if self.names.keys() != self.cause.wanted - subject.gives:
            raise TypeError(_wrong_names(self))

    def of(self, subject: Subject) -> "Finding":
        """The same finding for one of its subjects."""
        if subject is self.subject:
            return self
        told = Told(self.cause, self.names) if self.names else self.cause
        details = {
            "needs": self.needs,
            "at": self.at,
            "related": self.related,
            "fix": self.fix,
            "walk": self.walk,
        }
        return Finding(told, subject, **details)  # type: ignore[arg-type]


def _wrong_names(finding: Finding) -> str:
    wanted, given = finding.cause.wanted - finding.subject.gives, finding.names.keys()
    wrong = [f"{name} is missing" for name in sorted(wanted - given)]
    wrong += [f"{name} is no name of its text" for name in sorted(given - wanted)]
    return f"cause {finding.cause.name} of {finding.subject!r}: " + ", ".join(wrong)


class Texts(Protocol):
    """What a rule's ``texts.py`` holds beside its causes. ``NOTHING``: why it has no subject where it has none."""

    TITLE: Text
    SUMMARY: Text
    NOTHING: Text


Shows = Callable[["Analysis", Subject, "Branch"], bool]


class Rule:
    """A rule, as its folder's ``rule.py`` gives it.

    ``check`` looks at a cluster and yields what it finds, for every subject; it changes nothing and counts nothing.
    ``explains``: the walks' reasons that it speaks for. ``shows`` says whether a walk shows what the rule warns of; as
    given, one that ends for a reason of ``explains``; None where no walk can show it. ``from_client``: the walk that shows
    it begins at the client, so that ARP decides who gets the packet; else at the director. ``speaks_last``: it is asked
    when the others have spoken, and finds what they found in ``analysis.groups``.
    """

    __slots__ = ("check", "explains", "from_client", "id", "severity", "shows", "speaks_last", "texts")

    def __init__(
        self,
        id: str,
        severity: Severity,
        texts: Texts,
        check: "Callable[[Analysis], Iterator[Finding]]",
        *,
        explains: Iterable[Reason] = (),
        shows: Shows | None = None,
        from_client: bool = False,
        speaks_last: bool = False,
    ) -> None:
        self.id = id
        self.severity = severity
        self.texts = texts
        self.check = check
        self.explains = frozenset(explains)
        self.shows = shows or (self._ends_for_its_reason if self.explains else None)
        self.from_client = from_client
        self.speaks_last = speaks_last
        for name, cause in vars(texts).items():
            if isinstance(cause, Cause):
                cause.name = name

    def _ends_for_its_reason(self, analysis: "Analysis", subject: Subject, branch: "Branch") -> bool:
        return branch.walk.reason in self.explains

    @property
    def title(self) -> Text:
        return self.texts.TITLE

    @property
    def summary(self) -> Text:
        return self.texts.SUMMARY

    @property
    def nothing(self) -> Text:
        return self.texts.NOTHING

    @property
    def causes(self) -> dict[str, Cause]:
        """Its causes by name."""
        return {cause.name: cause for cause in vars(self.texts).values() if isinstance(cause, Cause)}
