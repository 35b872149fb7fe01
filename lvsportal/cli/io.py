"""What the commands share: reading what was named, and one line for what can't be used."""

import re
import sys
from collections.abc import Iterable

from lvsportal.engine.source.bundle import Bundle, from_paths, read_file
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput


def bundle_of(paths: list[str]) -> Bundle:
    """The bundle of the named files. :raises RefusedInput: it can't be used."""
    return from_paths(paths, _stdin() if "-" in paths else None)


def bytes_of(path: str) -> bytes:
    """The bytes of one file, or of standard input for ``-``. :raises RefusedInput: it can't be read."""
    return _stdin() if path == "-" else read_file(path)


def text_of(path: str) -> str:
    """A file of ours (policy, waivers) as text. :raises RefusedInput: it can't be read, or is no UTF-8."""
    try:
        return bytes_of(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedInput(Text(f"{path}: no UTF-8 text", f"{path}：不是 UTF-8 文本"), path) from error


def check_rules(numbers: Iterable[str]) -> None:
    """:raises RefusedInput: one of the rules does not exist; names the nearest."""
    from lvsportal.engine.rules.catalogue import folders

    for number in numbers:
        if number not in folders():
            raise RefusedInput(unknown_rule(number))


def unknown_rule(number: str) -> Text:
    """What is said of a rule that does not exist, with the nearest one that does."""
    import difflib

    from lvsportal.engine.rules.catalogue import folders

    near = difflib.get_close_matches(number.upper(), folders(), 1, 0) or ["LVS001"]
    return Text(
        f"there is no rule {number}; the nearest is {near[0]}, `lvsportal rules` lists all",
        f"没有规则 {number}；最接近的是 {near[0]}，`lvsportal rules` 列出全部",
    )


def refuse(error: RefusedInput, language: str) -> int:
    """Say why the input can't be used; the exit status."""
    line = " ".join(error.message.say(language).split())
    print(f"lvsportal: {plain(line)}", file=sys.stderr)
    return 2


# What a terminal would obey, or show in another order than it is written (ECMA-48 5.2 and 5.3, UAX #9).
_COMMANDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")


def plain(text: str) -> str:
    """The text of a definition as a terminal may be given it: what would steer the terminal is replaced."""
    return _COMMANDS.sub("\N{REPLACEMENT CHARACTER}", text)


def write(text: str) -> None:
    """Print text that may hold odd bytes of a definition."""
    sys.stdout.buffer.write(plain(text).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _stdin() -> bytes:
    return sys.stdin.buffer.read()
