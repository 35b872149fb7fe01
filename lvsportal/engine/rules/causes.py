"""Causes: the ways a rule can come out, as its ``texts.py`` lists them.

A cause is a name in that module with a verdict and a text in both languages::

    port_differs = violated("{real} is asked on port {port} …", "…")

``{director}``, ``{service}``, ``{real}`` … come from the finding's subject; what else the text names is given when a
finding is made: ``Finding(texts.port_differs(port=80), subject)``.
"""

from collections.abc import Iterator

from lvsportal.engine.model.terms import Severity, Verdict
from lvsportal.engine.source.language import Text

NO_NAMES: dict[str, object] = {}


class Cause:
    """One way in which a rule can come out. ``name``: of the attribute that holds it, given when the rule is loaded.
    ``id``: what fingerprints and the report call it, where that is no longer its name."""

    __slots__ = ("_wanted", "id", "name", "severity", "strong", "text", "verdict")

    def __init__(
        self, verdict: Verdict, text: Text, strong: bool = False, severity: Severity | None = None, id: str = ""
    ) -> None:
        self.verdict = verdict
        self.text = text
        self.strong = strong
        self.severity = severity
        self.id = id
        self.name = ""
        self._wanted: frozenset[str] | None = None

    @property
    def key(self) -> str:
        """How the report calls it, for ever."""
        return self.id or self.name

    @property
    def wanted(self) -> frozenset[str]:
        """The names that its texts use."""
        if self._wanted is None:
            self._wanted = frozenset((*_names(self.text.en), *_names(self.text.zh)))
        return self._wanted

    def __call__(self, **names: object) -> "Told":
        """The cause with what its text names beside the subject."""
        return Told(self, names)


class Told:
    """A cause with the values of its text's names."""

    __slots__ = ("cause", "names")

    def __init__(self, cause: Cause, names: dict[str, object]) -> None:
        self.cause = cause
        self.names = names


def violated(en: str, zh: str, *, severity: Severity | None = None, id: str = "") -> Cause:
    """It goes wrong. ``severity`` only where it is not the rule's."""
    return Cause(Verdict.VIOLATED, Text(en, zh), severity=severity, id=id)


def undecided(
    en: str, zh: str, *, strong: bool = False, severity: Severity | None = None, id: str = ""
) -> Cause:
    """What is shown does not tell. ``strong``: it points to the trap without proving it."""
    return Cause(Verdict.UNDECIDED, Text(en, zh), strong, severity, id)


def mitigated(en: str, zh: str, *, id: str = "") -> Cause:
    """The dangerous set-up is there, and a remedy that works; the text names both."""
    return Cause(Verdict.MITIGATED, Text(en, zh), id=id)


def safe(en: str, zh: str, *, id: str = "") -> Cause:
    """It was looked at, and it holds."""
    return Cause(Verdict.SAFE, Text(en, zh), id=id)


def _names(text: str) -> Iterator[str]:
    """The ``{names}`` of a text."""
    for part in text.split("{")[1:]:
        name, brace, _ = part.partition("}")
        if brace and name.isidentifier():
            yield name
