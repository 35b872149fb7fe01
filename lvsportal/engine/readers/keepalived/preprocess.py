"""Conditional lines, definitions, ~SEQ and ~LST, includes (``lib/parser.c: read_line`` and what it calls).

Words that come out of a replacement stand, for people, at the whole line that was written.
"""

import re
from collections.abc import Callable

from lvsportal.engine.readers.keepalived.lexer import LONGEST, MIXED, OPEN, WORDS, Line, Word, Words, cut
from lvsportal.engine.readers.keepalived.tree import TreeBuilder
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.source import Source

# (including file's path, pattern as written) → the files that match, sorted.
Loader = Callable[[str, str], list[Source]]

_CONDITION = re.compile(r"[ \t]*@(\^?)([^ \t]*)[ \t]*")
_DEFINITION = re.compile(r"[ \t]*\$([A-Za-z_]\w*)=[ \t]*(.*)", re.DOTALL | re.ASCII)
_CONTINUED = re.compile(r"^[ \t]*(?:@\S+[ \t]+)?\$[A-Za-z_]\w*=.*\\\r?$", re.MULTILINE | re.ASCII)
_INCLUDE = re.compile(r"[ \t]*include([rmbwa]?)[ \t]+(\S.*)")
_USE = re.compile(r"\$(?:\{([A-Za-z_]\w*)([^}]*)\}|([A-Za-z_]\w*)(?=[\s,)\"{}]|$))", re.ASCII)
_SEQUENCE = re.compile(r"[ \t]*~(SEQx?|LST)[ \t]*\(", re.ASCII)
_FOREIGN = re.compile(r"\{\{.{0,120}?\}\}|\{%.{0,120}?%\}|<%.{0,120}?%>")
_FIXED = {"_HASH": "#", "_BANG": "!", "_INSTANCE": "", "_ENV": ""}
_MOST_REPLACEMENTS = 100


class Preprocessor(TreeBuilder):
    """Reads files with all that stands between their lines and the words."""

    def __init__(self, limits: Limits, load: Loader) -> None:
        super().__init__(limits)
        self._load = load
        self._definitions: dict[str, str] = {}
        self._bodies: dict[tuple[str, int], str] = {}
        self._open_files: list[str] = []
        self._expanded = 0
        self._produced = 0
        self._told: set[str] = set()
        self.instances: set[str] = set()  # names in conditional lines that were left out
        self.sources: dict[str, Source] = {}  # by path: the file and those that it includes

    def read(self, source: Source) -> None:
        """Read a file from its first line to its last."""
        self._open_files.append(source.path)
        self.sources[source.path] = source
        text = source.text
        lines = text.split("\n")
        if "\\" in text and _CONTINUED.search(text):
            self._take_bodies(source, lines)
        self.feed(source, lines)
        self._open_files.pop()

    def _take_bodies(self, source: Source, lines: list[str]) -> None:
        """Multi-line definitions: keep their lines aside, and leave the first one alone in the text."""
        number = 0
        while number < len(lines):
            first = number
            if _CONTINUED.match(lines[number]):
                line = lines[number].rstrip("\r")
                body = [line[:-1].partition("=")[2]]
                while line.endswith("\\") and number + 1 < len(lines):
                    number += 1
                    line = lines[number].rstrip("\r")
                    body.append(line.removesuffix("\\"))
                    lines[number] = ""
                self._bodies[source.path, first + 1] = "\n".join(part for part in body if part.strip())
            number += 1

    # -- one special line --------------------------------------------------------------------------------------

    def special(self, source: Source, number: int, raw: str) -> None:
        self._line(source, number, raw, 0)

    def _line(self, source: Source, number: int, raw: str, depth: int) -> None:
        if depth > _MOST_REPLACEMENTS:
            self._once("error", _ENDLESS, source, number, "endless")
            return
        condition = _CONDITION.match(raw)
        if condition:
            if not condition[1]:
                self.instances.add(condition[2])
                return
            raw = " " * condition.end() + raw[condition.end() :]
        if _FOREIGN.search(raw):
            self._once("error", _TEMPLATE, source, number, "template")
            raw = _FOREIGN.sub(lambda m: "_" * len(m[0]) if m[0].startswith("{{") else " " * len(m[0]), raw)
        definition = _DEFINITION.match(raw)
        if definition:
            body = self._bodies.get((source.path, number))
            self._definitions[definition[1]] = body if body is not None else _uncommented(definition[2])
            return
        sequence = _SEQUENCE.match(raw)
        if sequence:
            self._repeat(source, number, raw, sequence, depth)
            return
        replaced = self._replace(raw, source, number) if "$" in raw else raw
        if replaced != raw:
            self._replaced(source, number, replaced, depth)
            return
        include = _INCLUDE.match(raw)
        if include:
            self._include(source, number, include[1], _uncommented(include[2]).strip().strip('"'))
            return
        whole = source.line(number)
        line = cut(_protect(raw))
        if "${" in raw:
            self.stumble_over(cut(raw), source, number)
        self.pieces(line if raw.strip() == whole.strip() else _anchor(line, whole), source, number)
        self.muted = False

    def _replaced(self, source: Source, number: int, replaced: str, depth: int) -> None:
        """The lines that a replacement has made; written ones that are too long are left out before."""
        for text in replaced.split("\n"):
            self._count(1)
            if len(text) > LONGEST:
                self._once("warning", _LINE_TOO_LONG, source, number, "long")
            elif self._expanded <= self.limits.expanded_lines:
                self._line(source, number, text, depth + 1)

    def _replace(self, raw: str, source: Source, number: int) -> str:
        """The line with its definitions replaced once; the rest of one that grows over the limits is left out."""
        room = min(self.limits.expanded_line, self.limits.expanded_text - self._produced) - len(raw)

        def value(use: re.Match[str]) -> str:
            nonlocal room
            text = self._value(use, source, number)
            room -= len(text)
            if room >= 0:
                return text
            self._once("error", _TOO_LONG.fill(count=self.limits.expanded_line), source, number, "expanded")
            return ""

        replaced = _USE.sub(value, raw)
        self._produced += len(replaced)
        return replaced

    def _value(self, use: re.Match[str], source: Source, number: int) -> str:
        name = use[1] or use[3]
        if name in self._definitions:
            return self._definitions[name]
        if name in _FIXED:
            return _FIXED[name]
        if name == "_PWD":
            return source.path.rpartition("/")[0] or "."
        if name == "_RANDOM":
            return _least(use[2] or "")
        self._once("warning", _UNDEFINED.fill(name=name), source, number, "undefined", name)
        return use[0]

    # -- ~SEQ and ~LST -----------------------------------------------------------------------------------------

    def _repeat(self, source: Source, number: int, raw: str, head: re.Match[str], depth: int) -> None:
        end = _closing(raw, head.end())
        if end < 0:
            self._once("error", _BAD_SEQUENCE, source, number, "bad_sequence")
            return
        inside = self._replace(raw[head.end() : end], source, number)
        rest = raw[end + 1 :]
        rows = (
            _list_rows(inside) if head[1] == "LST" else _sequence_rows(inside, head[1] == "SEQx", self.limits)
        )
        if rows is None:
            self._once("error", _BAD_SEQUENCE, source, number, "bad_sequence")
            return
        for row in rows:
            self._count(1)
            if self._expanded > self.limits.expanded_lines:
                self._once(
                    "error", _TOO_MANY.fill(count=self.limits.expanded_lines), source, number, "expanded"
                )
                return
            before = {name: self._definitions.get(name) for name, _ in row}
            self._definitions.update(row)
            self._line(source, number, rest, depth + 1)
            for name, value in before.items():
                if value is None:
                    self._definitions.pop(name, None)
                else:
                    self._definitions[name] = value

    def _count(self, lines: int) -> None:
        self._expanded += lines

    # -- includes ----------------------------------------------------------------------------------------------

    def _include(self, source: Source, number: int, strict: str, pattern: str) -> None:
        files = self._load(source.path, pattern)
        if not files:
            self._report("info", _NOT_GIVEN.fill(pattern=pattern[:120]), source, number, 1, "include")
        for file in files:
            if file.path in self._open_files:
                self._report("error", _LOOP.fill(path=file.path), source, number, 1, "include_loop")
            elif len(self._open_files) > self.limits.includes:
                self._report("error", _DEEP_INCLUDE, source, number, 1, "include_depth")
            else:
                self._count(1)
                if self._expanded > self.limits.expanded_lines:
                    return
                self.read(file)

    def _once(self, severity: str, text: Text, source: Source, number: int, code: str, name: str = "") -> None:
        if code + name not in self._told and len(self._told) < 200:
            self._told.add(code + name)
            self._report(severity, text, source, number, 1, code)


def _least(bounds: str) -> str:
    """What stands for ``${_RANDOM [MIN [MAX]]}``: its least value, so that a report is the same each time."""
    low = bounds.strip().partition(" ")[0]
    return low if low.isascii() and low.isdecimal() and len(low) < 10 else "0"


def _uncommented(text: str) -> str:
    """The text up to its comment, if it has one."""
    quoted = False
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter in "!#" and not quoted and text[at - 1 : at] != "\\":
            return text[:at].rstrip()
    return text.rstrip()


def _protect(raw: str) -> str:
    """A ``${name}`` that nothing replaces: keep its braces from being taken for a block's."""
    return re.sub(r"\$\{([^{}]*)\}", lambda m: "$_" + m[1].replace(" ", "_") + "_", raw) if "${" in raw else raw


def _anchor(line: Line, whole: str) -> Line:
    """The same words, all standing at the whole written line."""
    column = len(whole) - len(whole.lstrip()) + 1
    end = max(len(whole.rstrip()) + 1, column + 1)

    def move(words: Words) -> Words:
        return tuple(Word(word.text, column, end) for word in words)

    pieces = tuple(move(piece) if isinstance(piece, tuple) else piece for piece in line.pieces)
    if line.kind in (WORDS, OPEN, MIXED):
        return Line(line.kind, move(line.words), pieces, 0, line.problem)
    return Line(line.kind, line.words, pieces, 0, line.problem)


def _closing(text: str, start: int) -> int:
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at
    return -1


Rows = list[list[tuple[str, str]]]


def _sequence_rows(inside: str, hexadecimal: bool, limits: Limits) -> Rows | None:
    name, *numbers = [part.strip() for part in inside.split(",")]
    base = 16 if hexadecimal else 10
    try:
        values = [int(number, base) for number in numbers]
    except ValueError:
        return None
    if not 1 <= len(values) <= 3:
        return None
    start, step, end = (1, 1, values[0]) if len(values) == 1 else (values[0], 1, values[1])
    if len(values) == 3:
        start, step, end = values[0], values[1], values[2]
    if step == 0:
        return None
    if len(values) < 3 and end < start:
        step = -1
    span = range(start, end + (1 if step > 0 else -1), step)[: limits.expanded_lines + 1]
    return [[(name, format(value, "x") if hexadecimal else str(value))] for value in span]


def _list_rows(inside: str) -> Rows | None:
    groups = re.findall(r"\{([^{}]*)\}|([^,{}]+)", inside)
    parts = [
        [word.strip() for word in (braced or plain).split(",")]
        for braced, plain in groups
        if (braced or plain).strip()
    ]
    if len(parts) < 2:
        return None
    names = parts[0]
    return [list(zip(names, values, strict=False)) for values in parts[1:]]


_ENDLESS = Text("Definitions here replace each other without end.", "这里的定义互相替换，没有尽头。")
_TEMPLATE = Text(
    "This is a template that was never rendered: keepalived can't read it. What is literal is still read.",
    "这是还没有渲染的模板，keepalived 读不了。能按字面读取的部分仍会读取。",
)
_UNDEFINED = Text(
    "“${name}” is not defined here: keepalived leaves it as it stands, braces and all.",
    "这里没有定义 “${name}”：keepalived 会原样保留它，连同花括号。",
)
_BAD_SEQUENCE = Text(
    "~SEQ takes (name, start[, step], end), ~LST (name, values): this can't be read.",
    "~SEQ 的写法是 (名字，起始[，步长]，结束)，~LST 是 (名字，值列表)：这里读不懂。",
)
_LINE_TOO_LONG = Text(
    "Definitions make this line longer than 1023 characters: keepalived can't take it.",
    "定义把这一行展开到超过 1023 个字符：keepalived 不接受。",
)
_TOO_LONG = Text(
    "Definitions that name each other make more than {count} characters of one line: the rest is not read.",
    "互相引用的定义把一行展开到超过 {count} 个字符：多出的部分不再读取。",
)
_TOO_MANY = Text(
    "~SEQ and ~LST make more than {count} lines: the rest is not read.",
    "~SEQ 和 ~LST 展开超过 {count} 行：其余不再读取。",
)
_NOT_GIVEN = Text(
    "The included file “{pattern}” was not given: what it holds is not known here.",
    "被包含的文件 “{pattern}” 没有提供：其中的内容这里不知道。",
)
_LOOP = Text(
    "The include of “{path}” is a loop: it is being read already.", "包含 “{path}” 形成循环：它正在被读取。"
)
_DEEP_INCLUDE = Text("Includes are nested too deeply: this one is not read.", "包含嵌套太深：这一个不再读取。")
