"""ip_vs on LOCAL_IN (``ip_vs_core.c: ip_vs_in``): does it take the packet, and whom can it choose?"""

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import RealServer, Service
from lvsportal.engine.walk.answer import Answer, unknown


def choices(service: Service) -> tuple[RealServer, ...]:
    """The real servers that a new connection can get: weight above 0; ``fo`` and ``ovf`` the heaviest only."""
    able = tuple(real for real in service.real_servers if real.weight > 0)
    if able and service.scheduler in ("fo", "ovf"):
        heaviest = max(real.weight for real in able)
        return tuple(real for real in able if real.weight == heaviest)
    return able


def same_traffic(service: Service, other: Service) -> bool:
    """Whether two address services take the same packets."""
    if service.vip is None or other.vip is None or service.vip.key != other.vip.key:
        return False
    return service.protocol == other.protocol and (
        service.port == other.port or not other.port or not service.port
    )


def sync_roles(node: Node, holds_vip: bool) -> set[str] | None:
    """Roles of the sync daemons while the node holds the VIP or not: what runs if shown, else what keepalived will
    start. None where neither is shown."""
    configuration = node.configuration
    if configuration is not None and (
        configuration.sync_daemon is not None
        or any(instance.sync_daemon for instance in configuration.instances)
    ):
        return {"master" if holds_vip else "backup"}
    if node.sync_daemons is not None:
        return {role for role, _ in node.sync_daemons}
    return set() if configuration is not None else None


def stands_aside(node: Node, holds_vip: bool) -> Answer:
    """Whether ip_vs does nothing at all: ``backup_only`` with a backup sync daemon."""
    roles = sync_roles(node, holds_vip)
    backup_only = node.number("net.ipv4.vs.backup_only")
    if roles is not None and "backup" not in roles:
        return Answer(False, why="no_daemon")
    if backup_only == 0:
        return Answer(False, why="backup_only_off")
    if roles is None:
        return unknown(node.name, "ipvsadm-daemon.txt")
    return Answer(True, why="backup_only") if backup_only else unknown(node.name, "sysctl.txt")


def shown_address_service(node: Node, vip: Address, port: int, protocol: str) -> Service | None:
    """The address service that a packet for VIP:port meets: the exact port first, then port 0."""
    loose = None
    for service in node.active_services:
        if service.vip is not None and service.vip.key == vip.key and service.protocol == protocol:
            if service.port == port:
                return service
            loose = service if not service.port else loose
    return loose
