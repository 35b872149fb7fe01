"""Piranha's lvs.cf (Red Hat's pulse and lvsd): blocks in braces, ``name = value`` inside."""

import re

from lvsportal.engine.model.address import parse_address
from lvsportal.engine.model.services import DR, NAT, TUN, Configuration, RealServer, Service
from lvsportal.engine.model.vrrp import Peer
from lvsportal.engine.readers.ports import port_number
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, Source, Span

_METHODS = {"direct": DR, "nat": NAT, "tunnel": TUN, "tunneling": TUN}
_OPEN = re.compile(r"[ \t]*(virtual|server|failover)[ \t]+(\S+)[ \t]*\{")
_PAIR = re.compile(r"[ \t]*([\w]+)[ \t]*=[ \t]*(.*?)[ \t\r]*$")


class _Block:
    def __init__(self, kind: str, at: Span) -> None:
        self.kind = kind
        self.at = at
        self.values: dict[str, tuple[str, Span]] = {}
        self.servers: list[_Block] = []

    def value(self, name: str, default: str = "") -> str:
        return self.values.get(name, (default, self.at))[0]

    def place(self, name: str) -> Span:
        return self.values.get(name, ("", self.at))[1]


def read(source: Source, load: object, limits: object) -> tuple[Configuration, list[Diagnostic]]:
    """The services of the file; never raises. It knows no includes, so ``load`` and ``limits`` are not asked."""
    diagnostics: list[Diagnostic] = []
    root = _Block("", Span(source, 1, 1, 2))
    stack = [root]
    services: list[Service] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        text = line.partition("#")[0]
        opened, pair = _OPEN.match(text), _PAIR.match(text)
        if opened and len(stack) < 4:
            stack.append(_Block(opened[1], Span(source, number, opened.start(2) + 1, opened.end(2) + 1)))
        elif pair:
            stack[-1].values[pair[1]] = (
                pair[2].strip('"'),
                Span(source, number, pair.start(2) + 1, pair.end(2) + 1),
            )
        elif text.strip() == "}":
            if len(stack) == 1:
                diagnostics.append(Diagnostic("error", _EXTRA, source.path, number, 1, "extra_brace"))
                continue
            block = stack.pop()
            if block.kind == "server":
                stack[-1].servers.append(block)
            elif block.kind == "virtual":
                services.extend(_service(block, _METHODS.get(root.value("network", "nat"), NAT)))
    named = [
        (address, root.place(key))
        for key in ("primary", "backup")
        if (address := parse_address(root.value(key)))
    ]
    directors = tuple(Peer(address, at) for address, at in named)
    return Configuration(source.path, "", tuple(services), dialect="piranha", directors=directors), diagnostics


def _service(block: _Block, method: str) -> list[Service]:
    address = parse_address(block.value("address").split()[0] if block.value("address") else "")
    port = port_number(block.value("port"))
    if address is None or port is None or block.value("active", "1") == "0":
        return []
    reals = []
    for server in block.servers:
        found = parse_address(server.value("address"))
        own = port_number(server.value("port"))
        if found is None or own is None or server.value("active", "1") == "0":
            continue
        weight = server.value("weight", "1")
        span = server.place("address")
        reals.append(
            RealServer(
                found, own or None, int(weight) if weight.isdecimal() else 1, method, span, server.place("port")
            )
        )
    persistent = block.value("persistent", "0")
    return [
        Service(address, 0, port, block.value("protocol", "tcp").upper(), block.value("scheduler", "wlc"), method,
                tuple(reals), int(persistent) if persistent.isdecimal() else 0, "written", block.place("address"),
                address.family)
    ]  # fmt: skip


_EXTRA = Text("A “}” too many: no block is open here.", "多了一个 “}”：这里没有打开的块。")
