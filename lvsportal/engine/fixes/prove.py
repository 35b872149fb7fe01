"""A fix is applied to a copy of the definition, which is read and judged again: only then it counts as proven."""

from collections.abc import Iterable

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.terms import Conclusion, Verdict
from lvsportal.engine.rules.base import Command, Edit
from lvsportal.engine.rules.collect import Group
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.source import Source


def apply(bundle: Bundle, edits: Iterable[Edit]) -> Bundle:
    """The bundle with the edits made; where two overlap, the first one counts."""
    by_path: dict[str, list[tuple[int, int, str]]] = {}
    for edit in edits:
        by_path.setdefault(edit.span.source.path, []).append((*edit.offsets, edit.text))
    changed = []
    for source in bundle.sources:
        if source.path in by_path:
            copy = Source(source.path, edited(source.text, by_path[source.path]), source.encoding)
            copy.origin = source.origin
            changed.append(copy)
        else:
            changed.append(source)
    return bundle._replace(sources=tuple(changed))


def carry_out(cluster: Cluster, commands: Iterable[Command]) -> Cluster:
    """The cluster with copies of the nodes that have had the commands; ``cluster`` stays as it is."""
    changed: dict[str, Node] = {}
    for command in commands:
        node = changed.get(command.node) or cluster.by_name.get(command.node)
        if command.change is not None and node is not None:
            changed[command.node] = node.copy()
            command.change(changed[command.node])
    return cluster.with_nodes({name: node.copy() for name, node in changed.items()})


def edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """The text with (start, end, new text) replaced; an edit that overlaps one before it is left out."""
    parts, at = [], 0
    for start, end, new in sorted(set(edits)):
        if start >= at:
            parts += [text[at:start], new]
            at = end
    return "".join([*parts, text[at:]])


Identity = tuple[str, ...]


def violated_subjects(groups: Iterable[Group]) -> set[Identity]:
    """Rule and subject of everything that is violated."""
    return {
        identity
        for group in groups
        if group.cause.verdict is Verdict.VIOLATED
        for identity in _identities(group)
    }


def holds(group: Group, before: set[Identity], after: set[Identity]) -> bool:
    """Whether the group's subjects are no longer violated, and nothing is that was not before."""
    return after <= before and after.isdisjoint(_identities(group))


def _identities(group: Group) -> list[Identity]:
    return [(group.rule.id, *subject.identity()) for subject in group.subjects]


# What a fix must not turn into something further down.
_STANDING = {Conclusion.SERVED: 3, Conclusion.UNKNOWN: 2, Conclusion.PARTLY: 1, Conclusion.LOST: 0}


def no_flow_is_worse(before: Analysis, after: Analysis) -> bool:
    """Whether every client is served as before or better, flow by flow and state by state, as far as both have them."""
    standing = _flows(before)
    return all(standing.get(key, 0) <= now for key, now in _flows(after).items())


def _flows(analysis: Analysis) -> dict[tuple[str, str, str], int]:
    """(client, service, state) → how well it is served."""
    return {
        (flow.client.name, member, state): _STANDING[conclusion.value]
        for flow in analysis.matrix.flows
        if flow.client.counts
        for member in flow.members
        for state, conclusion in flow.conclusions.items()
    }
