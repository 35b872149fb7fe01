"""Nodes told apart and joined: two folders that are one machine, addresses that stand twice, what runs and what is written."""

from collections.abc import Iterator

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import InterfaceAddress, Node
from lvsportal.engine.model.services import Service
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, Span

# VRRP's own MACs stand on every director (RFC 5798, section 7.3).
_SHARED_MACS = ("00:00:5e:00:01", "00:00:5e:00:02")
_MOST = 20
_FACTS = (
    "configuration",
    "live",
    "links",
    "addresses",
    "routes",
    "rules",
    "sysctls",
    "netfilter",
    "arptables",
    "sync_daemons",
    "listeners",
    "traffic",
    "neighbours",
)


def merge_same(nodes: dict[str, Node]) -> Iterator[Diagnostic]:
    """Two folders whose nodes share a MAC and an address are one machine: the second goes into the first."""
    seen: dict[tuple[str, tuple[int, int]], Node] = {}
    for name in sorted(nodes):
        node = nodes[name]
        twin = next((seen[key] for key in _identity(node) if key in seen), None)
        if twin is None:
            seen.update(dict.fromkeys(_identity(node), node))
            continue
        _pour(node, twin)
        del nodes[name]
        path = next(iter(node.evidence.values()), "")
        yield Diagnostic("warning", _MERGED.fill(one=twin.name, other=name), path, 1, 1, "merged")


def _identity(node: Node) -> list[tuple[str, tuple[int, int]]]:
    macs = {
        link.mac
        for link in (node.links or {}).values()
        if link.on_a_wire and link.mac and not link.mac.startswith(_SHARED_MACS)
    }
    wired = {
        shown.address.key
        for shown in node.addresses or ()
        if shown.interface != "lo" and shown.scope == "global" and shown.length < shown.address.bits
    }
    return [(mac, key) for mac in macs for key in wired]


def _pour(source: Node, target: Node) -> None:
    for fact in _FACTS:
        if getattr(target, fact) is None:
            setattr(target, fact, getattr(source, fact))
    for kind, path in source.evidence.items():
        target.evidence.setdefault(kind, path)


def told_about(cluster: Cluster) -> Iterator[Diagnostic]:
    """What does not fit together: told, with the places; nothing is left out of the model for it."""
    yield from _addresses_twice(cluster)
    yield from _vips_twice(cluster)
    for node in cluster.directors:
        yield from _changed_by_scripts(node)
        if node.live is not None and node.configuration is not None:
            yield from _differences(node)


def _changed_by_scripts(node: Node) -> Iterator[Diagnostic]:
    """Notify scripts of an instance whose VIPs have services: what is in force after a transition is theirs to change."""
    vrrp = node.configuration.vrrp if node.configuration is not None else None
    vips = {service.vip.key for service in node.services if service.vip is not None}
    marks = any(service.vip is None for service in node.services)
    for instance in vrrp.instances if vrrp is not None else ():
        held = marks or any(virtual.address.key in vips for virtual in instance.addresses)
        groups = (
            [group for group in vrrp.groups if instance.name in {one.name for one in group.members}]
            if vrrp
            else []
        )
        notifies = [*instance.notify, *(notify for group in groups for notify in group.notify)]
        if held and notifies:
            script = notifies[0].command[:80]
            text = _SCRIPTED.fill(
                event=notifies[0].event, script=script, instance=instance.name[:60], node=node.name
            )
            yield _at("info", text, notifies[0].at, "notify")


def _addresses_twice(cluster: Cluster) -> Iterator[Diagnostic]:
    owners: dict[tuple[int, int], tuple[Node, InterfaceAddress]] = {}
    for node in cluster.nodes:
        floating = node.virtual_addresses()
        for shown in node.addresses or ():
            host = shown.length == shown.address.bits
            if shown.interface == "lo" or shown.scope != "global" or host or shown.address.key in floating:
                continue
            first = owners.setdefault(shown.address.key, (node, shown))
            if first[0] is not node:
                text = _TWICE.fill(address=shown.address, one=first[0].name, other=node.name)
                yield _at("warning", text, shown.at, "address_twice")


def _vips_twice(cluster: Cluster) -> Iterator[Diagnostic]:
    """A VIP on the wire of two directors: both hold it, or their files are of different moments."""
    holders: dict[tuple[int, int], tuple[Node, InterfaceAddress]] = {}
    for node in cluster.directors:
        floating = node.virtual_addresses()
        for shown in node.addresses or ():
            if not node.is_wired(shown.interface) or shown.address.key not in floating:
                continue
            first = holders.setdefault(shown.address.key, (node, shown))
            if first[0] is not node:
                text = _BOTH_HOLD.fill(vip=shown.address, one=first[0].name, other=node.name)
                yield _at("warning", text, shown.at, "vip_twice")


def _differences(node: Node) -> Iterator[Diagnostic]:
    """What is configured and what runs: the walk of today goes by what runs."""
    live = {service.key: service for service in node.live or ()}
    written = {service.key: service for service in node.services}
    count = 0
    for key, service in written.items():
        text = _difference(node, service, live.get(key))
        if text is not None and count < _MOST:
            count += 1
            yield _at("warning", text, service.at, "not_as_written")
    for key, service in live.items():
        if key not in written and count < _MOST:
            count += 1
            yield _at(
                "warning", _ONLY_LIVE.fill(service=service.name, node=node.name), service.at, "not_as_written"
            )


def _difference(node: Node, service: Service, running: Service | None) -> Text | None:
    if running is None:
        return _ONLY_WRITTEN.fill(service=service.name, node=node.name)
    ours = {real.address.key for real in service.real_servers}
    theirs = {real.address.key for real in running.real_servers}
    if ours != theirs:
        missing = [real.address.text for real in service.real_servers if real.address.key not in theirs]
        extra = [real.address.text for real in running.real_servers if real.address.key not in ours]
        place = f"{running.at.source.path}:{running.at.line}"
        return _OTHER_SERVERS.fill(
            service=service.name,
            place=place,
            missing=", ".join(missing[:5]) or "–",
            extra=", ".join(extra[:5]) or "–",
        )
    if running.scheduler != service.scheduler:
        place = f"{running.at.source.path}:{running.at.line}"
        return _OTHER_SCHEDULER.fill(
            service=service.name, place=place, written=service.scheduler, running=running.scheduler
        )
    return None


def _at(severity: str, text: Text, at: Span, code: str) -> Diagnostic:
    return Diagnostic(severity, text, at.source.path, at.line, at.column, code)


_SCRIPTED = Text(
    "{event} of {instance} runs “{script}”: what it leaves in the kernel of {node} (rules, REDIRECT, marks) is not guessed. What is shown "
    "counts for the state in which it was collected.",
    "{instance} 的 {event} 会运行 “{script}”：它在 {node} 的内核里留下什么（规则、REDIRECT、标记），这里不猜测。给出的内容只代表采集时的状态。",
)
_MERGED = Text(
    "{one} and {other} have the same MAC and address: they are taken for one node, {one}.",
    "{one} 和 {other} 的 MAC 与地址相同：当作同一个节点 {one}。",
)
_TWICE = Text(
    "{address} stands on {one} and on {other}: an address of two nodes at once. Both are kept.",
    "{address} 同时出现在 {one} 和 {other} 上：一个地址属于两个节点。两处都保留。",
)
_BOTH_HOLD = Text(
    "{vip} stands on {one} and on {other}: either both are master, or their files are not of one moment.",
    "{vip} 同时出现在 {one} 和 {other} 上：要么两台都是主机，要么这些文件不是同一时刻的。",
)
_ONLY_WRITTEN = Text(
    "{service} is written here, and is not in the kernel's table of {node}: today's walk goes without it.",
    "{service} 写在这里，但不在 {node} 内核的转发表里：今天的包不会经过它。",
)
_ONLY_LIVE = Text(
    "{service} is in the kernel's table of {node}, and is written nowhere: the next start of keepalived may not bring it back.",
    "{service} 在 {node} 内核的转发表里，但没有写在配置中：keepalived 下次启动后可能不再有它。",
)
_OTHER_SERVERS = Text(
    "{service} runs with other real servers than are written ({place}): missing {missing}, more {extra}. Today's walk goes by what runs.",
    "{service} 实际运行的真实服务器和配置不同（{place}）：缺少 {missing}，多出 {extra}。今天的包按实际运行的走。",
)
_OTHER_SCHEDULER = Text(
    "{service} runs with scheduler {running}, and {written} is written ({place}).",
    "{service} 实际运行的调度算法是 {running}，配置写的是 {written}（{place}）。",
)
