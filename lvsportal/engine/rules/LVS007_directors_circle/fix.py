"""The ways out of the circle: the note's marks by source MAC, complete for both directors, or ``backup_only``."""

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.rules.base import Command, Edit, Fix
from lvsportal.engine.rules.changes import add_firewall_rule, reload_keepalived, replace_services, set_sysctls
from lvsportal.engine.rules.LVS007_directors_circle.texts import FIX_BACKUP_ONLY, FIX_MARKS

_LETTERS = {"DR": "-g", "TUN": "-i", "NAT": "-m"}
_DEFAULT_MARK = 1


def way_out(cluster: Cluster, director: Node, other: Node, service: Service) -> Fix | None:
    """Marks where the MACs of both are shown, else ``backup_only``; None where neither can be written down."""
    pair = (director, other)
    macs = {node.name: _mac(node) for node in pair}
    if all(macs.values()) and service.vip is not None and service.vip.family == 4:
        return _by_marks(pair, macs, service)
    return _by_backup_only(pair)


def _mac(node: Node) -> str:
    wired = [link.mac for link in (node.links or {}).values() if link.on_a_wire and link.mac]
    return wired[0] if len(set(wired)) == 1 else ""


# -- marks by source MAC ---------------------------------------------------------------------------------------


def _by_marks(pair: tuple[Node, Node], macs: dict[str, str], service: Service) -> Fix:
    """Each director marks what does not come from the other's MAC, and serves the mark; the same mark on both, so that
    synchronised connections survive a fail-over (``ip_vs_sync.c``)."""
    used = {one.fwmark for node in pair for one in node.services}
    mark = next(number for number in range(_DEFAULT_MARK, 1 << 16) if number not in used)
    commands: list[Command] = []
    edits: list[Edit] = []
    for node, peer in (pair, pair[::-1]):
        mine = [one for one in node.services if _same(one, service)]
        commands.append(_mark_rule(node, macs[peer.name], service, mark))
        for one in mine:
            if node.configuration is not None:
                edits.append(_head(one, mark))
        live = [one for one in node.live or () if _same(one, service)]
        commands += [_move_live(node, one, mark) for one in live]
    return Fix(FIX_MARKS.fill(mark=mark), tuple(edits), tuple(commands))


def _same(one: Service, service: Service) -> bool:
    return (
        one.vip is not None
        and service.vip is not None
        and (one.vip.key, one.port, one.protocol) == (service.vip.key, service.port, service.protocol)
    )


def _mark_rule(node: Node, mac: str, service: Service, mark: int) -> Command:
    protocol = service.protocol.lower()
    port = f" --dport {service.port}" if service.port else ""
    rule = (
        f"PREROUTING -d {service.vip}/32 -p {protocol} -m {protocol}{port}"
        f" -m mac ! --mac-source {mac} -j MARK --set-xmark {mark:#x}/0xffffffff"
    )
    nft = f"ip daddr {service.vip} {protocol} dport {service.port or '1-65535'} ether saddr != {mac} meta mark set {mark:#x}"
    return add_firewall_rule(node, "mangle", rule, nft)


def _head(service: Service, mark: int) -> Edit:
    """``virtual_server VIP PORT`` becomes ``virtual_server fwmark N``."""
    source, line = service.at.source, service.at.line
    text = source.line(line)
    start = text.find("virtual_server") + 1
    end = len(text.partition("{")[0].rstrip()) + 1
    return Edit(service.at._replace(column=start, end_column=end), f"virtual_server fwmark {mark}")


def _move_live(node: Node, service: Service, mark: int) -> Command:
    letter = {"TCP": "-t", "UDP": "-u"}.get(service.protocol, "--sctp-service")
    parts = [
        f"ipvsadm -D {letter} {service.vip}:{service.port}",
        f"ipvsadm -A -f {mark} -s {service.scheduler}",
    ]
    parts += [
        f"ipvsadm -a -f {mark} -r {real.address} {_LETTERS.get(real.method, '-g')} -w {real.weight}"
        for real in service.real_servers
    ]
    moved = service._replace(vip=None, fwmark=mark, port=0, protocol="")
    return replace_services(node, " && ".join(parts), lambda one: not _same(one, service), (moved,))


# -- backup_only -----------------------------------------------------------------------------------------------


def _by_backup_only(pair: tuple[Node, Node]) -> Fix | None:
    """``net.ipv4.vs.backup_only`` with a sync daemon that keepalived starts as master or backup, by its own role."""
    commands: list[Command] = []
    edits: list[Edit] = []
    for node in pair:
        commands.append(set_sysctls(node, {"net.ipv4.vs.backup_only": 1}))
        configuration = node.configuration
        if configuration is None or not configuration.instances:
            return None
        instance = configuration.instances[0]
        if not instance.interface or any(one.sync_daemon for one in configuration.instances):
            return None
        if configuration.sync_daemon is None:
            at = instance.at._replace(column=1, end_column=1)
            word = f"global_defs {{\n    lvs_sync_daemon {instance.interface} {instance.name}\n}}\n"
            edits.append(Edit(at, word))
        commands.append(reload_keepalived(node))
    return Fix(FIX_BACKUP_ONLY, tuple(edits), tuple(commands))
