"""What the environment says, read in this one place: each setting with its default and its bounds.

A value out of its bounds stops the start with one sentence. ``KNOWN`` is held against docs/operating.md by a test.
"""

import os
import re
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NoReturn
from urllib.parse import urlsplit

# Each setting that was asked for, with its default as text.
KNOWN: dict[str, str] = {}
_RATE = re.compile(r"[1-9]\d{0,8}/(s|sec|second|m|min|minute|h|hour|d|day)")


def _stop(name: str, value: str, wanted: str) -> NoReturn:
    raise SystemExit(f"lvsportal: {name}={value!r} can't be used: {wanted} is needed")


def text(name: str, default: str = "", choices: Sequence[str] = ()) -> str:
    """``choices``: what it may be. :raises SystemExit: it is something else."""
    KNOWN[name] = default
    value = os.environ.get(name) or default
    if choices and value not in choices:
        _stop(name, value, f"one of {', '.join(choices)}")
    return value


def secret(name: str, least: int) -> str:
    """A text of ``least`` characters or none; never told, not even where it is wrong."""
    KNOWN[name] = ""
    value = os.environ.get(name) or ""
    if value and len(value) < least:
        raise SystemExit(f"lvsportal: {name} is too short: at least {least} characters are needed")
    return value


def number(name: str, default: int, least: int = 0, most: int = 1 << 62) -> int:
    """:raises SystemExit: no whole number, or out of its bounds."""
    KNOWN[name] = str(default)
    value = os.environ.get(name) or str(default)
    if not re.fullmatch(r"\d{1,18}", value) or not least <= int(value) <= most:
        _stop(name, value, f"a whole number from {least} to {most}")
    return int(value)


def flag(name: str, default: bool = False) -> bool:
    """``1``, ``true``, ``yes`` and ``on`` are true. :raises SystemExit: neither that nor its opposite."""
    KNOWN[name] = "on" if default else "off"
    value = (os.environ.get(name) or KNOWN[name]).lower()
    if value not in ("1", "true", "yes", "on", "0", "false", "no", "off"):
        _stop(name, value, "on or off")
    return value in ("1", "true", "yes", "on")


def words(name: str, default: str = "", check: Callable[[str], object] = str) -> list[str]:
    """A list separated by commas. :raises SystemExit: ``check`` refuses one."""
    KNOWN[name] = default
    found = [word.strip() for word in (os.environ.get(name) or default).split(",") if word.strip()]
    for word in found:
        try:
            check(word)
        except ValueError as error:
            _stop(name, word, str(error))
    return found


def networks(name: str, default: str = "") -> list[IPv4Network | IPv6Network]:
    """Addresses and networks (``10.0.0.0/8``), separated by commas. :raises SystemExit: one is none."""
    return [ip_network(word) for word in words(name, default, ip_network)]


def rate(name: str, default: str) -> str:
    """So many a time: ``60/min``. :raises SystemExit: it is not of that form."""
    value = text(name, default)
    if not _RATE.fullmatch(value):
        _stop(name, value, "a rate like 60/min, 5/s or 1000/day")
    return value


def url(name: str, default: str = "", schemes: Sequence[str] = ("https", "http")) -> str:
    """An address without a slash at its end. :raises SystemExit: it has no host, or another scheme."""
    value = text(name, default).rstrip("/")
    if value and (urlsplit(value).scheme not in schemes or not urlsplit(value).netloc):
        _stop(name, _without_password(value), f"an address like {schemes[0]}://host")
    return value


def _without_password(value: str) -> str:
    return re.sub(r"//[^@/]*@", "//…@", value)


def required(name: str) -> str:
    """A value without which nothing may start. :raises SystemExit: it is missing."""
    KNOWN.setdefault(name, "")
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"lvsportal: the environment variable {name} must be set")
    return value
