"""What the environment says, read in this one place."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


def flag(name: str, default: bool = False) -> bool:
    """``1``, ``true``, ``yes`` and ``on`` are true."""
    value = os.environ.get(name)
    return default if value is None else value.lower() in ("1", "true", "yes", "on")


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks separated by commas. :raises SystemExit: one of them is none."""
    try:
        return [ip_network(word) for word in words(name)]
    except ValueError as error:
        raise SystemExit(f"lvsportal: the environment variable {name}: {error}") from error


def required(name: str) -> str:
    """A value without which nothing may start. :raises SystemExit: it is missing."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"lvsportal: the environment variable {name} must be set")
    return value
