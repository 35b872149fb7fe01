"""Files that are no evidence by themselves: what each is, and what would show what is in force."""

import re
from collections.abc import Iterable, Mapping

from lvsportal.engine.model.node import Node
from lvsportal.engine.model.vrrp import Notify
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, Source

# What the path or the content looks like → what the file is.
_KNOWN: tuple[tuple[re.Pattern[str], Text], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), Text(en, zh))
    for pattern, en, zh in (
        (
            r"direct\.xml$|<direct>|<zone\b|<rule\b[^>]*>",
            "a configuration of firewalld. What firewalld has set is in iptables-save.txt (`iptables-save`) or nft-ruleset.txt "
            "(`nft list ruleset`)",
            "firewalld 的配置。firewalld 实际设置的规则要看 iptables-save.txt（`iptables-save`）或 nft-ruleset.txt（`nft list ruleset`）",
        ),
        (
            r"crontab|/cron\.|^(?:[\d*/,-]+\s+){5}\S",
            "a crontab: what it starts, and when, is not followed here",
            "crontab：这里不去推断它会启动什么、何时启动",
        ),
        (
            r"\.service$|\.timer$|^\[Unit\]",
            "a unit of systemd: what it starts is not followed here",
            "systemd 的 unit 文件：这里不去推断它会启动什么",
        ),
        (
            r"(?:^|/)ifcfg-|/network/interfaces$|netplan|\.network$|\.nmconnection$",
            "how the interfaces are set at boot. The addresses in force are in ip-addr.json (`ip -j addr`)",
            "开机时网络接口的设置。当前生效的地址要看 ip-addr.json（`ip -j addr`）",
        ),
        (
            r"(?:^|/)rc\.local$|\.sh$|^#!",
            "a script: it is not run and not guessed at. What it has set shows in sysctl.txt (`sysctl -a`), ip-addr.json "
            "(`ip -j addr`) and iptables-save.txt (`iptables-save`)",
            "脚本：这里既不运行也不猜测。它设置的结果要看 sysctl.txt（`sysctl -a`）、ip-addr.json（`ip -j addr`）和 "
            "iptables-save.txt（`iptables-save`）",
        ),
    )
)


def remark(source: Source) -> Diagnostic:
    """What a file of no known kind is, as far as it can be told."""
    sample = source.text[:2000]
    for pattern, what in _KNOWN:
        if pattern.search(source.path) or pattern.search(sample):
            return Diagnostic("info", _is(source.path, what), source.path, 1, 1, "known_file")
    if not source.text.strip():
        return Diagnostic("info", _EMPTY.fill(path=source.path), source.path, 1, 1, "kind")
    return Diagnostic("info", _UNKNOWN.fill(path=source.path), source.path, 1, 1, "kind")


def _is(path: str, what: Text) -> Text:
    return Text(f"{path} is {what.en}.", f"{path} 是{what.zh}。")


def named_scripts(nodes: Iterable[Node]) -> dict[tuple[str, str], Text]:
    """(node's name, file name) of the scripts that the node's keepalived.conf names → what it calls them for."""
    found: dict[tuple[str, str], Text] = {}
    for node in nodes:
        vrrp = node.configuration.vrrp if node.configuration is not None else None
        if vrrp is None:
            continue
        notified = [(notify, instance.name) for instance in vrrp.instances for notify in instance.notify]
        notified += [(notify, group.name) for group in vrrp.groups for notify in group.notify]
        for notify, owner in notified:
            for name in _files(notify.command):
                found.setdefault((node.name, name), _notified(notify, owner))
        for script in vrrp.scripts:
            for name in _files(script.command):
                found.setdefault((node.name, name), _CHECKED.fill(script=script.name))
    return found


def named(path: str, node: str, scripts: Mapping[tuple[str, str], Text]) -> Diagnostic | None:
    """The remark on a file that the node's keepalived.conf names as a script."""
    text = scripts.get((node, path.rpartition("/")[2]))
    return (
        Diagnostic("info", Text(f"{path}: {text.en}", f"{path}：{text.zh}"), path, 1, 1, "named_script")
        if text
        else None
    )


def _files(command: str) -> list[str]:
    return [word.strip("\"'").rpartition("/")[2] for word in command.split()]


def _notified(notify: Notify, instance: str) -> Text:
    role = {"notify_master": "master", "notify_backup": "backup"}.get(notify.event, "master")
    return _NOTIFIED.fill(event=notify.event, instance=instance[:60], role=role)


_NOTIFIED = Text(
    "the {event} script of {instance}. It is not run and not guessed at: what the node's kernel holds after the transition decides, "
    "and is shown by evidence taken in that state ({role}/iptables-save.txt, {role}/ipvsadm-save.txt in the node's folder).",
    "{instance} 的 {event} 脚本。这里既不运行也不猜测：切换之后节点内核里有什么，要看在那个状态下取得的证据（节点目录中的 "
    "{role}/iptables-save.txt、{role}/ipvsadm-save.txt）。",
)
_CHECKED = Text(
    "the script of vrrp_script {script}. It is not run: whether it succeeds is taken as yes today, and as no in the states that ask.",
    "vrrp_script {script} 的脚本。这里不运行它：今天按成功计，在专门考察它失败的状态里按失败计。",
)
_UNKNOWN = Text(
    "{path}: it can't be told what this file is, so it is not used.",
    "{path}：无法判断这个文件是什么，没有使用。",
)
_EMPTY = Text("{path} is empty: it says nothing.", "{path} 是空文件，没有内容。")
