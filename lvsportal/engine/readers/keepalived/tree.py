"""The tree of a keepalived.conf: statements with their places, built in one scan, together with what is wrong.

Braces are followed as a person means them, not as keepalived stumbles over them: an unknown block is skipped as
a whole, a missing ``}`` is told once, with the block that lacks it, and reading goes on behind it.
"""

from collections.abc import Iterable

from lvsportal.engine.readers.keepalived import check
from lvsportal.engine.readers.keepalived.grammar import Block, grammar
from lvsportal.engine.readers.keepalived.lexer import (
    BLANK,
    CLOSE,
    MIXED,
    OPEN,
    SPECIAL,
    WORDS,
    Line,
    Word,
    Words,
    cut,
    scan,
)
from lvsportal.engine.readers.keepalived.stumble import Stumbler
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.source import Diagnostic, Source, Span


class Statement:
    """A logical line, and the block it opens if it does. ``words[0]`` is the keyword."""

    __slots__ = ("block", "end", "line", "source", "words")

    def __init__(self, words: Words, source: Source, line: int) -> None:
        self.words = words
        self.source = source
        self.line = line
        self.end = line  # of the `}` that closes its block, where that stands in the same file
        self.block: list[Statement] | None = None

    @property
    def keyword(self) -> str:
        return self.words[0].text

    def argument(self, number: int = 1) -> str:
        """The text of an argument, ``""`` where it is missing."""
        return self.words[number].text if len(self.words) > number else ""

    def span(self, number: int = 0) -> Span:
        """The place of a word; of the last one where that word is missing."""
        word = self.words[min(number, len(self.words) - 1)]
        return Span(self.source, self.line, word.column, word.end)


class _Frame:
    """An open block."""

    __slots__ = ("children", "column", "grammar", "statement", "suspect")

    def __init__(self, statement: Statement, children: list[Statement], table: Block | None) -> None:
        self.statement = statement
        self.children = children
        self.grammar = table  # None: unknown, its content is not judged
        self.suspect: Statement | None = None  # a block inside whose `}` stood too far left
        self.column = statement.words[0].column


class TreeBuilder:
    """Takes lines and makes a tree of statements. One builder reads a whole configuration with its includes."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.root: list[Statement] = []
        self.diagnostics: list[Diagnostic] = []
        self._cache: dict[str, Line] = {}
        self._frames = [_Frame(Statement((Word("", 0, 0),), Source("", ""), 0), self.root, grammar())]
        self._waiting = False  # the last statement's keyword needs a `{` that has not come yet
        self._stumbler: Stumbler | None = None
        self.muted = False  # keepalived's blocks have followed this line already, in its own reading
        self._skipped_depth = 0  # blocks deeper than the limit are counted, not kept

    # -- lines -------------------------------------------------------------------------------------------------

    def feed(self, source: Source, lines: Iterable[str], first: int = 1) -> None:
        """Read physical lines of ``source``, the first of them being line number ``first``."""
        known = self._cache
        number = first - 1
        for raw in lines:
            number += 1
            line = known.get(raw)
            if line is None:
                line = known[raw] = scan(raw)
            kind = line.kind
            if kind == WORDS:
                self._words(line, line.words, source, number)
            elif kind == CLOSE:
                self._close(source, number, line.column)
            elif kind == OPEN:
                self._words(line, line.words, source, number)
                self._open(source, number)
            elif kind == MIXED:
                self.pieces(line, source, number)
            elif kind == SPECIAL:
                self.special(source, number, raw)
            elif line.problem:
                self._line_problem(line.problem, source, number)

    def special(self, source: Source, number: int, raw: str) -> None:
        """A line for the preprocessor; without one it is read as it stands."""
        self.pieces(cut(raw), source, number)

    def pieces(self, line: Line, source: Source, number: int) -> None:
        """The logical lines of one physical line, in turn."""
        if line.problem:
            self._line_problem(line.problem, source, number)
        if line.kind in (WORDS, OPEN):
            self._words(line, line.words, source, number)
        if line.kind == OPEN:
            self._open(source, number)
        if line.kind == CLOSE:
            self._close(source, number, line.column)
        for piece in line.pieces:
            if piece == "{":
                self._open(source, number)
            elif piece == "}":
                self._close(source, number, 0)
            elif isinstance(piece, tuple):
                self._words(piece, piece, source, number)

    def finish(self, source: Source) -> None:
        """No more lines: tell the blocks that were never closed."""
        while len(self._frames) > 1:
            frame = self._frames.pop()
            culprit = self._culprit(frame)
            self._tell(
                "error", check.missing_brace(culprit.keyword, culprit.line), culprit, code="missing_brace"
            )
            if frame.suspect is not None:
                break
        del self._frames[1:]
        self._follow_ups()

    # -- logical lines -----------------------------------------------------------------------------------------

    def _words(self, key: Line | Words, words: Words, source: Source, number: int, again: bool = False) -> None:
        frame = self._frames[-1]
        table = frame.grammar
        statement = Statement(words, source, number)
        if self._stumbler is not None and not again and not self.muted:
            self._stumbler.words(words[0].text, source, number)
        if self._waiting:
            self._missing_open(frame)
            if self._stumbler is None:
                self._stumble_at_missing_open(frame, words[0].text, source, number)
            frame = self._frames[-1]
            table = frame.grammar
        if self._skipped_depth:
            return
        if table is None or (table.free and not check.opens_elsewhere(words[0].text)):
            frame.children.append(statement)
            return
        outcome = table.memo.get(key)
        if outcome is None:
            outcome = table.memo[key] = check.judge(table, words)
        if outcome.problems:
            if outcome.belongs_above and self._recover(words[0].text, statement):
                self._words(key, words, source, number, True)
                return
            known = table.keywords.get(words[0].text)
            if self._stumbler is None and (known is None or (known.dialect and known.opens)):
                self._stumble(words[0].text, source, number)
            for problem in outcome.problems:
                self._report(problem.severity, problem.message, source, number, problem.column, problem.code)
        self._waiting = outcome.opens
        frame.children.append(statement)

    def _open(self, source: Source, number: int) -> None:
        frame = self._frames[-1]
        if self._stumbler is not None and not self.muted:
            self._stumbler.opened(source, number)
        if self._skipped_depth or len(self._frames) > self.limits.depth:
            if not self._skipped_depth:
                self._report("error", _TOO_DEEP.fill(depth=self.limits.depth), source, number, 1, "too_deep")
            self._skipped_depth += 1
            return
        last = frame.children[-1] if frame.children else None
        self._waiting = False
        if last is None or last.block is not None or last.line < number - 40:
            self._report("error", _UNEXPECTED_OPEN, source, number, 1, "unexpected_brace")
            self._frames.append(_Frame(Statement((Word("{", 1, 2),), source, number), [], None))
            return
        last.block = []
        below = frame.grammar.blocks.get(last.keyword) if frame.grammar is not None else None
        self._frames.append(_Frame(last, last.block, below))

    def _close(self, source: Source, number: int, column: int) -> None:
        if self._stumbler is not None and not self.muted:
            self._stumbler.closed(source, number)
        if self._skipped_depth:
            self._skipped_depth -= 1
            return
        if self._waiting:
            self._missing_open(self._frames[-1])
        frames = self._frames
        if len(frames) == 1:
            self._report("error", _EXTRA_CLOSE, source, number, max(column, 1), "extra_brace")
            return
        frame = frames.pop()
        if frame.statement.source is source:
            frame.statement.end = number
        if column and column < frame.column and frames[-1].column <= column and len(frames) > 1:
            frames[-1].suspect = frames[-1].suspect or frame.suspect or frame.statement
        elif frame.suspect is not None and frames[-1].suspect is None:
            frames[-1].suspect = frame.suspect

    # -- recovery ----------------------------------------------------------------------------------------------

    def _recover(self, keyword: str, statement: Statement) -> bool:
        """The keyword can't stand here but in a block further out: the blocks between lack their ``}``."""
        for depth in range(len(self._frames) - 2, -1, -1):
            table = self._frames[depth].grammar
            if (
                table is None
                or table.free
                or keyword not in table.keywords
                or not table.keywords[keyword].opens
            ):
                continue
            frame = self._frames[-1]
            culprit = self._culprit(frame)
            if self._stumbler is None:
                self._stumble(keyword, statement.source, statement.line, culprit.line)
            self._tell(
                "error", check.missing_brace(culprit.keyword, statement.line), culprit, code="missing_brace"
            )
            del self._frames[depth + 1 :]
            return True
        return False

    def _culprit(self, frame: _Frame) -> Statement:
        return frame.suspect or frame.statement

    def _missing_open(self, frame: _Frame) -> None:
        """A block keyword without ``{``: keepalived says so and reads on as if it stood there; so do we."""
        self._waiting = False
        last = frame.children[-1]
        self._tell("error", check.missing_open(last.keyword), last, code="missing_open")
        last.block = []
        below = frame.grammar.blocks.get(last.keyword) if frame.grammar is not None else None
        self._frames.append(_Frame(last, last.block, below))

    # -- what keepalived makes of it ---------------------------------------------------------------------------

    def _stumble(self, word: str, source: Source, number: int, cause: int = 0) -> None:
        """From here on keepalived's own blocks are followed beside ours."""
        self._stumbler = Stumbler([frame.grammar for frame in self._frames], cause or number)
        self._stumbler.words(word, source, number)

    def _stumble_at_missing_open(self, frame: _Frame, word: str, source: Source, number: int) -> None:
        """keepalived does not enter a block whose ``{`` is missing: what was meant for it is read one block further out."""
        outer = [one.grammar for one in self._frames[: self._frames.index(frame) + 1]]
        self._stumbler = Stumbler(outer, frame.children[-1].line)
        self._stumbler.complain(source, number, word)
        self._stumbler.words(word, source, number)

    def stumble_over(self, line: Line, source: Source, number: int) -> None:
        """A line whose braces mean a name to a person, and blocks to keepalived (an undefined ``${NAME}``)."""
        if self._stumbler is None:
            self._stumbler = Stumbler([frame.grammar for frame in self._frames], number)
        for piece in line.pieces or (line.words,):
            if piece == "{":
                self._stumbler.opened(source, number)
            elif piece == "}":
                self._stumbler.closed(source, number)
            elif piece and not isinstance(piece, str):
                self._stumbler.words(piece[0].text, source, number)
        self.muted = True

    def _follow_ups(self) -> None:
        """The lines at which keepalived complains and nothing is said yet."""
        if self._stumbler is None:
            return
        told = {(one.path, one.line) for one in self.diagnostics}
        for complaint in self._stumbler.complaints:
            key = (complaint.source.path, complaint.line)
            if key not in told:
                told.add(key)
                text = check.follows(complaint.word, self._stumbler.cause)
                self._report("info", text, complaint.source, complaint.line, 1, "follows")

    def mentions(self, keywords: frozenset[str]) -> bool:
        """Whether some line of the files begins with one of the keywords; asks each different line once."""
        return any(line.words and line.words[0].text in keywords for line in self._cache.values())

    @property
    def lost(self) -> list[tuple[Source, int]]:
        """Where services, real servers and instances begin that keepalived does not enter, since it has lost its way."""
        return [(one.source, one.line) for one in self._stumbler.lost] if self._stumbler is not None else []

    @property
    def cause(self) -> int:
        """The line from which keepalived loses its way; 0: it does not."""
        return self._stumbler.cause if self._stumbler is not None else 0

    # -- telling -----------------------------------------------------------------------------------------------

    def _line_problem(self, problem: str, source: Source, number: int) -> None:
        self._report(
            "error" if problem == "quote" else "warning", _LINE_PROBLEMS[problem], source, number, 1, problem
        )

    def _tell(self, severity: str, message: Text, statement: Statement, code: str) -> None:
        span = statement.span()
        self._report(severity, message, span.source, span.line, span.column, code)

    def _report(self, severity: str, message: Text, source: Source, line: int, column: int, code: str) -> None:
        if len(self.diagnostics) < _MOST_TOLD:
            self.diagnostics.append(Diagnostic(severity, message, source.path, line, column, code))


# Who has more than this to mend is told so many at a time.
_MOST_TOLD = 5000

_TOO_DEEP = Text(
    "Blocks are nested deeper than {depth}: what is inside is not read.",
    "块的嵌套超过 {depth} 层：更深的内容不再读取。",
)
_UNEXPECTED_OPEN = Text(
    "A “{” without a keyword before it: keepalived ignores it, and what follows is taken for the outer block.",
    "“{” 前面没有关键字：keepalived 会忽略它，后面的内容会被当作外层块的内容。",
)
_EXTRA_CLOSE = Text("A “}” too many: no block is open here.", "多了一个 “}”：这里没有打开的块。")
_LINE_PROBLEMS = {
    "quote": Text(
        "A quote is opened and not closed: the rest of the line is lost.",
        "引号没有闭合：这一行余下的内容会丢失。",
    ),
    "long": Text(
        "The line is longer than 1023 bytes: keepalived ignores it.",
        "这一行超过 1023 字节：keepalived 会忽略它。",
    ),
    "nul": Text(
        "The line holds NUL bytes: keepalived ignores it.", "这一行含有 NUL 字节：keepalived 会忽略它。"
    ),
}
__all__ = ["BLANK", "Statement", "TreeBuilder"]
