"""What stands in an article beside its prose: command blocks, files to keep, replayed claims, packets to draw.

A block is a Markdown fence whose first line says what it is::

    ```sh look @rs1             a command that changes nothing, run on rs1
    ```sh change @lb1 tab=nft   one that changes something; blocks in a row with a tab are alternatives
    ```sh undo @lb1             takes a change back
    ```ini persist @rs1 file=/etc/sysctl.d/60-lvs.conf
    ```conf right @lb1          a piece of keepalived.conf; ``wrong``: one not to use; ``start``: run it
    ```out                      what the block before it shows; … stands for anything
"""

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_LAB = re.compile(r"\s*\{lab ([\w.-]+)\}")


class Info(NamedTuple):
    """The first line of a fence. ``nodes``: where it is run; ``tab``: the name of this alternative; ``file``: where
    the text is to be kept; ``flags``: ``traffic`` (clients connect meanwhile) and the like."""

    language: str = ""
    kind: str = ""
    nodes: tuple[str, ...] = ()
    tab: str = ""
    file: str = ""
    flags: frozenset[str] = frozenset()


class Block(NamedTuple):
    """A fence: its first line, its text, and what it shows when run (``None``: the article does not say)."""

    info: Info
    text: str
    shown: str | None


def info(line: str) -> Info:
    """A fence's first line, read."""
    words = shlex.split(line)
    named = dict(word.split("=", 1) for word in words[1:] if "=" in word)
    plain = [word for word in words[1:] if "=" not in word and not word.startswith("@")]
    return Info(
        language=words[0] if words else "",
        kind=plain[0] if plain else "",
        nodes=tuple(word[1:] for word in words if word.startswith("@")),
        tab=named.get("tab", ""),
        file=named.get("file", ""),
        flags=frozenset(plain[1:]),
    )


def blocks(markdown: str) -> list[Block]:
    """All blocks of an article in order; what a block shows is part of it."""
    found: list[Block] = []
    for match in _FENCE.finditer(markdown):
        head = info(match[1])
        if head.language == "out" and found:
            found[-1] = found[-1]._replace(shown=match[2])
        else:
            found.append(Block(head, match[2], None))
    return found


def claims(markdown: str) -> list[str]:
    """The scenarios of the lab that show what the article says, in order, each once."""
    return list(dict.fromkeys(_LAB.findall(markdown)))


def prose(markdown: str) -> str:
    """The article without its fences and marks of replayed claims."""
    return _LAB.sub("", _FENCE.sub("", markdown))


def commands(markdown: str) -> Iterator[str]:
    """The texts of all blocks, for the search."""
    return (block.text for block in blocks(markdown) if block.info.language != "packets")
