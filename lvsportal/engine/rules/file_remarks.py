"""Findings of the rules that are about the text of a file: what the reader said about a line, and what is lost by it."""

from collections.abc import Callable, Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Configuration, Remark
from lvsportal.engine.rules.base import Finding
from lvsportal.engine.rules.causes import Cause
from lvsportal.engine.rules.subjects import OfRemark, Subject


def written(analysis: Analysis) -> Iterator[tuple[Node, Configuration]]:
    """Each node with its keepalived.conf."""
    for node in analysis.cluster.nodes:
        configuration = node.configuration
        if configuration is not None and configuration.dialect == "keepalived":
            yield node, configuration


def findings(
    analysis: Analysis,
    codes: frozenset[str],
    ignored: Cause | Callable[[Remark], Cause],
    fine: Cause,
    lost: Cause | None = None,
) -> Iterator[Finding]:
    """A finding for each remark with one of ``codes``; ``fine`` for a file without any; ``lost`` where keepalived does not load
    something because of it."""
    for node, configuration in written(analysis):
        seen: dict[str, int] = {}
        for remark in configuration.remarks:
            if remark.code in codes:
                subject = OfRemark(node, remark, _item(remark, seen))
                if remark.lost and lost is not None:
                    yield Finding(lost, subject)
                else:
                    yield Finding(ignored if isinstance(ignored, Cause) else ignored(remark), subject)
        if not seen:
            yield Finding(fine, whole_file(node, configuration))


def whole_file(node: Node, configuration: Configuration) -> Subject:
    """The node's file as the subject of a verdict over all of it."""
    return Subject(node, item=configuration.path)


def _item(remark: Remark, seen: dict[str, int]) -> str:
    """The line as it is written; a second equal one is told apart by its number among them."""
    line = remark.at.source.line(remark.at.line).strip()[:100]
    key = f"{remark.code} {line}"
    seen[key] = seen.get(key, 0) + 1
    return key if seen[key] == 1 else f"{key} #{seen[key]}"
