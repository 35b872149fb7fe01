"""All of a report's page, from a stored report and the sources that it speaks of."""

from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from apps.web.report_page.findings import Finding, findings_of
from apps.web.report_page.headline import Headline, headline
from apps.web.report_page.matrix import Matrix, matrix
from apps.web.report_page.text import File, file_of, notes_of
from lvsportal.engine.drawing.wires import drawing
from lvsportal.engine.report.localise import localise
from lvsportal.engine.source.source import Source

GROUPS = ("wrong", "open", "held", "advice")


class Group(NamedTuple):
    """Causes of one kind, as the list shows them. ``name``: one of GROUPS."""

    name: str
    title: str
    findings: list[Finding]


class Remark(NamedTuple):
    """What is said of the text itself, told once: its places counted."""

    severity: str
    message: str
    file: str
    line: int
    count: int


class Page(NamedTuple):
    headline: Headline
    summary: dict[str, Any]
    cluster: dict[str, Any]
    drawing: SafeString
    matrix: Matrix | None
    groups: list[Group]
    findings: list[Finding]  # those that have an article of their own
    remarks: list[Remark]
    files: list[File]  # those with something to say, the worst first
    silent: list[File]
    quiet: list[Finding]
    questions: list[dict[str, Any]]
    needs: list[tuple[str, list[dict[str, str]]]]
    engine: str


def build(
    report: dict[str, Any], sources: list[Source], language: str, lines_url: str = "", whole: bool = False
) -> Page:
    """The page for a stored report. ``lines_url``: where folded lines are fetched; ``whole``: no folds."""
    shown = localise(report, language)
    findings = findings_of(shown["results"], {source.path: source for source in sources})
    notes = notes_of(findings, shown["diagnostics"])
    files = [file_of(source, notes.get(source.path, {}), lines_url, whole) for source in sources]
    speaking = [file for file in files if file.speaks or len(files) == 1]
    loud = [finding for finding in findings if finding.is_loud]
    return Page(
        headline(shown, findings),
        shown["summary"],
        shown["cluster"],
        _wires(shown["cluster"]),
        matrix(shown),
        _groups(loud),
        loud,
        _remarks(shown["diagnostics"]),
        sorted(speaking, key=_badness),
        [file for file in files if file not in speaking],
        [finding for finding in findings if not finding.is_loud],
        list(shown.get("questions") or ()),
        _needs(loud),
        str(shown["engine"]["version"]),
    )


def _groups(findings: list[Finding]) -> list[Group]:
    titles = {
        "wrong": gettext("Goes wrong"),
        "open": gettext("Open"),
        "held": gettext("Held by a remedy"),
        "advice": gettext("Advice"),
    }
    groups = [Group(name, titles[name], [one for one in findings if one.group == name]) for name in GROUPS]
    return [group for group in groups if group.findings]


def _remarks(diagnostics: list[dict[str, Any]]) -> list[Remark]:
    """Each sentence once, errors first."""
    firsts: dict[tuple[str, str], dict[str, Any]] = {}
    counts: dict[tuple[str, str], int] = {}
    for remark in diagnostics:
        key = (remark["severity"], remark["message"])
        firsts.setdefault(key, remark)
        counts[key] = counts.get(key, 0) + 1
    order = {"error": 0, "warning": 1, "info": 2}
    return [
        Remark(*key, firsts[key]["file"], firsts[key]["line"], counts[key])
        for key in sorted(firsts, key=lambda key: order[key[0]])
    ]


def _wires(cluster: dict[str, Any]) -> SafeString:
    """The cluster's drawing; nothing for a report of an older version, which has no segments."""
    if "segments" not in cluster:
        return SafeString()
    unknown, label = gettext("segment not shown"), gettext("Nodes and segments")
    return mark_safe(drawing(cluster, unknown, label))  # noqa: S308 -- drawing escapes each text


def _badness(file: File) -> tuple[int, ...]:
    """Files with violated lines first, then those with open ones; then as they came."""
    counts = {look: count for look, _, count in file.causes}
    return (-counts.get("violated", 0), -counts.get("undecided", 0))


def _needs(findings: list[Finding]) -> list[tuple[str, list[dict[str, str]]]]:
    """What to collect, by node."""
    by_node: dict[str, dict[str, dict[str, str]]] = {}
    for finding in findings:
        for need in finding.result["needs"]:
            by_node.setdefault(need["node"], {})[need["evidence"]] = need
    return [(node, list(needs.values())) for node, needs in by_node.items()]
