"""What the commands share: reading what was named, and one line for what can't be used."""

import sys

from lvsportal.engine.source.bundle import Bundle, from_paths
from lvsportal.engine.source.source import RefusedInput


def bundle_of(paths: list[str]) -> Bundle:
    """The bundle of the named files. :raises RefusedInput: it can't be used."""
    stdin = sys.stdin.buffer.read() if "-" in paths else None
    return from_paths(paths, stdin)


def refuse(error: RefusedInput, language: str) -> int:
    """Say why the input can't be used; the exit status."""
    print(f"lvsportal: {error.message.say(language)}", file=sys.stderr)
    return 2


def write(text: str) -> None:
    """Print text that may hold odd bytes of a definition."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
