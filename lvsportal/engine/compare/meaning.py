"""What changes from one definition to another, in the field's words: a VIP moves, a weight goes from 3 to 0, a mark is added."""

from collections.abc import Iterator
from typing import NamedTuple

from lvsportal.engine.compare.facts import Facts, Key
from lvsportal.engine.source.language import Text

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"


class Change(NamedTuple):
    """One thing that changes. ``before`` and ``after``: the values, "" for none; for a move the nodes."""

    change: str
    key: Key
    before: str = ""
    after: str = ""

    @property
    def message(self) -> Text:
        """The change in one line."""
        name = _name(self.key)
        kind = _KINDS[self.key.kind]
        if self.change in (ADDED, REMOVED):
            return (
                _SENTENCES[self.change]
                .fill(kind=kind.en, name=name)
                ._replace(zh=_SENTENCES[self.change].zh.format(kind=kind.zh, name=name))
            )
        return self._value(kind, name)

    def _value(self, kind: Text, name: str) -> Text:
        attribute = _ATTRIBUTES.get(self.key.attribute, Text(self.key.attribute, self.key.attribute))
        none = Text("none", "无")
        return Text(
            _SENTENCES[self.change].en.format(
                kind=kind.en,
                name=name,
                attribute=attribute.en,
                before=self.before or none.en,
                after=self.after or none.en,
            ),
            _SENTENCES[self.change].zh.format(
                kind=kind.zh,
                name=name,
                attribute=attribute.zh,
                before=self.before or none.zh,
                after=self.after or none.zh,
            ),
        )


def changes_between(before: Facts, after: Facts) -> list[Change]:
    """What changes, things that come and go first told as one; time grows with the number of statements."""
    removed = {key for key in before if not key.attribute and key not in after}
    added = {key for key in after if not key.attribute and key not in before}
    changed = [*_moves(removed, added), *_new_ports(removed, added)]
    changed += _values(before, after)
    changed += [Change(REMOVED, key) for key in removed if not _within(key, removed)]
    changed += [Change(ADDED, key) for key in added if not _within(key, added)]
    return sorted(changed, key=lambda one: (_ORDER[one.key.kind], one.key, one.change))


def _values(before: Facts, after: Facts) -> Iterator[Change]:
    for key, value in after.items():
        if not key.attribute:
            continue
        old = before.get(key)
        if key in before and old != value:
            yield Change(CHANGED, key, old or "", value)
        elif key.kind == "sysctl" and old is None:
            yield Change(CHANGED, key, "", value)


def _moves(removed: set[Key], added: set[Key]) -> Iterator[Change]:
    """VIPs and real servers of the same name that leave one node and come to another."""
    leaving: dict[str, list[Key]] = {}
    for key in removed:
        if key.kind == "vip":
            leaving.setdefault(key.item, []).append(key)
    for key in sorted(added):
        if key.kind == "vip" and leaving.get(key.item):
            old = leaving[key.item].pop()
            removed.discard(old)
            added.discard(key)
            yield Change(MOVED, key, f"{old.node}/{old.of}", f"{key.node}/{key.of}")


def _new_ports(removed: set[Key], added: set[Key]) -> Iterator[Change]:
    """A real server that keeps its address and changes its port."""
    leaving = {(key.node, key.of, _host(key.item)): key for key in removed if key.kind == "real_server"}
    for key in sorted(added):
        if key.kind != "real_server":
            continue
        old = leaving.pop((key.node, key.of, _host(key.item)), None)
        if old is not None:
            removed.discard(old)
            added.discard(key)
            about = key._replace(item=_host(key.item), attribute="port")
            yield Change(CHANGED, about, _port(old.item), _port(key.item))


def _within(key: Key, things: set[Key]) -> bool:
    """Whether what holds the thing comes or goes with it, so that it need not be told."""
    holders = [Key("node", key.node)] if key.kind != "node" else []
    if key.kind in ("real_server", "sorry_server"):
        holders.append(Key("service", key.node, key.of))
    elif key.kind == "vip":
        holders.append(Key("instance", key.node, key.of))
    return any(holder in things for holder in holders)


def _host(endpoint: str) -> str:
    host, colon, port = endpoint.rpartition(":")
    return host if colon and port.isdecimal() and (":" not in host or host.endswith("]")) else endpoint


def _port(endpoint: str) -> str:
    host = _host(endpoint)
    return endpoint[len(host) + 1 :]


def _name(key: Key) -> str:
    return " · ".join(part for part in (key.node, key.of, key.item) if part)


_SENTENCES = {
    ADDED: Text("{kind} added: {name}", "新增{kind}：{name}"),
    REMOVED: Text("{kind} removed: {name}", "移除{kind}：{name}"),
    CHANGED: Text(
        "{kind} {name}: {attribute} {before} → {after}", "{kind} {name}：{attribute} {before} → {after}"
    ),
    MOVED: Text("{kind} {name}: moved, {before} → {after}", "{kind} {name}：迁移，{before} → {after}"),
}
_KINDS = {
    "node": Text("node", "节点"),
    "service": Text("virtual service", "虚拟服务"),
    "real_server": Text("real server", "真实服务器"),
    "sorry_server": Text("sorry server", "备用服务器（sorry server）"),
    "instance": Text("VRRP instance", "VRRP 实例"),
    "vip": Text("VIP", "VIP"),
    "address": Text("address", "地址"),
    "route": Text("route", "路由"),
    "sysctl": Text("sysctl", "sysctl"),
    "firewall": Text("firewall rule", "防火墙规则"),
}
_ORDER = {kind: number for number, kind in enumerate(_KINDS)}
_ATTRIBUTES = {
    "scheduler": Text("scheduler", "调度算法"),
    "method": Text("forwarding method", "转发方式"),
    "persistent": Text("persistence in seconds", "会话保持秒数"),
    "ops": Text("one-packet scheduling", "单包调度"),
    "quorum": Text("quorum", "quorum"),
    "weight": Text("weight", "权重"),
    "port": Text("port", "端口"),
    "checks": Text("health checks", "健康检查"),
    "state": Text("initial state", "初始状态"),
    "interface": Text("interface", "接口"),
    "length": Text("prefix length", "前缀长度"),
    "virtual_router_id": Text("virtual_router_id", "virtual_router_id"),
    "priority": Text("priority", "优先级"),
    "advert_int": Text("advertisement interval", "通告间隔"),
    "nopreempt": Text("nopreempt", "nopreempt"),
    "preempt_delay": Text("preempt_delay", "preempt_delay"),
    "unicast_src_ip": Text("unicast_src_ip", "unicast_src_ip"),
    "unicast_peer": Text("unicast peers", "单播对端"),
    "authentication": Text("authentication", "认证"),
    "track": Text("tracked", "跟踪对象"),
    "value": Text("value", "值"),
}
