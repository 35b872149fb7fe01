"""Words of uploaded text in commands for a shell: quoted, and only where they are names that the kernel would take."""

import re

from lvsportal.engine.model.address import Address, number_to_text

_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", re.IGNORECASE)


def is_interface(name: str) -> bool:
    """Whether the kernel would take it as an interface's name (``net/core/dev.c: dev_valid_name``)."""
    if not 0 < len(name.encode()) <= 15 or name in (".", ".."):
        return False
    return not any(letter in "/:" or letter.isspace() or not letter.isprintable() for letter in name)


def is_mac(text: str) -> bool:
    """Whether it is an Ethernet address."""
    return _MAC.fullmatch(text) is not None


def words(*parts: object) -> str:
    """A command of these words, each quoted where a shell would read more than the word in it."""
    from shlex import quote  # only where there is a command to write

    return " ".join(quote(str(part)) for part in parts)


def plain(address: Address) -> str:
    """An address as the kernel prints it, whatever was written: no zone, nothing else."""
    return number_to_text(address.family, address.value)


def requoted(line: str) -> str:
    """A line of ``iptables-save`` as words for a shell; "" where its quotes don't match."""
    from shlex import join, split

    try:
        return join(split(line))
    except ValueError:
        return ""
