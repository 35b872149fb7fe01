"""What clients send to: the virtual services of all directors, each once, by the traffic that they take."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.types import Key, Target
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import Service
from lvsportal.engine.walk.netfilter import marked_networks, marked_traffic

# What a walk asks where a service takes every port.
_ANY_PORT = 80


class _Traffic(NamedTuple):
    vip: Address
    port: int
    protocol: str


def targets(analysis: Analysis) -> tuple[Target, ...]:
    """Every target of the definition, in the order in which they are written."""
    cluster = analysis.cluster
    taken: dict[tuple[Key, int, str], tuple[_Traffic, list[tuple[Node, Service]]]] = {}
    hidden: list[Target] = []
    for node in cluster.directors:
        for service in node.services:
            listed = list(traffic_of(cluster, node, service))
            for traffic in listed:
                key = (traffic.vip.key, traffic.port, traffic.protocol)
                taken.setdefault(key, (traffic, []))[1].append((node, service))
            if not listed and node.firewall(service.family) is None:
                hidden.append(_hidden(node, service))
    shown = [_target(traffic, tuple(services)) for traffic, services in taken.values()]
    return (*shown, *hidden)


def _target(traffic: _Traffic, services: tuple[tuple[Node, Service], ...]) -> Target:
    vip, port, protocol = traffic
    host = f"[{vip}]" if vip.family == 6 else vip.text
    name = f"{host}:{port}/{protocol.lower()}"
    return Target(name, vip, port, port or _ANY_PORT, protocol, vip.family, services)


def _hidden(node: Node, service: Service) -> Target:
    """A fwmark service whose rules are not shown: nobody knows what its clients send to."""
    needs = (Need(node.name, firewall_file(service.family)),)
    return Target(service.name, None, 0, 0, "", service.family, ((node, service),), needs)


def traffic_of(cluster: Cluster, node: Node, service: Service) -> Iterator[_Traffic]:
    """What a service takes; of a fwmark service what the rules that set its mark name."""
    if service.vip is not None:
        yield _Traffic(service.vip, service.port, service.protocol)
        return
    named = marked_traffic(node, service.fwmark, service.family) or ()
    marked = [*named, *_in_networks(cluster, node, service)]
    for vip, protocol, port in dict.fromkeys(marked):
        yield _Traffic(vip, port, protocol or "TCP")


def _in_networks(cluster: Cluster, node: Node, service: Service) -> Iterator[tuple[Address, str, int]]:
    """Where rules mark whole networks, or whatever comes: the VIPs in them, that the director's instances hold or its
    real servers have on `lo`."""
    networks = marked_networks(node, service.fwmark, service.family)
    if networks:
        for vip in _vips(cluster, node, service):
            for network, protocol, port in networks:
                if network.holds(vip):
                    yield vip, protocol, port


def _vips(cluster: Cluster, node: Node, service: Service) -> Iterable[Address]:
    instances = node.configuration.instances if node.configuration is not None else ()
    for instance in instances:
        for virtual in instance.addresses:
            yield virtual.address
    for real in service.real_servers:
        owner = cluster.owner(real.address)
        for shown in owner.addresses or () if owner is not None else ():
            if shown.interface == "lo" and not shown.address.is_loopback:
                yield shown.address
