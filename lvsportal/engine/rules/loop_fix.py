"""The ways out of a forwarding loop between two directors: the note's marks by source MAC, complete for both, or ``backup_only``.
LVS002 and LVS007 both offer them."""

import re

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.address import Address
from lvsportal.engine.model.netfilter import Rule
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.model.vrrp import VrrpInstance
from lvsportal.engine.rules.base import Command, Edit, Fix
from lvsportal.engine.rules.changes import (
    add_firewall_rule,
    keep_sysctls,
    reload_keepalived,
    remove_firewall_rule,
    replace_services,
    set_sysctls,
)
from lvsportal.engine.rules.rule_walks import traffic_of
from lvsportal.engine.rules.shell import is_interface, is_mac, plain, words
from lvsportal.engine.rules.subjects import OfTwoDirectors
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Span
from lvsportal.engine.walk.netfilter import new_mark

FIX_MARKS = Text(
    "On both directors: mark what does not come from the other's MAC with {mark}, and serve the mark instead of VIP:port. What the other director hands over stays unmarked and reaches the socket.",
    "在两台调度器上：给不是来自对方 MAC 的包打标记 {mark}，并用 fwmark 服务代替 VIP:端口 服务。对方转来的包没有标记，会直接到达监听进程。",
)
FIX_BACKUP_ONLY = Text(
    "On both directors: net.ipv4.vs.backup_only=1, and lvs_sync_daemon, so that ip_vs of the backup leaves alone what the master hands over.",
    "在两台调度器上：设 net.ipv4.vs.backup_only=1，并配置 lvs_sync_daemon，让备机的 ip_vs 不接手主机转来的包。",
)
_LETTERS = {"DR": "-g", "TUN": "-i", "NAT": "-m"}
Traffic = tuple[Address, str, int]


def loop_fix(analysis: Analysis, subject: OfTwoDirectors) -> Fix | None:
    """Marks where the MACs of both are shown, else ``backup_only``; None where neither can be written down."""
    pair = (subject.director, subject.other)
    macs = {node.name: _mac(node) for node in pair}
    traffic = traffic_of(analysis, subject.director, subject.service)
    if all(macs.values()) and traffic is not None and traffic[0].family == 4:
        return _by_marks(pair, macs, traffic)
    return analysis.once(_by_backup_only, *pair)


def _mac(node: Node) -> str:
    wired = {link.mac for link in (node.links or {}).values() if link.on_a_wire and link.mac}
    mac = wired.pop() if len(wired) == 1 else ""
    return mac if is_mac(mac) else ""


# -- marks by source MAC ---------------------------------------------------------------------------------------


def _by_marks(pair: tuple[Node, Node], macs: dict[str, str], traffic: Traffic) -> Fix | None:
    """Each director marks what does not come from the other's MAC, and serves the mark; the same mark on both, so that
    synchronised connections are bound to their destination on the other one too: unbound ones are not counted, do not follow
    the removal of a real server, and die under TUN (``ip_vs_sync.c: ip_vs_proc_conn``)."""
    mark = _mark_for(pair, traffic)
    commands: list[Command] = []
    edits: list[Edit] = []
    for node, peer in (pair, pair[::-1]):
        marking = _marking(node, mark, traffic)
        right = [rule for rule in marking if _leaves_out(rule, macs[peer.name])]
        for rule in marking:
            removed = remove_firewall_rule(node, rule)
            if rule in right[:1]:
                continue
            if removed is None:
                return None  # nftables' or a script's: to be changed where it is written
            commands.append(removed)
        if not right:
            commands.append(_mark_rule(node, macs[peer.name], traffic, mark))
        served = mark in {one.fwmark for one in node.services}
        written = [
            service for service in node.services if _same(service, traffic) and service.origin == "written"
        ]
        changed = [_without(service) if served else _head(service, mark) for service in written]
        if None in changed:
            return None  # its end can't be found, so the block must be taken out by hand
        edits += [edit for edit in changed if edit is not None]
        commands += _live(node, traffic, mark)
    return Fix(FIX_MARKS.fill(mark=mark), tuple(edits), tuple(commands))


def _mark_for(pair: tuple[Node, Node], traffic: Traffic) -> int:
    """The mark that one of them serves and sets for this traffic already, else one that none uses."""
    used = sorted({one.fwmark for node in pair for one in (*node.services, *node.active_services)} - {0})
    for mark in used:
        if any(_marking(node, mark, traffic) for node in pair):
            return mark
    return next(number for number in range(1, 1 << 16) if number not in used)


def _marking(node: Node, mark: int, traffic: Traffic) -> list[Rule]:
    """The node's rules that give the traffic a mark."""
    if node.netfilter is None:
        return []
    return [
        rule
        for rule in node.netfilter.rules_on("PREROUTING")
        if rule.target == "MARK"
        and new_mark(0, rule.options) == mark
        and any(m.option == "-d" and m.value.split("/")[0] == traffic[0].text for m in rule.matches)
    ]


def _leaves_out(rule: Rule, mac: str) -> bool:
    """Whether the rule marks what comes from anywhere but this MAC, and nothing else narrows it."""
    kinds = {"-d", "-p", "--dport", "--mac-source"}
    return all(match.option in kinds for match in rule.matches) and any(
        match.option == "--mac-source" and match.negated and match.value.lower() == mac.lower()
        for match in rule.matches
    )


def _same(one: Service, traffic: Traffic) -> bool:
    vip, protocol, port = traffic
    return one.vip is not None and (one.vip.key, one.protocol) == (vip.key, protocol) and one.port in (port, 0)


def _mark_rule(node: Node, mac: str, traffic: Traffic, mark: int) -> Command:
    vip, name, port = traffic
    protocol = name.lower()
    ports = f" --dport {port}" if port else ""
    rule = (
        f"PREROUTING -d {plain(vip)}/32 -p {protocol} -m {protocol}{ports}"
        f" -m mac ! --mac-source {mac} -j MARK --set-xmark {mark:#x}/0xffffffff"
    )
    nft = f"ip daddr {plain(vip)} {protocol} dport {port or '1-65535'} ether saddr != {mac} meta mark set {mark:#x}"
    return add_firewall_rule(node, "mangle", rule, nft)


def _head(service: Service, mark: int) -> Edit:
    """``virtual_server VIP PORT`` becomes ``virtual_server fwmark N``."""
    source, line = service.at.source, service.at.line
    text = source.line(line)
    start = text.find("virtual_server") + 1
    end = len(text.partition("{")[0].rstrip()) + 1
    return Edit(service.at._replace(column=start, end_column=end), f"virtual_server fwmark {mark}")


def _without(service: Service) -> Edit | None:
    """The block of a service taken out, from the line of its head to that of its brace; None where its braces or the lines
    around it are not as they usually are."""
    source, depth = service.at.source, 0
    if source.line(service.at.line).split()[:1] != ["virtual_server"]:
        return None
    for number in range(service.at.line, len(source.starts) + 1):
        line = source.line(number).partition("#")[0].partition("!")[0]
        if '"' in line or "include" in line.split()[:1]:
            return None
        depth += line.count("{") - line.count("}")
        if depth <= 0 and "}" in line:
            return Edit(service.at, "", number) if depth == 0 and line.strip() == "}" else None
    return None


def _live(node: Node, traffic: Traffic, mark: int) -> list[Command]:
    """The VIP:port service of the kernel's table is taken out, or served by the mark from now on."""
    served = any(one.fwmark == mark for one in node.live or ())
    commands: list[Command] = []
    for service in [one for one in node.live or () if _same(one, traffic)]:
        letter = {"TCP": "-t", "UDP": "-u"}.get(service.protocol, "--sctp-service")
        parts = [words("ipvsadm", "-D", letter, f"{plain(traffic[0])}:{service.port}")]
        if not served:
            parts.append(words("ipvsadm", "-A", "-f", mark, "-s", service.scheduler))
            parts += [
                words(
                    "ipvsadm",
                    "-a",
                    "-f",
                    mark,
                    "-r",
                    plain(real.address),
                    _LETTERS.get(real.method, "-g"),
                    "-w",
                    real.weight,
                )
                for real in service.real_servers
            ]
        moved = () if served else (service._replace(vip=None, fwmark=mark, port=0, protocol=""),)
        commands.append(replace_services(node, " && ".join(parts), lambda one: not _same(one, traffic), moved))
        served = True
    return commands


# -- backup_only -----------------------------------------------------------------------------------------------


def _by_backup_only(analysis: Analysis, *pair: Node) -> Fix | None:
    """``net.ipv4.vs.backup_only`` with a sync daemon that keepalived starts as master or backup, by its own role."""
    commands: list[Command] = []
    edits: list[Edit] = []
    setting = {"net.ipv4.vs.backup_only": 1}
    for node in pair:
        configuration = node.configuration
        if configuration is None or not configuration.instances:
            return None
        instance = configuration.instances[0]
        if any(one.sync_daemon for one in configuration.instances):
            return None
        if configuration.sync_daemon is None:
            edit = _sync_daemon(instance)
            if edit is None:
                return None
            edits.append(edit)
        commands += [set_sysctls(node, setting), *keep_sysctls(node, setting, "backup-only")]
        commands.append(reload_keepalived(node))
    return Fix(FIX_BACKUP_ONLY, tuple(edits), tuple(commands))


def _sync_daemon(instance: VrrpInstance) -> Edit | None:
    """``lvs_sync_daemon`` in the file's ``global_defs``, or in a new one before the instance."""
    if not is_interface(instance.interface) or not _WORD.fullmatch(instance.name):
        return None
    source = instance.at.source
    word = f"lvs_sync_daemon {instance.interface} {instance.name}"
    for number in range(1, len(source.starts) + 1):
        line = source.line(number)
        if line.split("{")[0].split()[:1] != ["global_defs"]:
            continue
        column = line.find("{") + 2
        if column < 2:
            return None  # its brace stands on a line of its own
        return Edit(Span(source, number, column, column), f"\n    {word}")
    at = instance.at._replace(column=1, end_column=1)
    return Edit(at, f"global_defs {{\n    {word}\n}}\n")


_WORD = re.compile(r"[\w.:-]+")
