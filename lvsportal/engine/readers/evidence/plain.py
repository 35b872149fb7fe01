"""``sysctl -a``, ``ss -Hlntu``: one line, one fact."""

import re

from lvsportal.engine.model.address import parse_address
from lvsportal.engine.model.node import Listener, Node, Sysctl
from lvsportal.engine.source.source import Source, Span

_SYSCTL = re.compile(r"^(?:/proc/sys/)?([\w./:@-]+?)[ \t]*[=:][ \t]*(.*?)[ \t\r]*$")


def read_sysctls(node: Node, source: Source) -> None:
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
    node.sysctls = found


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
