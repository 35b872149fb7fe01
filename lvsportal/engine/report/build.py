"""From outcomes to the report, as plain data in both languages. ``localise`` makes the contract's JSON of it."""

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from lvsportal.engine import VERSION
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.report import picture, words
from lvsportal.engine.report.fingerprint import fingerprint
from lvsportal.engine.report.words import ACTIONS
from lvsportal.engine.rules.base import (
    NOT_APPLICABLE,
    SHOWN,
    UNDECIDED,
    VIOLATED,
    Cause,
    Fix,
    Group,
    Outcomes,
    Rule,
    Subject,
)
from lvsportal.engine.source.language import EMPTY, Text
from lvsportal.engine.source.source import Diagnostic, Span

if TYPE_CHECKING:
    from lvsportal.engine.walk.trace import Branch, Packet

SCHEMA = "lvsportal.report/1"
Data = dict[str, Any]
_ORDER = {"violated": 0, "undecided": 1, "mitigated": 2, "safe": 3, NOT_APPLICABLE: 4}
_WEIGHT = {"error": 0, "warning": 1, "info": 2}
MOST_DIAGNOSTICS = 1000
MOST_SERVICES = 20_000  # listed one by one in the report's `cluster`


def both(text: Text) -> Data:
    """A text as data: one entry a language."""
    return {"en": text.en, "zh-hans": text.zh}


def walk_data(branch: "Branch") -> Data:
    """A walk as data: outcome, and hops with frame and packet (contracts, section 5)."""
    hops = [
        {
            "node": hop.node,
            "interface": hop.interface,
            "action": both(ACTIONS[hop.action]),
            "to": hop.to,
            "frame": {"src_mac": hop.macs[0], "dst_mac": hop.macs[1]},
            "packet": {
                "src": hop.packet.source.text,
                "dst": hop.packet.destination.text,
                "protocol": hop.packet.protocol.lower(),
                "sport": hop.packet.source_port,
                "dport": hop.packet.port,
                "ttl": hop.packet.ttl,
                **({"outer": _outer(hop.packet)} if hop.packet.outer is not None else {}),
            },
            "note": "",
        }
        for hop in branch.walk.hops
    ]
    return {"outcome": branch.walk.outcome, "by": branch.walk.by, "reason": branch.walk.reason, "hops": hops}


def _outer(packet: "Packet") -> Data:
    """The header that TUN wraps around."""
    source, destination = packet.outer or (packet.source, packet.destination)
    return {"src": source.text, "dst": destination.text}


def build(
    cluster: Cluster,
    found: Iterable[tuple[Rule, Outcomes]],
    diagnostics: Iterable[Diagnostic],
    proven: set[tuple[str, str]] = frozenset(),  # type: ignore[assignment]
) -> Data:
    """The report. ``proven``: (rule, cause) of the fixes whose proof held."""
    results: list[Data] = []
    rules: list[str] = []
    served = any(node.services for node in cluster.directors)
    hidden = [] if served else [node for node in cluster.nodes if _may_serve(node)]
    for rule, outcomes in found:
        rules.append(rule.id)
        groups = [(name, group) for name, group in outcomes.groups.items() if group.count]
        results.extend(_result(cluster, rule, name, group, (rule.id, name) in proven) for name, group in groups)
        if not groups:
            results.append(_tables_hidden(rule, hidden) if hidden else _nothing(rule))
    results.sort(key=rank)
    return {
        "schema": SCHEMA,
        "engine": {"version": VERSION, "rules": rules},
        "cluster": _cluster(cluster),
        "summary": summary(results),
        "results": results,
        "diagnostics": _diagnostics(diagnostics),
    }


def rank(result: Data) -> tuple[int, int, int, str, str]:
    """Worst first: by verdict, severity, suspicion, rule."""
    verdict = str(result["verdict"])
    return (
        _ORDER[verdict],
        _WEIGHT[str(result["severity"])],
        0 if result["suspicion"] else 1,
        str(result["rule"]),
        str(result["cause"]),
    )


def summary(results: list[Data]) -> Data:
    """Counts of subjects, and the gate: ``fail`` where an error is violated, else ``undecided`` where one is open."""
    counts = dict.fromkeys(("violated", "undecided", "mitigated", "safe"), 0)
    severities = dict.fromkeys(("error", "warning", "info"), 0)
    gate = "pass"
    for result in results:
        verdict, severity = result["verdict"], result["severity"]
        if verdict in counts:
            counts[verdict] += result["count"]
        if verdict == "violated":
            severities[severity] += result["count"]
            gate = "fail" if severity == "error" else gate
        elif verdict == "undecided" and severity == "error" and gate == "pass":
            gate = "undecided"
    return {"gate": gate, **counts, "by_severity": severities}


# -- results ---------------------------------------------------------------------------------------------------


def _result(cluster: Cluster, rule: Rule, name: str, group: Group, proven: bool) -> Data:
    cause = group.cause
    first = group.subjects[0]
    keep = len(group.subjects) if group.keep_all else SHOWN
    text = cause.text.fill(**_names(cluster, first), **group.names)
    return {
        "rule": rule.id,
        "title": both(rule.title),
        "severity": cause.severity or rule.severity,
        "verdict": cause.verdict,
        "cause": name,
        "message": both(text),
        "count": group.count,
        "subjects": [_subject(cluster, rule, subject) for subject in group.subjects[:keep]],
        "locations": [_location(span, role) for span, role in group.locations],
        "suspicion": cause.suspicion or None,
        "needs": [
            {"node": need.node, "evidence": need.evidence, "command": need.command} for need in group.needs
        ],
        "walk": _walk(cluster, rule, cause, first),
        "fix": _fix(group, proven) if group.fix is not None else None,
        "article": f"/kb/{rule.id}/",
    }


def _walk(cluster: Cluster, rule: Rule, cause: Cause, subject: Subject) -> Data | None:
    """The walk that shows the first subject of a violated result."""
    if cause.verdict != VIOLATED:
        return None
    from lvsportal.engine.rules.proof import (
        shown_by,
    )  # most definitions need no walk, and none should pay for it

    branch = shown_by(cluster, rule, subject)
    return walk_data(branch) if branch is not None else None


def _nothing(rule: Rule) -> Data:
    return {
        "rule": rule.id,
        "title": both(rule.title),
        "severity": rule.severity,
        "verdict": NOT_APPLICABLE,
        "cause": "nothing",
        "message": both(rule.nothing),
        "count": 0,
        "subjects": [],
        "locations": [],
        "suspicion": None,
        "needs": [],
        "walk": None,
        "fix": None,
        "article": f"/kb/{rule.id}/",
    }


def _may_serve(node: Node) -> bool:
    """Whether it is not shown if the node has virtual services: no table, or a configuration that can't be read whole."""
    return not node.shows_its_table or (node.configuration is not None and node.configuration.unread > 0)


def _tables_hidden(rule: Rule, nodes: list[Node]) -> Data:
    """No node shows a virtual service, and some don't show whether they have any: nothing can be said, not even that the
    rule has no subject."""
    needs = [
        Need(node.name, "keepalived.conf" if node.configuration is not None else "ipvsadm-save.txt")
        for node in nodes[:SHOWN]
    ]
    return {
        **_nothing(rule),
        "verdict": UNDECIDED,
        "cause": "services_not_shown",
        "message": both(words.SERVICES_HIDDEN),
        "count": 1,
        "subjects": [
            {
                "node": node.name,
                "service": "",
                "fingerprint": fingerprint(rule.id, node.name),
            }
            for node in nodes[:1]
        ],
        "needs": [{"node": n.node, "evidence": n.evidence, "command": n.command} for n in needs],
    }


def _names(cluster: Cluster, subject: Subject) -> dict[str, Any]:
    service, real = subject.service, subject.real
    return {
        "director": subject.director.name,
        "service": service.name,
        "vip": service.vip.text if service.vip is not None else f"fwmark {service.fwmark}",
        "real": _server(cluster, subject) if real is not None else "",
        "method": real.method if real is not None else service.method,
    }


def _server(cluster: Cluster, subject: Subject) -> str:
    real = subject.real
    if real is None:
        return ""
    name = cluster.name_of(real.address)
    return name if name == real.address.text else f"{name} ({real.address.text})"


def _subject(cluster: Cluster, rule: Rule, subject: Subject) -> Data:
    real = subject.real
    address = (
        "" if real is None else real.address.text if real.port is None else f"{real.address.text}:{real.port}"
    )
    host = real.address.text if real is not None else ""
    parts = (rule.id, subject.director.name, subject.service.name, subject.service.group, host, subject.other)
    data: Data = {"node": subject.director.name, "service": subject.service.name}
    if real is not None:
        data["real_server"] = address
        owner = cluster.owner(real.address)
        if owner is not None:
            data["real_server_node"] = owner.name
    if subject.other:
        data["other_director"] = subject.other
    data["fingerprint"] = fingerprint(*parts)
    return data


def _location(span: Span, role: str) -> Data:
    return {
        "file": span.source.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.line,
        "end_column": span.end_column,
        "role": role,
    }


def _fix(group: Group, proven: bool) -> Data:
    fix = group.fix or Fix(EMPTY)
    edits = []
    for edit in group.edits:
        source = edit.span.source
        start = source.offset(edit.span.line, edit.span.column)
        end = source.offset(edit.span.line, edit.span.end_column)
        edits.append({"file": source.path, "start": start, "end": end, "text": edit.text})
    return {
        "summary": both(fix.summary),
        "edits": edits,
        "commands": [{"node": command.node, "text": command.text} for command in group.commands.values()],
        "safety": fix.safety,
        "proven": proven,
    }


# -- the rest --------------------------------------------------------------------------------------------------


def _cluster(cluster: Cluster) -> Data:
    listed = ((node, service) for node in cluster.nodes for service in node.services)
    services = [
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
        "segments": picture.segments(cluster),
        "hidden_servers": [address.text for address in cluster.hidden_servers(picture.MOST_DRAWN + 1)],
    }


def _diagnostics(diagnostics: Iterable[Diagnostic]) -> list[Data]:
    listed = list(diagnostics)
    found = [
        {
            "file": told.path,
            "line": max(told.line, 1),
            "column": max(told.column, 1),
            "severity": told.severity,
            "code": told.code,
            "message": both(told.message),
        }
        for told in listed[:MOST_DIAGNOSTICS]
    ]
    if len(listed) > MOST_DIAGNOSTICS:
        rest = _MORE.fill(count=len(listed) - MOST_DIAGNOSTICS)
        found.append({**found[-1], "severity": "info", "code": "more", "message": both(rest)})
    return found


_MORE = Text("{count} more remarks are left out.", "另有 {count} 条说明未列出。")
