"""LVS033: two directors that hold the same VIP are configured differently.

Each director forwards by its own table: what the other one lacks is refused after a fail-over, what differs goes another way.
"""

from collections.abc import Iterator
from itertools import combinations

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Told
from lvsportal.engine.rules.LVS033_directors_differ import texts
from lvsportal.engine.rules.subjects import OfService

Key = tuple[int, int]
MOST_DIRECTORS = 12  # pairs of more than these are not compared: clusters of that size are generated


def check(analysis: Analysis) -> Iterator[Finding]:
    written = [node for node in analysis.cluster.directors if _comparable(node)]
    for one, other in combinations(written[:MOST_DIRECTORS], 2):
        shared = _floating(one) & _floating(other)
        if shared:
            yield from _missing(one, other, shared)
            yield from _missing(other, one, shared)
            yield from _differing(one, other, shared)


def _comparable(node: Node) -> bool:
    """Whether the whole configuration is shown: what an include that is not given holds is not missing."""
    return node.configuration is not None and not node.configuration.unread


def _floating(node: Node) -> set[Key]:
    """The VIPs of the node's VRRP instances."""
    instances = node.configuration.instances if node.configuration is not None else ()
    return {virtual.address.key for instance in instances for virtual in instance.addresses}


def _on(node: Node, vips: set[Key]) -> dict[tuple[object, ...], Service]:
    """The services on the VIPs. Marks are each node's own: what they stand for is compared by no number."""
    return {one.key: one for one in node.services if one.vip is not None and one.vip.key in vips}


def _missing(one: Node, other: Node, vips: set[Key]) -> Iterator[Finding]:
    there = _on(other, vips)
    if not other.services or any(service.vip is None for service in other.services):
        return  # a node that only holds the VIP forwards by other means; one with marks may serve by them
    for key, service in _on(one, vips).items():
        own_mark = service.vip is None and any(known.vip is None for known in there.values())
        if (
            key not in there and not own_mark
        ):  # each director may mark the same traffic with a number of its own
            yield Finding(texts.missing(other=other.name), OfService(one, service))


def _differing(one: Node, other: Node, vips: set[Key]) -> Iterator[Finding]:
    there = _on(other, vips)
    for key, service in _on(one, vips).items():
        same = there.get(key)
        if same is not None:
            told = _difference(service, same, other)
            yield Finding(told, OfService(one, service), related=((same.at, "other"),))


def _difference(one: Service, two: Service, other: Node) -> Told:
    methods = {real.method for real in one.real_servers}, {real.method for real in two.real_servers}
    if methods[0] != methods[1] and all(methods):
        return texts.other_method(other=other.name, one=_listed(methods[0]), two=_listed(methods[1]))
    names = {real.address.text for real in one.real_servers}, {real.address.text for real in two.real_servers}
    if names[0] != names[1]:
        return texts.other_real_servers(other=other.name, differing=_listed(names[0] ^ names[1]))
    for setting in ("scheduler", "persistent"):
        if getattr(one, setting) != getattr(two, setting):
            values = {"one": getattr(one, setting), "two": getattr(two, setting)}
            return texts.other_setting(other=other.name, setting=setting, **values)
    return texts.alike(other=other.name)


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(map(str, names))[:5])


RULE = Rule("LVS033", Severity.WARNING, texts, check)
