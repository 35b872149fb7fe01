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


# Blocks whose loss is a loss for clients.
HEADS = ("virtual_server", "real_server", "vrrp_instance")


def head_of(word: str) -> str:
    """Which of ``HEADS`` a word is or was meant to be (blanks that are none, letters mistyped), else ""."""
    bare = "".join(letter for letter in word if letter.isascii() and (letter.isalnum() or letter == "_"))
    exact = next((head for head in HEADS if bare.lower().startswith(head)), "")
    if exact or len(bare) > 20:
        return exact if not bare.lower().startswith("virtual_server_group") else ""
    from difflib import get_close_matches

    return next(iter(get_close_matches(bare, HEADS, 1, 0.85)), "")


class Stumbler:
    """Follows keepalived's own stack of blocks. Begun at the first structural mistake, with the blocks open there."""

    def __init__(self, blocks: list[Block | None], cause: int) -> None:
        self._stack = [block for block in blocks if block is not None]
        self._needs_open = False
        self.cause = cause
        self.complaints: list[Complaint] = []
        self.lost: list[
            Complaint
        ] = []  # heads of services, real servers, instances that keepalived does not enter
        self._last: Complaint | None = None  # the last block keyword, or the last word that was not expected

    def words(self, word: str, source: Source, line: int) -> None:
        """A logical line that begins with ``word``."""
        if self._needs_open:  # its `{` is missing: the block is not entered
            self.complain(source, line, word)
            self._lose()
            self._leave()
        block, self._last = self._stack[-1], None
        if block.free:
            return
        keyword = block.keywords.get(word)
        if keyword is None or keyword.dialect:
            self.complain(source, line, word)
            self._last = Complaint(source, line, word) if keyword is None else None
        elif keyword.opens:
            self._stack.append(block.blocks.get(word, block))
            self._needs_open = True
            self._last = Complaint(source, line, word)

    def _lose(self) -> None:
        """The block of the last head is not entered."""
        if self._last is not None and head_of(self._last.word) and len(self.lost) < MOST:
            self.lost.append(self._last)
        self._last = None

    def opened(self, source: Source, line: int) -> None:
        """A ``{``."""
        if not self._needs_open and not self._stack[-1].free:
            self.complain(source, line, "{")
            self._lose()
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
