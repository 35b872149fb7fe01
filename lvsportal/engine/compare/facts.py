"""What a definition says, as plain statements that can be compared: no lines, no order, no secrets."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.model.vrrp import Authentication, Tracking, VirtualAddress, VrrpInstance

if TYPE_CHECKING:
    from hashlib import sha256

    from lvsportal.engine.model.netfilter import Netfilter, Rule
else:
    from lvsportal.engine.report.fingerprint import sha256


class Key(NamedTuple):
    """What a statement is about. ``kind``: node, service, real_server, sorry_server, instance, vip, address, route, sysctl or
    firewall; ``of``: the service or instance; ``item``: the real server, VIP, sysctl …; ``attribute``: "" for its being
    there at all."""

    kind: str
    node: str
    of: str = ""
    item: str = ""
    attribute: str = ""


Facts = dict[Key, str]


def facts_of(cluster: Cluster, renamed: Mapping[str, str] | None = None) -> Facts:
    """All statements of a cluster. ``renamed``: a node's name → the name by which it is compared."""
    found: Facts = {}
    for node in cluster.nodes:
        name = (renamed or {}).get(node.name, node.name)
        found[Key("node", name)] = ""
        for service in node.services:
            found.update(_service(name, service))
        if node.configuration is not None:
            for instance in node.configuration.instances:
                found.update(_instance(name, instance))
        found.update(_evidence(name, node))
    return found


# -- services --------------------------------------------------------------------------------------------------


def _service(node: str, service: Service) -> Iterator[tuple[Key, str]]:
    about = Key("service", node, service.name)
    yield about, ""
    yield from _attributes(
        about,
        scheduler=" ".join((service.scheduler, *service.scheduler_flags)),
        method=service.method,
        persistent=str(service.persistent or ""),
        ops="ops" if service.ops else "",
        quorum=str(service.quorum.quorum),
    )
    for real in service.real_servers:
        yield from _real_server(Key("real_server", node, service.name, _endpoint(real)), real)
    if service.sorry_server is not None:
        yield from _real_server(Key("sorry_server", node, service.name, _endpoint(service.sorry_server)))


def _real_server(about: Key, real: RealServer | None = None) -> Iterator[tuple[Key, str]]:
    yield about, ""
    if real is not None:
        checks = sorted(f"{check.kind.value}:{check.port or ''}{check.target}" for check in real.checks)
        yield from _attributes(about, weight=str(real.weight), method=real.method, checks=", ".join(checks))


def _endpoint(real: RealServer) -> str:
    return real.address.text if real.port is None else f"{real.address.text}:{real.port}"


def _attributes(about: Key, **values: str) -> Iterator[tuple[Key, str]]:
    for name, value in values.items():
        yield about._replace(attribute=name), value


# -- VRRP ------------------------------------------------------------------------------------------------------


def _instance(node: str, instance: VrrpInstance) -> Iterator[tuple[Key, str]]:
    about = Key("instance", node, instance.name)
    yield about, ""
    yield from _attributes(
        about,
        state=instance.state,
        interface=instance.interface,
        virtual_router_id=_number(instance.virtual_router_id),
        priority=_number(instance.priority),
        advert_int=_number(instance.advert_int),
        nopreempt="nopreempt" if instance.nopreempt else "",
        preempt_delay=_number(instance.preempt_delay),
        unicast_src_ip=str(instance.unicast_src_ip.address) if instance.unicast_src_ip else "",
        unicast_peer=", ".join(sorted(str(peer.address) for peer in instance.peers)),
        authentication=_authentication(instance.authentication),
        track=", ".join(sorted(_tracked(instance.tracking))),
    )
    for virtual in instance.addresses:
        yield from _virtual(node, instance, virtual)


def _virtual(node: str, instance: VrrpInstance, virtual: VirtualAddress) -> Iterator[tuple[Key, str]]:
    about = Key("vip", node, instance.name, str(virtual.address))
    yield about, ""
    length = "" if virtual.length is None else str(virtual.length)
    yield from _attributes(about, interface=virtual.interface, length=length)


def _authentication(given: Authentication | None) -> str:
    """Equal where keepalived takes them as equal (the first 8 characters), and no way back to the password."""
    if given is None or not (given.kind or given.password):
        return ""
    secret = (
        sha256(given.password[:8].encode("utf-8", "surrogateescape")).hexdigest()[:6] if given.password else ""
    )
    return f"{given.kind} {secret}".strip()


def _tracked(tracking: Tracking) -> Iterator[str]:
    for one in (*tracking.interfaces, *tracking.scripts, *tracking.processes, *tracking.files):
        yield one.name if one.weight is None else f"{one.name} weight {one.weight}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


# -- evidence --------------------------------------------------------------------------------------------------


def _evidence(name: str, node: Node) -> Iterator[tuple[Key, str]]:
    for shown in node.addresses or ():
        yield Key("address", name, shown.interface, f"{shown.address}/{shown.length}"), ""
    for route in node.routes or ():
        gateway = f" via {route.gateway}" if route.gateway is not None else ""
        if route.kind == "unicast":
            yield Key("route", name, route.table, f"{route.prefix}{gateway} dev {route.interface}"), ""
    for key, sysctl in (node.sysctls or {}).items():
        yield Key("sysctl", name, "", key, "value"), sysctl.value
    for tables in (node.netfilter, node.arptables):
        if tables is not None:
            yield from ((key, "") for key in _firewall(name, tables))


def _firewall(name: str, tables: "Netfilter") -> Iterator[Key]:
    seen: dict[tuple[str, str], int] = {}
    for (table, chain), rules in tables.rules.items():
        for rule in rules:
            text = _rule(rule)
            again = seen[chain, text] = seen.get((chain, text), 0) + 1
            yield Key("firewall", name, f"{table} {chain}", text if again == 1 else f"{text} ({again})")


def _rule(rule: "Rule") -> str:
    matches = (f"{'! ' if one.negated else ''}{one.option} {one.value}".strip() for one in rule.matches)
    options = (f"{option} {value}".strip() for option, value in rule.options.items())
    return " ".join(_nonempty([*matches, f"-j {rule.target}" if rule.target else "", *options]))


def _nonempty(words: Iterable[str]) -> list[str]:
    return [word for word in words if word]
