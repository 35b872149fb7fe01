"""Subjects across two definitions: what makes one the same, and whether it is still there. No lines, no order."""

from collections.abc import Mapping
from typing import NamedTuple

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import RealServer

Fields = Mapping[str, str]


class Identity(NamedTuple):
    """What a subject is, apart from its real server's port. A VIP is the same whichever node writes it, and so is a flow: then
    ``node`` is ""."""

    node: str
    service: str
    host: str
    other_director: str = ""
    instance: str = ""
    vip: str = ""
    client: str = ""
    state: str = ""
    item: str = ""


def identity(subject: Fields, renamed: Mapping[str, str]) -> Identity:
    """The identity of a subject by its fields in the report. ``renamed``: names of nodes in the base → names now."""

    def now(field: str) -> str:
        name = subject.get(field, "")
        return renamed.get(name, name)

    service, vip, client = subject.get("service", ""), subject.get("vip", ""), now("client")
    return Identity(
        "" if client or (vip and not service) else now("node"),
        service,
        host_of(subject.get("real_server", "")),
        now("other_director"),
        subject.get("instance", ""),
        vip,
        client,
        now("state"),
        subject.get("item", ""),
    )


def host_of(endpoint: str) -> str:
    """A real server as the report writes it, without its port. (An IPv6 address without a port loses its last group: still the
    same on both sides.)"""
    host, colon, port = endpoint.rpartition(":")
    return host if colon and port.isdecimal() else endpoint


class Inventory:
    """The things of a definition, to tell what was removed from what was mended. Names are those by which it is compared."""

    def __init__(self, cluster: Cluster, renamed: Mapping[str, str]) -> None:
        self._evidence: dict[str, set[str]] = {}
        self._services: set[tuple[str, str]] = set()
        self._endpoints: set[tuple[str, str, str]] = set()
        self._hosts: set[tuple[str, str, str]] = set()
        self._instances: set[tuple[str, str]] = set()
        self._vips: set[str] = set()
        for node in cluster.nodes:
            self._add(renamed.get(node.name, node.name), node)

    def _add(self, name: str, node: Node) -> None:
        self._evidence[name] = set(node.evidence)
        for service in node.services:
            self._services |= {(name, service.name), ("", service.name)}
            for endpoint in map(_endpoint, service.real_servers):
                self._endpoints.add((name, service.name, endpoint))
                self._hosts.add((name, service.name, host_of(endpoint)))
        for instance in node.configuration.instances if node.configuration is not None else ():
            self._instances.add((name, instance.name))
            self._vips.update(str(virtual.address) for virtual in instance.addresses)

    def has_endpoint(self, found: Identity, endpoint: str) -> bool:
        """Whether a real server with its port is in the service that a subject speaks of."""
        return (found.node, found.service, endpoint) in self._endpoints

    def has(self, found: Identity) -> bool:
        """Whether what a subject speaks of is there."""
        return (
            (not found.node or found.node in self._evidence)
            and (not found.service or (found.node, found.service) in self._services)
            and (not found.host or (found.node, found.service, found.host) in self._hosts)
            and (not found.instance or (found.node, found.instance) in self._instances)
            and (not found.vip or bool(found.service) or found.vip in self._vips)
        )

    def shows_more_than(self, now: "Inventory", node: str) -> bool:
        """Whether a node that is still there shows less now."""
        return node in now._evidence and not self._evidence.get(node, set()) <= now._evidence[node]


def _endpoint(real: RealServer) -> str:
    return real.address.text if real.port is None else f"{real.address.text}:{real.port}"
