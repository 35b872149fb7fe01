"""LVS036: connections are synchronised by one director only, or between daemons that do not hear each other.

The backup daemon ignores messages of another sync id unless its own is 0 (``ip_vs_sync.c: ip_vs_process_message``); without an ``id``
keepalived uses the virtual_router_id of the instance (keepalived.conf(5), "lvs_sync_daemon").
"""

from collections.abc import Iterator
from itertools import combinations

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Configuration
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS036_sync_on_one_side import texts
from lvsportal.engine.rules.subjects import Subject
from lvsportal.engine.source.source import Span


def check(analysis: Analysis) -> Iterator[Finding]:
    directors = [node for node in analysis.cluster.directors if _is_keepalived(node) and node.services]
    for one, other in combinations(directors[:12], 2):
        if _vips(one) & _vips(other):
            yield from _compared(one, other)


def _is_keepalived(node: Node) -> bool:
    return node.configuration is not None and node.configuration.dialect == "keepalived"


def _vips(node: Node) -> set[tuple[int, int]]:
    instances = node.configuration.instances if node.configuration is not None else ()
    return {virtual.address.key for instance in instances for virtual in instance.addresses}


def _compared(one: Node, other: Node) -> Iterator[Finding]:
    places = [place for node in (one, other) if (place := _daemon_at(node)) is not None]
    if len(places) == 2:
        yield Finding(texts.on_both(other=other.name), Subject(one, places[0], "lvs_sync_daemon"))
    elif places:
        with_it, without = (one, other) if _daemon_at(one) is not None else (other, one)
        yield Finding(texts.one_side(other=without.name), Subject(with_it, places[0], "lvs_sync_daemon"))


def _daemon_at(node: Node) -> Span | None:
    configuration: Configuration | None = node.configuration
    if configuration is None:
        return None
    if configuration.sync_daemon is not None:
        return configuration.sync_daemon.at
    return next(
        (one.place("lvs_sync_daemon_interface") for one in configuration.instances if one.sync_daemon), None
    )


RULE = Rule("LVS036", Severity.WARNING, texts, check)
