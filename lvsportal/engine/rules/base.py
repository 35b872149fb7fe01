"""What a rule is, and how it tells what it found. One result stands for all subjects with one verdict and cause."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Span

if TYPE_CHECKING:  # the walk is loaded only where there is something to show
    from lvsportal.engine.walk.trace import Branch

VIOLATED, UNDECIDED, MITIGATED, SAFE, NOT_APPLICABLE = (
    "violated",
    "undecided",
    "mitigated",
    "safe",
    "not_applicable",
)
# How many subjects a result names unless it is violated or all were asked for.
SHOWN = 20


class Cause(NamedTuple):
    """One way in which a rule can come out. ``text`` may name {director}, {service}, {real}, {vip}, {port} and what
    the rule fills in. ``severity`` differs from the rule's only where the catalogue says so."""

    verdict: str
    text: Text
    suspicion: str = ""
    severity: str = ""


class Subject(NamedTuple):
    """The smallest thing that a rule speaks about. ``other`` is a second director."""

    director: Node
    service: Service
    real: RealServer | None = None
    other: str = ""


class Edit(NamedTuple):
    """Replace the text of a span."""

    span: Span
    text: str


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
    safety: str = "safe"
    certain: bool = True


class Group:
    """All subjects of one cause."""

    __slots__ = (
        "cause",
        "commands",
        "count",
        "edits",
        "fix",
        "keep_all",
        "locations",
        "names",
        "needs",
        "related",
        "subjects",
    )

    def __init__(self, cause: Cause, keep_all: bool) -> None:
        self.cause = cause
        self.keep_all = keep_all or cause.verdict == VIOLATED
        self.count = 0
        self.subjects: list[Subject] = []
        self.locations: list[tuple[Span, str]] = []
        self.needs: dict[Need, None] = {}
        self.names: dict[str, Any] = {}
        self.fix: Fix | None = None
        self.edits: list[Edit] = []
        self.commands: dict[tuple[str, str], Command] = {}
        self.related: set[tuple[str, int]] = set()

    @property
    def wants(self) -> bool:
        """Whether the next subject is kept with its details; if not, only ``count`` need be raised."""
        return self.keep_all or self.count < SHOWN

    def add(
        self,
        subject: Subject,
        needs: Iterable[Need] = (),
        at: Span | None = None,
        related: Iterable[tuple[Span, str]] = (),
        fix: Fix | None = None,
        **names: Any,
    ) -> None:
        """One more subject. ``at``: its place, else the real server's or the service's; ``related``: other places
        with the role they play."""
        self.count += 1
        if not (self.keep_all or self.count <= SHOWN):
            return
        if not self.subjects:
            self.names = names
            self.fix = fix
        self.subjects.append(subject)
        place = at or (subject.real.at if subject.real is not None else subject.service.at)
        self.locations.append((place, "subject"))
        for span, role in related:
            key = (span.source.path, span.line)
            if key not in self.related:
                self.related.add(key)
                self.locations.append((span, role))
        for need in needs:
            self.needs[need] = None
        if fix is not None:
            self.edits.extend(fix.edits)
            for command in fix.commands:
                self.commands.setdefault((command.node, command.text), command)


class Outcomes:
    """What one rule found, by cause."""

    def __init__(self, causes: dict[str, Cause], keep_all: bool = False) -> None:
        self._causes = causes
        self._keep_all = keep_all
        self.groups: dict[str, Group] = {}

    def group(self, cause: str) -> Group:
        """The group of a cause, by its name in the rule's table."""
        found = self.groups.get(cause)
        if found is None:
            found = self.groups[cause] = Group(self._causes[cause], self._keep_all)
        return found

    def add(self, cause: str, subject: Subject, **details: Any) -> None:
        """One more subject of a cause; ``details`` as for ``Group.add``."""
        self.group(cause).add(subject, **details)


Shows = Callable[["Branch", Subject, Cluster], bool]


def ends_by(*reasons: str) -> Shows:
    """Whether a walk ends for one of the reasons."""
    return lambda branch, subject, cluster: branch.walk.reason in reasons


class Rule(NamedTuple):
    """A rule, as its folder's ``rule.py`` gives it. ``decide`` looks at a cluster and tells the outcomes; ``shows``
    says whether a walk shows what the rule warns of, for the subjects that are violated."""

    id: str
    severity: str
    title: Text
    summary: Text
    causes: dict[str, Cause]
    decide: Callable[[Cluster, Outcomes], None]
    nothing: Text  # why it has no subject where it has none
    shows: Shows | None = None


def served(cluster: Cluster, methods: Iterable[str]) -> Iterable[tuple[Node, Service]]:
    """Each director with each of its services that has a real server with one of the forwarding methods."""
    wanted = set(methods)
    for director in cluster.directors:
        for service in director.services:
            if service.method in wanted or any(real.method in wanted for real in service.real_servers):
                yield director, service


def is_own(director: Node, real: RealServer) -> bool:
    """Whether the real server is the director itself (localnode): one of its own addresses, a VIP it holds, 127/8."""
    key = real.address.key
    return real.address.is_loopback or key in director.own_addresses() or key in director.virtual_addresses()
