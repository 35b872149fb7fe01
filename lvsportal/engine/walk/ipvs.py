"""ip_vs on LOCAL_IN (``ip_vs_core.c: ip_vs_in``): does it take the packet, and by which service?"""

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.walk.answer import Answer, any_of, unknown, unset
from lvsportal.engine.walk.state import State


def same_traffic(service: Service, other: Service) -> bool:
    """Whether two address services take the same packets."""
    if service.vip is None or other.vip is None or service.vip.key != other.vip.key:
        return False
    return service.protocol == other.protocol and (
        service.port == other.port or not other.port or not service.port
    )


def _keepalived_starts_daemons(node: Node) -> bool:
    configuration = node.configuration
    return configuration is not None and (
        configuration.sync_daemon is not None
        or any(instance.sync_daemon for instance in configuration.instances)
    )


def sync_roles(node: Node, state: State) -> set[str] | None:
    """Roles of the sync daemons in a state: what runs, where that is shown and the state is today's; after a fail-over
    what keepalived starts then. None where it is not shown."""
    running = {role for role, _ in node.sync_daemons} if node.sync_daemons is not None else None
    if state.is_current(node) and running is not None:
        return running
    if _keepalived_starts_daemons(node):
        if running is not None and not running:
            return set()  # configured, and yet none runs: nothing says that one will
        return _started_roles(node, state)
    if running is not None:
        return running
    return set() if node.configuration is not None else None


def _started_roles(node: Node, state: State) -> set[str] | None:
    """What keepalived starts: with an instance, the role of that instance; ``lvs_sync_daemon IF`` alone starts both
    daemons (``vrrp_daemon.c``). None where the role is not shown."""
    daemon = node.configuration.sync_daemon if node.configuration is not None else None
    if daemon is None:
        holds = state.holds(node)
    elif not daemon.instance:
        return {"master", "backup"}
    else:
        holds = _masters(node, daemon.instance, state)
    return None if holds is None else {"master" if holds else "backup"}


def _masters(node: Node, instance: str, state: State) -> bool | None:
    """Whether an instance of the node is MASTER: it holds one of the instance's VIPs. None: not shown."""
    instances = node.configuration.instances if node.configuration is not None else ()
    for one in instances:
        if one.name == instance and one.addresses:
            return any_of(*(state.holds_vip(node, virtual.address) for virtual in one.addresses))
    return state.holds(node)


def stands_aside(node: Node, state: State) -> Answer:
    """Whether ip_vs does nothing at all: ``backup_only`` with a backup sync daemon."""
    roles = sync_roles(node, state)
    backup_only = node.number("net.ipv4.vs.backup_only")
    if roles is not None and "backup" not in roles:
        return Answer(False, why="no_daemon")
    if backup_only == 0:
        return Answer(False, why="backup_only_off")
    if roles is None and backup_only is None:
        daemon = unknown(node.name, "ipvsadm-daemon.txt")
        return Answer(None, unset(node, "net.ipv4.vs.backup_only").needs + daemon.needs)
    if roles is None:
        return unknown(node.name, "ipvsadm-daemon.txt")
    return Answer(True, why="backup_only") if backup_only else unset(node, "net.ipv4.vs.backup_only")


def address_service(node: Node, vip: Address, port: int, protocol: str) -> Service | None:
    """The address service that a packet for VIP:port meets: the exact port first, then port 0
    (``ip_vs_ctl.c: ip_vs_service_find``)."""
    ports = node.services_at(vip, protocol)
    return ports.get(port) or ports.get(0)


def mark_services(node: Node, family: int) -> dict[int, Service]:
    """The fwmark services of a family, by mark."""
    return node.marked_services.get(family, {})
