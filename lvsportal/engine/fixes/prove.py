"""A fix is applied to a copy of the definition, which is read and judged again: only then it counts as proven."""

from collections.abc import Iterable

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.terms import Verdict
from lvsportal.engine.rules.base import Command, Edit
from lvsportal.engine.rules.collect import Group
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.source import Source


def apply(bundle: Bundle, edits: Iterable[Edit]) -> Bundle:
    """The bundle with the edits made; where two overlap, the first one counts."""
    by_path: dict[str, list[tuple[int, int, str]]] = {}
    for edit in edits:
        source = edit.span.source
        start = source.offset(edit.span.line, edit.span.column)
        by_path.setdefault(source.path, []).append(
            (start, source.offset(edit.span.line, edit.span.end_column), edit.text)
        )
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
    """A cluster whose nodes have had the commands; the nodes of ``cluster`` are changed and placed anew."""
    for command in commands:
        node = cluster.by_name.get(command.node)
        if command.change is not None and node is not None:
            command.change(node)
            node.forget()
    return Cluster(cluster.name, cluster.nodes, cluster.segments)


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
