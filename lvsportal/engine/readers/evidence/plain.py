"""``sysctl -a``, ``ss -Hlntu``: one line, one fact."""

import re

from lvsportal.engine.model.address import parse_address
from lvsportal.engine.model.node import Listener, Node, Sysctl
from lvsportal.engine.source.source import Source, Span

_SYSCTL = re.compile(r"^(?:/proc/sys/)?([\w./:@-]+?)[ \t]*[=:][ \t]*(.*?)[ \t\r]*$")


def read_sysctls(node: Node, source: Source) -> None:
    """``sysctl -a``: what is in force."""
    node.sysctls = settings_of(source)


def settings_of(source: Source) -> dict[str, Sysctl]:
    """``key = value`` lines; also paths (``/proc/sys/net/…: 1``). A dot inside an interface's name is ``/`` there."""
    found: dict[str, Sysctl] = {}
    for number, line in enumerate(source.text.split("\n"), 1):
        match = _SYSCTL.match(line)
        if match is None or "permission denied" in line:
            continue
        key = match[1]
        if "/" in key and "." not in key:
            key = key.replace("/", ".")
        found[key] = Sysctl(match[2], Span(source, number, 1, len(line.rstrip()) + 1))
    return found


def read_listeners(node: Node, source: Source) -> None:
    """``ss -lntu`` (with and without its head) and ``netstat -lnt``."""
    found: list[Listener] = []
    for line in source.text.split("\n"):
        words = line.split()
        if len(words) < 4 or not words[0].startswith(("tcp", "udp")):
            continue
        local = words[4] if len(words) > 4 and words[1].isalpha() else words[3]
        host, _, port = local.rpartition(":")
        if not port.isdecimal():
            continue
        host, _, interface = host.strip("[]").partition("%")
        interface = interface.rstrip("]")
        wildcard = host in ("0.0.0.0", "*", "::", "")
        address = None if wildcard else parse_address(host)
        if address is None and not wildcard:
            continue
        family = {"0.0.0.0": 4, "::": 6}.get(host, 46) if wildcard else (address.family if address else 4)
        if words[0].endswith("6") and host == "::":
            family = 46
        found.append(Listener(words[0][:3], address, int(port), interface, family))
    node.listeners = tuple(found)


_VERSION = re.compile(r"(?:Keepalived[ \t]+)?v?(\d{1,4}(?:\.\d{1,6}){1,3})")


def version_of(text: str) -> tuple[int, ...] | None:
    """The first release number of a text (``Keepalived v2.2.7 (01/16,2022)``, ``5.14.0-70.el9``); None where there is none."""
    found = _VERSION.search(text)
    return tuple(int(part) for part in found[1].split(".")) if found else None


def read_keepalived_version(node: Node, source: Source) -> None:
    """``keepalived -v``."""
    node.keepalived_version = version_of(source.text[:1000])


def read_kernel(node: Node, source: Source) -> None:
    """``uname -r`` or ``uname -a``."""
    node.kernel = version_of(source.text[:1000])


# Distribution and release → the keepalived that it ships (packages.debian.org, packages.ubuntu.com, CentOS and EPEL repositories).
_SHIPPED = {
    ("debian", "9"): (1, 3, 2), ("debian", "10"): (2, 0, 10), ("debian", "11"): (2, 1, 5), ("debian", "12"): (2, 2, 7),
    ("debian", "13"): (2, 3, 3), ("ubuntu", "16.04"): (1, 2, 24), ("ubuntu", "18.04"): (1, 3, 9), ("ubuntu", "20.04"): (2, 0, 19),
    ("ubuntu", "22.04"): (2, 2, 4), ("ubuntu", "24.04"): (2, 2, 8), ("centos", "6"): (1, 2, 13), ("centos", "7"): (1, 3, 5),
    ("rhel", "7"): (1, 3, 5), ("rhel", "8"): (2, 1, 5), ("rhel", "9"): (2, 2, 8), ("rocky", "8"): (2, 1, 5),
    ("rocky", "9"): (2, 2, 8), ("almalinux", "8"): (2, 1, 5), ("almalinux", "9"): (2, 2, 8),
}  # fmt: skip
_SETTING = re.compile(r"^(ID|VERSION_ID)=[\"']?([\w.]{1,20})", re.MULTILINE)
_RELEASE = re.compile(r"(CentOS|Red Hat|Rocky|AlmaLinux)\D{0,60}(\d{1,2})", re.IGNORECASE)


def read_distribution(node: Node, source: Source) -> None:
    """``/etc/os-release`` or ``/etc/redhat-release``: what it ships is keepalived's version where nothing says another."""
    text = source.text[:4000]
    fields = dict(_SETTING.findall(text))
    name, release = fields.get("ID", ""), fields.get("VERSION_ID", "")
    if not name and (found := _RELEASE.search(text)):
        name, release = found[1].lower().replace("red hat", "rhel"), found[2]
    shipped = _SHIPPED.get((name, release)) or _SHIPPED.get((name, release.partition(".")[0]))
    if node.keepalived_version is None:
        node.keepalived_version = shipped
