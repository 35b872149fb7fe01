"""All files of a bundle to one cluster: each file to its reader, each fact to its node."""

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from lvsportal.engine.model.address import Prefix
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.evidence import BY_NAME, KEEPALIVED, KINDS
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import Configuration
from lvsportal.engine.readers import naming, others
from lvsportal.engine.readers.declarations import Declaration
from lvsportal.engine.readers.evidence.plain import settings_of
from lvsportal.engine.readers.includes import Includes
from lvsportal.engine.readers.joining import merge_same, told_about
from lvsportal.engine.readers.kinds import kind_of
from lvsportal.engine.source.bundle import Bundle
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, RefusedInput, Source, Span


class Reading(NamedTuple):
    """``declared``: what the definition vouches for without evidence, as far as it was counted in."""

    cluster: Cluster
    diagnostics: tuple[Diagnostic, ...]
    declared: tuple[Declaration, ...] = ()


# Kind of a configuration → the module that reads it. A module is imported when a file of its kind is there.
_CONFIGURATIONS = {
    KEEPALIVED: "keepalived.reader",
    "ldirectord.cf": "ldirectord",
    "lvs.cf": "piranha",
}


class _Read(NamedTuple):
    source: Source
    folder: str
    configuration: Configuration


def read_bundle(bundle: Bundle, name: str = "", with_declared: bool = True) -> Reading:
    """The cluster that the files describe. ``with_declared``: what is declared without evidence counts too.

    :raises RefusedInput: none of them is of a known kind.
    """
    assembly = _Assembly(bundle)
    assembly.configurations()
    assembly.evidence()
    assembly.other_files()
    assembly.native()
    told = list(assembly.declare(with_declared))
    told += merge_same(assembly.nodes) if len(assembly.nodes) > 1 else ()
    if not assembly.nodes:
        raise _refusal(bundle.sources[0])
    nodes = [assembly.nodes[key] for key in sorted(assembly.nodes)]
    cluster = Cluster(name or assembly.name or nodes[0].name, nodes, assembly.segments)
    told.extend(told_about(cluster))
    return Reading(cluster, (*assembly.diagnostics, *told), tuple(assembly.declared))


def _refusal(source: Source) -> RefusedInput:
    text = _NO_KEYWORD if source.path.endswith(".conf") else _UNKNOWN_ALL
    return RefusedInput(text.fill(path=source.path), source.path)


class _Assembly:
    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.diagnostics: list[Diagnostic] = list(bundle.diagnostics)
        self.nodes: dict[str, Node] = {}
        self.kinds = {source.path: kind_of(source) for source in bundle.sources}
        self.states = naming.state_folders(bundle.sources, self.kinds)
        self.hostnames = self._hostnames()
        self.name = ""
        self.segments: tuple[tuple[Prefix, ...], ...] = ()
        self.declared: list[Declaration] = []
        self._loose: list[Node] = []  # nodes of configurations at the top, without a folder of their own

    def _hostnames(self) -> dict[str, str]:
        """What the `hostname` files say, by folder."""
        return {
            naming.place_of(source.path).folder: source.text.split()[0]
            for source in self.bundle.sources
            if self.kinds[source.path] == "hostname" and source.text.split()
        }

    def _folder(self, path: str) -> str:
        """The node's name by its folder; a report's archive is called by the host it is of."""
        folder = naming.place_of(path, self.states).folder
        if folder.startswith("sosreport") or naming.is_chance(folder):
            return self.hostnames.get(folder, "" if naming.is_chance(folder) else folder)
        return folder

    def node(self, name: str) -> Node:
        return self.nodes.setdefault(name, Node(name))

    # -- configurations ----------------------------------------------------------------------------------------

    def configurations(self) -> None:
        """keepalived.conf, ldirectord.cf, lvs.cf: one node each."""
        includes = Includes(self.bundle.sources)
        targets = includes.targets()
        roots = [source for source in self.bundle.sources if self._is_root(source, targets)]
        left = naming.left_overs(roots)
        roots = [source for source in roots if source.path not in left]
        found: list[_Read] = []
        for source in roots:
            reader = import_module(f"lvsportal.engine.readers.{_CONFIGURATIONS[self.kinds[source.path]]}")
            configuration, told = reader.read(source, includes.load, self.bundle.limits)
            self.diagnostics.extend(told)
            found.append(_Read(source, self._folder(source.path), configuration))
        names = self._names(found)
        for one, name in zip(found, names, strict=True):
            self._configured(one, name, name == one.folder)
        for path, kept in left.items():
            self._left_over(path, kept)

    def _configured(self, one: _Read, name: str, by_folder: bool) -> None:
        node = self.node(name)
        node.configuration = one.configuration
        node.evidence[self.kinds[one.source.path]] = one.source.path
        if not by_folder:
            self._loose.append(node)

    def _names(self, found: list[_Read]) -> list[str]:
        """The nodes' names: the folder, where it holds one configuration; else the ``router_id``, where one file claims it; else the
        file's name, else its path."""
        folders = Counter(one.folder for one in found)
        claims = Counter(one.configuration.router_id for one in found)
        stems = Counter(naming.stem(one.source.path) for one in found)
        names: list[str] = []
        for one in found:
            router_id, stem = one.configuration.router_id, naming.stem(one.source.path)
            if one.folder and folders[one.folder] == 1:
                name = one.folder
            elif router_id and claims[router_id] == 1:
                name = router_id
            else:
                name = stem if stems[stem] == 1 else one.source.path
                self._same_id(one, claims[router_id])
            names.append(name if name not in names else one.source.path)
        return names

    def _same_id(self, one: _Read, claims: int) -> None:
        if claims > 1 and one.configuration.router_id:
            text = _SAME_ID.fill(router_id=one.configuration.router_id[:60])
            self.diagnostics.append(Diagnostic("info", text, one.source.path, 1, 1, "same_router_id"))

    def _left_over(self, path: str, kept: str) -> None:
        text = _LEFT_OVER.fill(path=path, kept=kept)
        self.diagnostics.append(Diagnostic("info", text, path, 1, 1, "left_over"))
        self.kinds[path] = "left-over"
        owner = next((node for node in self.nodes.values() if kept in node.evidence.values()), None)
        if owner is not None:
            owner.left_overs += (path,)

    def _is_root(self, source: Source, targets: set[str]) -> bool:
        return self.kinds[source.path] in _CONFIGURATIONS and source.path not in targets

    # -- evidence ----------------------------------------------------------------------------------------------

    def evidence(self) -> None:
        """The files of real nodes."""
        order = [kind.name for kind in KINDS]
        scripts = others.named_scripts(self.nodes.values())
        files = [source for source in self.bundle.sources if self.kinds[source.path] in BY_NAME]
        for source in sorted(files, key=lambda source: self._rank(source, order)):
            remark = others.named(source.path, self._owner_name(source), scripts)
            if remark is not None and self.kinds[source.path] == "script":
                self.diagnostics.append(remark)
            else:
                self._one(self.kinds[source.path], source)

    def other_files(self) -> None:
        """What is no evidence: scripts that keepalived.conf names, settings for the next boot, and what is not known."""
        scripts = others.named_scripts(self.nodes.values())
        for source in self.bundle.sources:
            kind = self.kinds[source.path]
            if kind == "sysctl.conf":
                self._after_boot(source)
            elif not kind:
                remark = others.named(source.path, self._owner_name(source), scripts)
                self.diagnostics.append(remark or others.remark(source))

    def _after_boot(self, source: Source) -> None:
        """Settings for the next boot: as good as declared, where none in force are shown."""
        self.diagnostics.append(Diagnostic("info", _AFTER_BOOT, source.path, 1, 1, "sysctl_conf"))
        name = self._owner_name(source)
        if name in self.nodes:
            settings = tuple((key, one.value) for key, one in settings_of(source).items())
            self.declared.append(Declaration(name, source.path, Span(source, 1, 1, 2), settings=settings))

    def declare(self, counts: bool) -> Iterator[Diagnostic]:
        """Fill in what is declared and not shown."""
        if counts and self.declared:
            from lvsportal.engine.readers import declarations

            yield from declarations.apply(self.declared, self.nodes)

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
                self.declared += found.declarations
                self.diagnostics.extend(found.diagnostics)

    def _one(self, kind: str, source: Source) -> None:
        node = self._owner(source)
        if kind in node.evidence and not BY_NAME[kind].adds:
            first = node.evidence[kind]
            message = _SECOND.fill(path=source.path, first=first, kind=kind)
            self.diagnostics.append(Diagnostic("warning", message, source.path, 1, 1, "second"))
            return
        module, _, function = BY_NAME[kind].reader.partition(":")
        read = getattr(import_module(f"lvsportal.engine.readers.evidence.{module}"), function)
        try:
            self.diagnostics.extend(read(node, source) or ())
            node.evidence[kind] = source.path
        except (
            ValueError,
            TypeError,
            AttributeError,
            LookupError,
            OverflowError,
        ) as error:  # JSON of another shape than the command's
            message = _NOT_READ.fill(path=source.path, kind=kind, reason=str(error)[:120])
            self.diagnostics.append(Diagnostic("error", message, source.path, 1, 1, "evidence"))

    def _owner(self, source: Source) -> Node:
        node = self.node(self._owner_name(source))
        role = naming.place_of(source.path, self.states).role
        return node.in_role.setdefault(role, Node(node.name)) if role else node

    def _owner_name(self, source: Source) -> str:
        folder = self._folder(source.path)
        if folder:
            return folder
        if len(self._loose) == 1:
            return self._loose[0].name
        return naming.stem(source.path) if self.kinds[source.path] == "ipvsadm-save.txt" else "node"


_NO_KEYWORD = Text(
    "{path}: no line begins with a keyword of keepalived.conf, so this is no definition that can be judged.",
    "{path}：没有一行以 keepalived.conf 的关键字开头，这不是可以判断的集群定义。",
)
_UNKNOWN_ALL = Text(
    "{path}: nothing here is a cluster definition that lvsportal knows: neither keepalived.conf, ipvsadm-save, "
    "ldirectord.cf, lvs.cf nor the output of a known command.",
    "{path}：这里没有 lvsportal 认识的集群定义：不是 keepalived.conf、ipvsadm-save、ldirectord.cf、lvs.cf，也不是已知命令的输出。",
)
_SAME_ID = Text(
    "Several files claim the router_id {router_id}: it names no node, so the files' own names are used. Give each node its own.",
    "有多个文件使用同一个 router_id {router_id}：它不能用来称呼节点，这里改用文件名。请为每个节点设置不同的 router_id。",
)
_LEFT_OVER = Text(
    "{path} is a left-over beside {kept}: nothing includes it, so it is not used.",
    "{path} 是 {kept} 旁边的遗留文件：没有任何地方包含它，没有使用。",
)
_AFTER_BOOT = Text(
    "This says what will be set after a boot, and counts as declared where nothing else is shown; what is in force now is in sysctl.txt "
    "(`sysctl -a`).",
    "这个文件说明重启之后会怎样，没有其他证据时按声明计；当前生效的值要看 sysctl.txt（`sysctl -a`）。",
)
_SECOND = Text(
    "{first} shows the same ({kind}) of this node already: that one is used, {path} is not.",
    "{first} 已经给出了这个节点的同一项内容（{kind}）：使用那一份，不使用 {path}。",
)
_NOT_READ = Text("{path} can't be read as {kind}: {reason}", "{path} 无法按 {kind} 读取：{reason}")
