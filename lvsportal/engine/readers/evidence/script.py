"""Shell scripts of real servers, read and never run: only plain assignments that can mean nothing else count.

``sysctl -w KEY=N``, ``echo N > /proc/sys/…``; in the ``realserver`` script that everyone copies, the branch ``start)``
alone. A variable counts where it is given a literal, once. What stands behind any other condition is passed over, and said.
"""

import re

from lvsportal.engine.model.node import Node, Sysctl
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, Source, Span

_ASSIGNED = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=([\"']?)([\w.:/-]*)\2[ \t]*(?:#.*)?$")
_ECHO = re.compile(r"\becho[ \t]+[\"']?(\d+)[\"']?[ \t]*>+[ \t]*[\"']?/proc/sys/([\w/.-]+)")
_WRITE = re.compile(r"\bsysctl[ \t]+(?:-q[ \t]+|-e[ \t]+)*(?:-w|--write)[ \t]+([^;&|#]+)")
_PAIR = re.compile(r"(?<![\w./-])([\w./-]+)=[\"']?(\d+)[\"']?")
_ADDRESS = re.compile(
    r"\bip[ \t]+a(?:ddr(?:ess)?)?[ \t]+(?:add|replace)[ \t]+(\S+)[ \t].*?\bdev[ \t]+(\S+)|"
    r"\bifconfig[ \t]+([\w.]+:\w+)[ \t]+(\S+)[ \t]+(?:broadcast[ \t]+\S+[ \t]+)?netmask[ \t]+(\S+)"
)
_IF, _END_IF = re.compile(r"^[ \t]*(?:if|while|until|for)\b"), re.compile(r"^[ \t]*(?:fi|done)\b")
_CASE, _END_CASE = re.compile(r"^[ \t]*case\b"), re.compile(r"^[ \t]*esac\b")
_BRANCH = re.compile(r"^[ \t]*[\"']?([\w|*-]+)[\"']?[ \t]*\)")


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.variables: dict[str, str | None] = {}
        self.found: dict[str, Sysctl] = {}
        self.addresses: list[str] = []
        self.passed_over = 0
        self.depth = 0
        self.branch = ""  # of the outermost `case`

    def read(self) -> None:
        for number, raw in enumerate(self.source.text.split("\n"), 1):
            line = raw.rstrip("\r")
            if not self._structure(line):
                self._line(line, number)

    def _structure(self, line: str) -> bool:
        """Whether the line only opens or closes a condition."""
        if _CASE.match(line):
            self.depth += 1
            self.branch = "?"
            return True
        if _END_CASE.match(line):
            self.depth, self.branch = max(self.depth - 1, 0), ""
            return True
        branch = _BRANCH.match(line) if self.branch else None
        if branch:
            self.branch = branch[1]
            return not line[branch.end() :].strip()
        if _IF.match(line) and not re.search(r";[ \t]*(?:fi|done)\b", line):
            self.depth += 1
            return True
        if _END_IF.match(line):
            self.depth = max(self.depth - 1, 0)
            return True
        return False

    def _counts(self) -> bool:
        """Outside of every condition, or right in the branch ``start``."""
        return self.depth == 0 or (self.depth == 1 and self.branch == "start")

    def _line(self, line: str, number: int) -> None:
        if line.lstrip().startswith("#"):
            return
        assigned = _ASSIGNED.match(line)
        if assigned:
            name = assigned[1]
            self.variables[name] = None if name in self.variables else assigned[3]
            return
        line = re.sub(r"\$\{?([A-Za-z_]\w*)\}?", lambda m: self.variables.get(m[1]) or m[0], line)
        pairs = [(found[2].replace("/", "."), found[1]) for found in _ECHO.finditer(line)]
        for written in _WRITE.finditer(line):
            pairs += [(found[1], found[2]) for found in _PAIR.finditer(written[1])]
        addresses = [found[1] or found[4] for found in _ADDRESS.finditer(line)]
        if not pairs and not addresses:
            return
        if not self._counts():
            self.passed_over += len(pairs) + len(addresses)
            return
        at = Span(self.source, number, 1, len(line) + 1)
        for key, value in pairs:
            self.found[key] = Sysctl(value, at)
        self.addresses += addresses


def read_script(node: Node, source: Source) -> list[Diagnostic]:
    """The settings that the script makes, where the node's own ``sysctl -a`` does not show what is in force."""
    reader = _Reader(source)
    reader.read()
    if node.sysctls is None and reader.found:
        node.sysctls = dict(reader.found)
    told = [
        Diagnostic(
            "info",
            _READ.fill(settings=len(reader.found), addresses=", ".join(reader.addresses[:5]) or "–"),
            source.path,
            1,
            1,
            "script",
        )
    ]
    if reader.passed_over:
        told.append(
            Diagnostic("info", _PASSED.fill(count=reader.passed_over), source.path, 1, 1, "script_condition")
        )
    return told


_READ = Text(
    "Read, not run: {settings} settings that this script makes; addresses it adds: {addresses}. What else the node has is not shown by it.",
    "只读取，不运行：这个脚本设置了 {settings} 项内核参数；添加的地址：{addresses}。节点上的其他情况它未提供。",
)
_PASSED = Text(
    "{count} settings or addresses stand behind conditions that are not understood: they are not counted.",
    "有 {count} 项设置或地址写在无法判断的条件里，没有计入。",
)
