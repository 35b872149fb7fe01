"""How keepalived itself stumbles on after the first structural mistake (``lib/parser.c: process_stream``).

People are told the cause once, at its line. keepalived reads an unknown block's content in the block around it, and takes
its ``}`` for that block's: from there one complaint follows the other. Where it complains and nothing of ours stands, the
line says what it follows from.
"""

from typing import NamedTuple

from lvsportal.engine.readers.keepalived.grammar import Block
from lvsportal.engine.source.source import Source

MOST = 300


class Complaint(NamedTuple):
    """``word``: what keepalived does not expect at the line."""

    source: Source
    line: int
    word: str


class Stumbler:
    """Follows keepalived's own stack of blocks. Begun at the first structural mistake, with the blocks open there."""

    def __init__(self, blocks: list[Block | None], cause: int) -> None:
        self._stack = [block for block in blocks if block is not None]
        self._needs_open = False
        self.cause = cause
        self.complaints: list[Complaint] = []

    def words(self, word: str, source: Source, line: int) -> None:
        """A logical line that begins with ``word``."""
        if self._needs_open:  # its `{` is missing: the block is not entered
            self.complain(source, line, word)
            self._leave()
        block = self._stack[-1]
        if block.free:
            return
        keyword = block.keywords.get(word)
        if keyword is None or keyword.dialect:
            self.complain(source, line, word)
        elif keyword.opens:
            self._stack.append(block.blocks.get(word, block))
            self._needs_open = True

    def opened(self, source: Source, line: int) -> None:
        """A ``{``."""
        if not self._needs_open and not self._stack[-1].free:
            self.complain(source, line, "{")
        self._needs_open = False

    def closed(self, source: Source, line: int) -> None:
        """A ``}``."""
        if self._needs_open:
            self.complain(source, line, "}")
            self._leave()
        if len(self._stack) > 1:
            self._stack.pop()
        else:
            self.complain(source, line, "}")

    def _leave(self) -> None:
        self._needs_open = False
        self._stack.pop()

    def complain(self, source: Source, line: int, word: str) -> None:
        if len(self.complaints) < MOST:
            self.complaints.append(Complaint(source, line, word))
