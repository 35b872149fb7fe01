"""From groups of findings to the report, as plain data in both languages. ``localise`` makes the contract's JSON of it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, cast

from lvsportal.engine import VERSION
from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.terms import Gate, Severity, Verdict
from lvsportal.engine.report import picture, words
from lvsportal.engine.report.data import both, needs_data, walk_data
from lvsportal.engine.report.fingerprint import fingerprint
from lvsportal.engine.report.gate import FLOWS_RULE, gate
from lvsportal.engine.report.matrix import flow_counts, flows_data, states_data
from lvsportal.engine.report.questions import questions
from lvsportal.engine.rules.base import Fix, Rule
from lvsportal.engine.rules.collect import SHOWN, Group
from lvsportal.engine.rules.subjects import Subject
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, Span

if TYPE_CHECKING:
    from lvsportal.engine.report import types
    from lvsportal.engine.report.types import Bilingual

    Result = types.Result[Bilingual]
    Report = types.Report[Bilingual]

SCHEMA = "lvsportal.report/1"
_ORDER = {verdict: number for number, verdict in enumerate(Verdict)}
_WEIGHT = {severity: number for number, severity in enumerate(Severity)}
MOST_DIAGNOSTICS = 1000
MOST_SERVICES = 20_000  # listed one by one in the report's `cluster`


def build(
    analysis: Analysis,
    chosen: Iterable[Rule],
    groups: list[Group],
    diagnostics: Iterable[Diagnostic],
    proven: set[int] = frozenset(),  # type: ignore[assignment]
) -> Report:
    """The report. ``chosen``: the rules that were asked; ``proven``: ``id()`` of the groups whose fix was proven."""
    cluster, chosen = analysis.cluster, list(chosen)
    results = [_result(analysis, group, id(group) in proven) for group in groups]
    results += _of_silent_rules(cluster, chosen, {group.rule.id for group in groups})
    results.sort(key=rank)
    matrix = analysis.matrix
    asked = matrix if any(rule.id == FLOWS_RULE for rule in chosen) else None
    return {
        "schema": SCHEMA,
        "engine": {"version": VERSION, "rules": [rule.id for rule in chosen]},
        "cluster": _cluster(analysis),
        "summary": summary(results, gate(cluster, results, asked), flow_counts(matrix)),
        "states": states_data(matrix),
        "flows": flows_data(matrix),
        "results": results,
        "questions": questions(results),
        "diagnostics": _diagnostics(diagnostics),
    }


def rank(result: Result) -> tuple[int, int, int, int, int, str, str]:
    """Worst first, what is only info last: by verdict, severity, whether it is new, suspicion, rule."""
    return (
        1 if result["severity"] == Severity.INFO and result["verdict"] != Verdict.NOT_APPLICABLE else 0,
        _ORDER[result["verdict"]],
        _WEIGHT[result["severity"]],
        0 if result.get("comparison", "new") == "new" else 1,
        0 if result["suspicion"] else 1,
        result["rule"],
        result["cause"],
    )


def summary(results: list[Result], decided: Gate, flows: types.FlowCounts) -> types.Summary:
    """Counts of subjects and of flows, and the gate."""
    counts = dict.fromkeys(Verdict, 0)
    severities = dict.fromkeys(Severity, 0)
    for result in results:
        counts[result["verdict"]] += result["count"]
        if result["verdict"] == Verdict.VIOLATED:
            severities[result["severity"]] += result["count"]
    return {
        "gate": decided,
        "violated": counts[Verdict.VIOLATED],
        "undecided": counts[Verdict.UNDECIDED],
        "mitigated": counts[Verdict.MITIGATED],
        "safe": counts[Verdict.SAFE],
        "declared": sum(result["count"] for result in results if result["declared"]),
        "by_severity": {
            "error": severities[Severity.ERROR],
            "warning": severities[Severity.WARNING],
            "info": severities[Severity.INFO],
        },
        "flows": flows,
    }


# -- results ---------------------------------------------------------------------------------------------------


def _result(analysis: Analysis, group: Group, proven: bool) -> Result:
    rule, cause, cluster = group.rule, group.cause, analysis.cluster
    first = group.subjects[0]
    text = cause.text.fill(**first.names(cluster), **group.names)
    result: Result = {
        **_frame(rule),
        "severity": group.severity,
        "verdict": cause.verdict,
        "cause": cause.key,
        "message": both(text),
        "count": group.count,
        "subjects": [_subject(cluster, rule, subject) for subject in group.subjects],
        "locations": [_location(span, role) for span, role in group.locations],
        "suspicion": "strong" if cause.strong else None,
        "needs": needs_data(group.needs),
        "walk": _walk(analysis, group, first),
        "fix": _fix(group, group.fix, proven) if group.fix is not None else None,
    }
    if group.declared:
        result["declared"] = [{"file": at.source.path, "line": at.line} for at in group.declared]
    if group.comparison:
        result["comparison"] = group.comparison
    return result


def _frame(rule: Rule) -> Result:
    """A result that says that the rule has no subject here."""
    return {
        "rule": rule.id,
        "title": both(rule.title),
        "severity": rule.severity,
        "verdict": Verdict.NOT_APPLICABLE,
        "cause": "nothing",
        "message": both(rule.nothing),
        "count": 0,
        "subjects": [],
        "locations": [],
        "suspicion": None,
        "needs": [],
        "declared": [],
        "walk": None,
        "fix": None,
        "article": f"/kb/{rule.id}/",
    }


def _walk(analysis: Analysis, group: Group, first: Subject) -> types.Walk[Bilingual] | None:
    """The walk that shows the first subject of a violated result."""
    if group.cause.verdict is not Verdict.VIOLATED:
        return None
    if group.walk is not None:
        branch = group.walk()
    elif group.rule.shows is None:
        return None
    else:
        # Most definitions need no walk, and none should pay for it.
        from lvsportal.engine.rules.rule_walks import shown_by

        branch = shown_by(analysis, group.rule, first)
    return walk_data(branch) if branch is not None else None


def _of_silent_rules(cluster: Cluster, chosen: list[Rule], spoke: set[str]) -> list[Result]:
    """A result for each rule that found nothing at all."""
    served = any(node.services for node in cluster.directors)
    hidden = [] if served else [node for node in cluster.nodes if _may_serve(node)]
    silent = (rule for rule in chosen if rule.id not in spoke)
    return [_tables_hidden(rule, hidden) if hidden else _frame(rule) for rule in silent]


def _may_serve(node: Node) -> bool:
    """Whether it is not shown if the node has virtual services: no table, or a configuration that can't be read whole."""
    return not node.shows_its_table or (node.configuration is not None and node.configuration.unread > 0)


def _tables_hidden(rule: Rule, nodes: list[Node]) -> Result:
    """No node shows a virtual service, and some don't show whether they have any: nothing can be said, not even that the
    rule has no subject."""
    first = nodes[0].name
    needs = (
        Need(node.name, "keepalived.conf" if node.configuration is not None else "ipvsadm-save.txt")
        for node in nodes[:SHOWN]
    )
    return {
        **_frame(rule),
        "verdict": Verdict.UNDECIDED,
        "cause": "services_not_shown",
        "message": both(words.SERVICES_HIDDEN),
        "count": 1,
        "subjects": [{"node": first, "service": "", "fingerprint": fingerprint(rule.id, first)}],
        "needs": needs_data(needs),
    }


def _subject(cluster: Cluster, rule: Rule, subject: Subject) -> types.Subject:
    fields = {
        **subject.fields(cluster),
        "fingerprint": fingerprint(rule.id, *subject.identity()),
    }
    return cast("types.Subject", fields)


def _location(span: Span, role: str) -> types.Location:
    return {
        "file": span.source.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.line,
        "end_column": span.end_column,
        "role": role,
    }


def _fix(group: Group, fix: Fix, proven: bool) -> types.Fix[Bilingual]:
    edits: list[types.Edit] = []
    for edit in group.edits:
        start, end = edit.offsets
        edits.append({"file": edit.span.source.path, "start": start, "end": end, "text": edit.text})
    return {
        "summary": both(fix.summary),
        "edits": edits,
        "commands": [{"node": command.node, "text": command.text} for command in group.commands.values()],
        "safety": fix.safety,
        "proven": proven,
    }


# -- the rest --------------------------------------------------------------------------------------------------


def _cluster(analysis: Analysis) -> types.ClusterData:
    cluster = analysis.cluster
    listed = ((node, service) for node in cluster.nodes for service in node.services)
    services: list[types.ServiceData] = [
        {
            "node": node.name,
            "name": service.name,
            "method": service.method,
            "scheduler": service.scheduler,
            "real_servers": len(service.real_servers),
        }
        for node, service in islice(listed, MOST_SERVICES)
    ]
    return {
        "name": cluster.name,
        "nodes": picture.nodes(cluster),
        "services": services,
        "segments": picture.segments(analysis),
        "hidden_servers": [address.text for address in cluster.hidden_servers(picture.MOST_DRAWN + 1)],
    }


def _diagnostics(diagnostics: Iterable[Diagnostic]) -> list[types.Diagnostic[Bilingual]]:
    listed = list(diagnostics)
    data: list[types.Diagnostic[Bilingual]] = [
        {
            "file": told.path,
            "line": max(told.line, 1),
            "column": max(told.column, 1),
            "severity": Severity(told.severity),
            "code": told.code,
            "message": both(told.message),
        }
        for told in listed[:MOST_DIAGNOSTICS]
    ]
    if len(listed) > MOST_DIAGNOSTICS:
        rest = _MORE.fill(count=len(listed) - MOST_DIAGNOSTICS)
        data.append({**data[-1], "severity": Severity.INFO, "code": "more", "message": both(rest)})
    return data


_MORE = Text("{count} more remarks are left out.", "另有 {count} 条说明未列出。")
