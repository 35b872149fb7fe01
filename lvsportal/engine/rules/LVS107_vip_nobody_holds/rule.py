"""LVS107: a VIP that nobody holds: no instance and no interface has it, or no instance that has it is MASTER."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS107_vip_nobody_holds import texts
from lvsportal.engine.rules.subjects import OfVip
from lvsportal.engine.source.source import Span


def check(analysis: Analysis) -> Iterator[Finding]:
    written = _written(analysis)
    held = analysis.vrrp.today()[0].holders
    for key, (node, vip, at) in written.items():
        yield _finding(analysis, OfVip(node, vip, at), held.get(vip.text), key in _carried(analysis))


def _written(analysis: Analysis) -> dict[tuple[int, int], tuple[Node, Address, Span]]:
    """Every VIP of a virtual service or a VRRP instance, at the first place that writes it."""
    found: dict[tuple[int, int], tuple[Node, Address, Span]] = {}
    for node in analysis.cluster.directors:
        for service in node.services:
            if service.vip is not None:
                found.setdefault(service.vip.key, (node, service.vip, service.at))
        for instance in node.configuration.instances if node.configuration is not None else ():
            for virtual in instance.addresses:
                found.setdefault(virtual.address.key, (node, virtual.address, virtual.at))
    return found


def _carried(analysis: Analysis) -> frozenset[tuple[int, int]]:
    """The VIPs that some instance would hold."""
    return analysis.once(_all_carried)


def _all_carried(analysis: Analysis) -> frozenset[tuple[int, int]]:
    return frozenset(
        vip.address.key
        for daemon in analysis.vrrp.known.daemons.values()
        for router in daemon.routers
        for vip in router.all_vips
    )


def _finding(analysis: Analysis, subject: OfVip, holders: tuple[str, ...] | None, carried: bool) -> Finding:
    if holders:
        return Finding(texts.held(holders=", ".join(holders)), subject)
    if carried:
        return Finding(texts.nobody_is_master, subject)
    serving = analysis.vrrp.servers(subject.vip.key)
    hidden = [Need(node.name, "ip-addr.json") for node in serving if node.addresses is None]
    if not hidden:
        return Finding(texts.on_no_interface, subject)
    if any(
        node.configuration is not None and node.configuration.instances for node in analysis.cluster.directors
    ):
        return Finding(texts.in_no_instance, subject, needs=hidden)
    return Finding(texts.not_shown, subject, needs=hidden)


RULE = Rule("LVS107", Severity.ERROR, texts, check)
