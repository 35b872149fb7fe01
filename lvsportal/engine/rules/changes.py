"""Commands for nodes that the engine can carry out on its own model: what a fix asks for is walked again before it is
called proven. Each command is the shell line and what it does to the node."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lvsportal.engine.model.address import Address, Prefix
from lvsportal.engine.model.node import InterfaceAddress, Node, Route, Sysctl
from lvsportal.engine.model.services import Service
from lvsportal.engine.rules.base import Command
from lvsportal.engine.rules.shell import is_interface, plain, requoted, words
from lvsportal.engine.source.source import Source, Span

if TYPE_CHECKING:
    from lvsportal.engine.model.netfilter import Rule

_FIX = Source("fix", "")


def own_span() -> Span:
    """The place of a fact that a fix brings."""
    return Span(_FIX, 1, 1, 1)


def set_sysctls(node: Node, values: dict[str, int]) -> Command:
    """``sysctl -w``; the key is written as the node shows it. What was shown before is the way back."""
    text = words("sysctl", "-w", *(f"{key}={value}" for key, value in values.items()))
    before = {key: node.sysctl(key) for key in values}
    if all(value is not None for value in before.values()):
        text += "   # undo: " + words("sysctl", "-w", *(f"{key}={value}" for key, value in before.items()))

    def change(copy: Node) -> None:
        at = own_span()
        found = {**(copy.sysctls or {}), **{key: Sysctl(str(value), at) for key, value in values.items()}}
        if (
            "net.ipv4.ip_forward" in values
        ):  # writes the forwarding of every interface (``devinet_sysctl_forward``)
            for key in found:
                if key.startswith("net.ipv4.conf.") and key.endswith(".forwarding"):
                    found[key] = Sysctl(str(values["net.ipv4.ip_forward"]), at)
        copy.sysctls = found

    return Command(node.name, text, change)


def keep_sysctls(node: Node, values: dict[str, int], purpose: str) -> tuple[Command, ...]:
    """The same settings at the next boot: a file of ``sysctl.d``, and of ``modules-load.d`` where ip_vs brings the keys."""
    settings = "".join(f"{key} = {value}\\n" for key, value in values.items())
    path = f"/etc/sysctl.d/90-lvs-{purpose}.conf"
    commands = [Command(node.name, f"{words('printf', settings)} > {path}   # undo: rm {path}")]
    if any(key.startswith("net.ipv4.vs.") for key in values):
        module = "/etc/modules-load.d/ip_vs.conf"
        commands.append(Command(node.name, f"echo ip_vs > {module}   # undo: rm {module}"))
    return tuple(commands)


def set_default_route(node: Node, gateway: Address, interface: str) -> Command | None:
    """``ip route replace default via``: the old default route goes. None where the interface has no name that the kernel
    would take."""
    if interface and not is_interface(interface):
        return None
    device = ("dev", interface) if interface else ()
    six = ("-6",) if gateway.family == 6 else ()
    text = words("ip", *six, "route", "replace", "default", "via", plain(gateway), *device)
    old = [
        route
        for route in node.routes or ()
        if route.table == "main" and route.prefix.length == 0 and route.prefix.family == gateway.family
    ]
    if len(old) == 1 and old[0].gateway is not None and is_interface(old[0].interface):
        back = ("via", plain(old[0].gateway), "dev", old[0].interface)
        text += "   # undo: " + words("ip", *six, "route", "replace", "default", *back)

    def change(copy: Node) -> None:
        route = Route(Prefix(gateway.family, 0, 0), gateway, interface, "main", "unicast", 0, own_span())
        kept = [
            old
            for old in copy.routes or ()
            if not (old.table == "main" and old.prefix.length == 0 and old.prefix.family == gateway.family)
        ]
        copy.routes = (*kept, route)

    return Command(node.name, text, change)


def add_firewall_rule(node: Node, table: str, rule: str, nft: str = "") -> Command:
    """``iptables -t TABLE -A …``. ``nft``: the same for nftables, for whoever uses that."""

    def change(copy: Node) -> None:
        # a rule that offers no such fix reads no firewall
        from lvsportal.engine.model.netfilter import joined
        from lvsportal.engine.readers.evidence.netfilter import parse_saved

        added = parse_saved(Source("fix", f"*{table}\n-A {rule}\n"), "4")
        own = copy.netfilter
        if own is None:
            copy.netfilter = added
            return
        rules = dict(own.rules)
        for key, found in added.rules.items():
            rules[key] = (*rules.get(key, ()), *found)
        copy.netfilter = joined([own, added])._replace(rules=rules)

    text = f"iptables -t {table} -A {rule}" + (f"   # nft: {nft}" if nft else "")
    return Command(node.name, f"{text}   # undo: iptables -t {table} -D {rule}", change)


def remove_firewall_rule(node: Node, rule: Rule) -> Command | None:
    """``iptables -t TABLE -D …``, the rule as ``iptables-save`` shows it; None where another program does."""
    text = rule.at.source.line(rule.at.line).strip()
    shown = requoted(text.partition("] ")[2] if text.startswith("[") else text)
    if not shown.startswith("-A "):
        return None

    def change(copy: Node) -> None:
        if copy.netfilter is None:
            return
        rules = {
            key: tuple(one for one in found if one.matches != rule.matches or one.options != rule.options)
            if key == (rule.table, rule.chain)
            else found
            for key, found in copy.netfilter.rules.items()
        }
        copy.netfilter = copy.netfilter._replace(rules=rules)

    table, shown = words(rule.table), shown.removeprefix("-A ")
    text = f"iptables -t {table} -D {shown}   # undo: iptables -t {table} -A {shown}"
    return Command(node.name, text, change)


def replace_services(
    node: Node, text: str, keep: Callable[[Service], bool], added: tuple[Service, ...]
) -> Command:
    """A change of the kernel's table by ipvsadm."""

    def change(copy: Node) -> None:
        if copy.live is not None:
            copy.live = (*(service for service in copy.live if keep(service)), *added)

    return Command(node.name, text, change)


def reload_keepalived(node: Node) -> Command:
    """keepalived starts its sync daemon, as master or backup by the role that the node has."""

    def change(copy: Node) -> None:
        copy.sync_daemons = None

    return Command(node.name, "systemctl reload keepalived", change)


def move_address(node: Node, address: Address, source: str, target: str, length: int) -> Command | None:
    """``ip addr del`` and ``ip addr add``: an address from one interface to another, with a host's prefix. None where an
    interface has no name that the kernel would take."""
    if not is_interface(source) or not is_interface(target):
        return None
    old = next(
        (one for one in node.addresses or () if one.address.key == address.key and one.interface == source),
        None,
    )
    host, old_length = plain(address), old.length if old else length
    there = words("ip", "addr", "del", f"{host}/{old_length}", "dev", source)
    here = words("ip", "addr", "add", f"{host}/{length}", "dev", target)
    back = words("ip", "addr", "add", f"{host}/{old_length}", "dev", source)
    away = words("ip", "addr", "del", f"{host}/{length}", "dev", target)
    text = f"{there} && {here}   # undo: {away} && {back}"

    def change(copy: Node) -> None:
        kept = [
            one
            for one in copy.addresses or ()
            if one.address.key != address.key or one.interface not in (source, target)
        ]
        copy.addresses = (*kept, InterfaceAddress(address, length, target, "global", own_span()))

    return Command(node.name, text, change)
