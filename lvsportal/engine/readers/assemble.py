"""All files of a bundle to one cluster: each file to its reader, each fact to its node."""

from importlib import import_module
from typing import NamedTuple

from lvsportal.engine.model.address import Prefix
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.readers.includes import Includes
from lvsportal.engine.readers.joining import merge_same, told_about
from lvsportal.engine.readers.kinds import kind_of
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, RefusedInput, Source


class Reading(NamedTuple):
    cluster: Cluster
    diagnostics: tuple[Diagnostic, ...]


# Kind of file → the module that reads it, in the order in which they are read: links before addresses, so that
# `ip -d link` counts where both are there. A module is imported when a file of its kind is there.
_EVIDENCE = {
    "ip-link.json": ("ip", "read_links"),
    "ip-addr.json": ("ip", "read_addresses"),
    "ip-route.json": ("ip", "read_routes"),
    "ip-rule.json": ("ip", "read_rules"),
    "ip-neigh.json": ("ip", "read_neighbours"),
    "sysctl.txt": ("plain", "read_sysctls"),
    "ss.txt": ("plain", "read_listeners"),
    "iptables-save.txt": ("netfilter", "read_iptables"),
    "ip6tables-save.txt": ("netfilter", "read_ip6tables"),
    "arptables-save.txt": ("netfilter", "read_arptables"),
    "nft-ruleset.txt": ("nft", "read_nft"),
    "ipvsadm-daemon.txt": ("ipvs", "read_daemons"),
    "ipvsadm-stats.txt": ("ipvs", "read_traffic"),
    "ipvsadm-save.txt": ("ipvs", "read_live"),
    "script": ("script", "read_script"),
}
# Known, and no facts of the present: told, and kept apart.
_APART = {"sysctl.conf", "hostname"}
_CONFIGURATIONS = {
    "keepalived.conf": "keepalived.reader",
    "ldirectord.cf": "ldirectord",
    "lvs.cf": "piranha",
}
# Folders that say where a file lies on a machine, not which machine it is.
_PLACES = {
    "etc",
    "keepalived",
    "conf.d",
    "conf",
    "config",
    "sysconfig",
    "ha.d",
    "proc",
    "net",
    "networking",
    "kernel",
}


def read_bundle(bundle: Bundle, name: str = "") -> Reading:
    """The cluster that the files describe.

    :raises RefusedInput: none of them is of a known kind.
    """
    assembly = _Assembly(bundle)
    assembly.configurations()
    assembly.evidence()
    assembly.native()
    told = list(merge_same(assembly.nodes)) if len(assembly.nodes) > 1 else []
    if not assembly.nodes:
        path = bundle.sources[0].path
        raise RefusedInput(_UNKNOWN_ALL.fill(path=path), path)
    nodes = [assembly.nodes[key] for key in sorted(assembly.nodes)]
    cluster = Cluster(name or assembly.name or nodes[0].name, nodes, assembly.segments)
    told.extend(told_about(cluster))
    return Reading(cluster, (*assembly.diagnostics, *told))


class _Assembly:
    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.diagnostics: list[Diagnostic] = list(bundle.diagnostics)
        self.nodes: dict[str, Node] = {}
        self.kinds = {source.path: kind_of(source) for source in bundle.sources}
        self.hostnames = self._hostnames()
        self.name = ""
        self.segments: tuple[tuple[Prefix, ...], ...] = ()
        self._loose: list[Node] = []  # nodes of configurations at the top, without a folder of their own

    def _hostnames(self) -> dict[str, str]:
        """What the `hostname` files say, by folder."""
        return {
            node_folder(source.path): source.text.split()[0]
            for source in self.bundle.sources
            if self.kinds[source.path] == "hostname" and source.text.split()
        }

    def _folder(self, path: str) -> str:
        """The node's name by its folder; a report's archive is called by the host it is of."""
        folder = node_folder(path)
        return self.hostnames.get(folder, folder) if folder.startswith("sosreport") else folder

    def node(self, name: str) -> Node:
        return self.nodes.setdefault(name, Node(name))

    # -- configurations ----------------------------------------------------------------------------------------

    def configurations(self) -> None:
        """keepalived.conf, ldirectord.cf, lvs.cf: one node each."""
        includes = Includes(self.bundle.sources)
        targets = includes.targets()
        roots = [source for source in self.bundle.sources if self._is_root(source, targets)]
        shared = _shared_folders(roots)
        for source in roots:
            kind = self.kinds[source.path]
            reader = import_module(f"lvsportal.engine.readers.{_CONFIGURATIONS[kind]}")
            configuration, told = reader.read(source, includes.load, self.bundle.limits)
            folder = self._folder(source.path)
            name = folder if folder and folder not in shared else configuration.router_id or _stem(source.path)
            if name in self.nodes:
                name = _stem(source.path) if _stem(source.path) not in self.nodes else source.path
            node = self.node(name)
            node.configuration = configuration
            node.evidence[kind] = source.path
            if not folder or folder in shared:
                self._loose.append(node)
            self.diagnostics.extend(told)

    def _is_root(self, source: Source, targets: set[str]) -> bool:
        return self.kinds[source.path] in _CONFIGURATIONS and source.path not in targets

    # -- evidence ----------------------------------------------------------------------------------------------

    def evidence(self) -> None:
        """The files of real nodes."""
        order = list(_EVIDENCE)
        files = [source for source in self.bundle.sources if self.kinds[source.path] in _EVIDENCE]
        for source in sorted(files, key=lambda source: self._rank(source, order)):
            self._one(self.kinds[source.path], source)
        for source in self.bundle.sources:
            if self.kinds[source.path] == "sysctl.conf":
                self.diagnostics.append(Diagnostic("info", _AFTER_BOOT, source.path, 1, 1, "sysctl_conf"))
            if not self.kinds[source.path]:
                self.diagnostics.append(
                    Diagnostic("info", _UNKNOWN.fill(path=source.path), source.path, 1, 1, "kind")
                )

    def _rank(self, source: Source, order: list[str]) -> tuple[int, int]:
        """Kind by kind; of one kind the file of the contract's own name first, and net-tools' last, since it hides most."""
        kind, name = self.kinds[source.path], source.path.rpartition("/")[2]
        old = name.startswith(("ifconfig", "route", "netstat"))
        return order.index(kind), 0 if name == kind else 2 if old else 1

    def native(self) -> None:
        """cluster.yaml last: it completes what the other files show."""
        for source in self.bundle.sources:
            if self.kinds[source.path] == "cluster.yaml":
                from lvsportal.engine.readers import native  # YAML only where there is some

                found = native.read(source, self.node)
                self.name = self.name or found.name
                self.segments += found.segments
                self.diagnostics.extend(found.diagnostics)

    def _one(self, kind: str, source: Source) -> None:
        node = self._owner(source)
        module, function = _EVIDENCE[kind]
        if kind in node.evidence and kind not in ("script", "iptables-save.txt"):
            first = node.evidence[kind]
            message = _SECOND.fill(path=source.path, first=first, kind=kind)
            self.diagnostics.append(Diagnostic("warning", message, source.path, 1, 1, "second"))
            return
        read = getattr(import_module(f"lvsportal.engine.readers.evidence.{module}"), function)
        try:
            self.diagnostics.extend(read(node, source) or ())
            node.evidence[kind] = source.path
        except (ValueError, TypeError, AttributeError) as error:  # JSON of another shape than the command's
            message = _NOT_READ.fill(path=source.path, kind=kind, reason=str(error)[:120])
            self.diagnostics.append(Diagnostic("error", message, source.path, 1, 1, "evidence"))

    def _owner(self, source: Source) -> Node:
        folder = self._folder(source.path)
        if folder:
            return self.node(folder)
        if len(self._loose) == 1:
            return self._loose[0]
        return self.node(_stem(source.path) if self.kinds[source.path] == "ipvsadm-save.txt" else "node")


def node_folder(path: str) -> str:
    """The folder that names the node: the nearest one that is not merely a place such as ``etc``."""
    for part in reversed(path.split("/")[:-1]):
        if part not in _PLACES and not part.startswith("sos_"):
            return part
    return ""


def _shared_folders(roots: list[Source]) -> set[str]:
    """Folders that hold more than one configuration: there the files, not the folder, name the nodes."""
    seen: set[str] = set()
    shared: set[str] = set()
    for source in roots:
        folder = node_folder(source.path)
        (shared if folder in seen else seen).add(folder)
    return shared


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


_UNKNOWN_ALL = Text(
    "{path}: nothing here is a cluster definition that lvsportal knows: neither keepalived.conf, ipvsadm-save, "
    "ldirectord.cf, lvs.cf nor the output of a known command.",
    "{path}：这里没有 lvsportal 认识的集群定义：不是 keepalived.conf、ipvsadm-save、ldirectord.cf、lvs.cf，也不是已知命令的输出。",
)
_UNKNOWN = Text(
    "{path}: it can't be told what this file is, so it is not used.",
    "{path}：无法判断这个文件是什么，没有使用。",
)
_AFTER_BOOT = Text(
    "This says what will be set after a boot, not what is in force now: it decides nothing here.",
    "这个文件说明重启之后会怎样，而不是现在生效的值：这里不用它来判断。",
)
_SECOND = Text(
    "{first} shows the same ({kind}) of this node already: that one is used, {path} is not.",
    "{first} 已经给出了这个节点的同一项内容（{kind}）：使用那一份，不使用 {path}。",
)
_NOT_READ = Text("{path} can't be read as {kind}: {reason}", "{path} 无法按 {kind} 读取：{reason}")
