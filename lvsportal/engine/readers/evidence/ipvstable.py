"""The kernel's table as a person sees it: ``ipvsadm -L``, ``ipvsadm -Ln``, and ``/proc/net/ip_vs`` in hexadecimal."""

import re

from lvsportal.engine.model.address import Address, from_number, parse_address
from lvsportal.engine.model.services import DR, FNAT, NAT, TUN, RealServer, Service
from lvsportal.engine.readers.evidence.endpoints import endpoint
from lvsportal.engine.source.source import Source, Span

_METHODS = {"Route": DR, "Local": DR, "Tunnel": TUN, "Masq": NAT, "FullNat": FNAT, "FullNAT": FNAT}
_SERVICE = re.compile(r"^(TCP|UDP|SCTP|FWM)\s+(\S+)\s+(?:(IPv6)\s+)?(\w+)(.*)$")
_SERVER = re.compile(r"^\s*->\s+(\S+)\s+(\w+)\s+(\d+)")
_HEXADECIMAL = re.compile(r"^(?:\[([0-9A-Fa-f:]{39})\]|([0-9A-F]{8})):([0-9A-F]{4})$")


def looks_like_table(text: str) -> bool:
    """Whether the text is a table as ``ipvsadm -L`` prints it."""
    return "RemoteAddress:Port" in text or bool(
        re.search(r"^\s+->\s+\S+:\S+\s+(?:Route|Masq|Tunnel|Local)\b", text, re.M)
    )


def read_listing(source: Source) -> tuple[Service, ...]:
    """The services of the table; lines that are none are passed over."""
    found: list[Service] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        line = line.rstrip("\r")
        head = _SERVICE.match(line)
        if head:
            service = _service(head, Span(source, number, 1, len(line) + 1))
            if service is not None:
                found.append(service)
            continue
        server = _SERVER.match(line)
        if server and found:
            real = _real(server, Span(source, number, server.start(1) + 1, server.end(1) + 1), found[-1])
            if real is not None:
                method = found[-1].method or real.method
                servers = (*found[-1].real_servers, real)
                found[-1] = found[-1]._replace(real_servers=servers, method=method)
    return tuple(found)


def local_servers(source: Source) -> dict[tuple[int, int], Span]:
    """The real servers that the kernel calls ``Local``: addresses of the node itself (``ip_vs_ctl.c: __ip_vs_update_dest``)."""
    found: dict[tuple[int, int], Span] = {}
    for number, line in enumerate(source.text.split("\n"), 1):
        server = _SERVER.match(line)
        place = _place(server[1]) if server and server[2] == "Local" else None
        if server and place is not None:
            found[place[0].key] = Span(source, number, server.start(1) + 1, server.end(1) + 1)
    return found


def _service(head: re.Match[str], at: Span) -> Service | None:
    persistent = re.search(r"persistent (\d+)", head[5])
    seconds = int(persistent[1]) if persistent else 0
    if head[1] == "FWM":
        text = head[2]
        mark = (
            int(text, 16) if (len(text) == 8 and not text.isdecimal()) or text.startswith("0000") else int(text)
        )
        return Service(None, mark, 0, "", head[4], "", (), seconds, "live", at, 6 if head[3] else 4)
    place = _place(head[2])
    if place is None:
        return None
    flags = tuple(re.findall(r"\((.*?)\)", head[5]))
    return Service(
        place[0], 0, place[1], head[1], head[4], "", (), seconds, "live", at, place[0].family,
        scheduler_flags=flags, ops=" ops" in head[5],
    )  # fmt: skip


def _real(server: re.Match[str], at: Span, service: Service) -> RealServer | None:
    place = _place(server[1])
    method: str | None = _METHODS.get(server[2])
    if place is None or method is None:
        return None
    if server[2] == "Local" and service.method:
        method = service.method
    return RealServer(place[0], place[1] or None, int(server[3]), method, at, at)


def _place(text: str) -> tuple[Address, int] | None:
    hexadecimal = _HEXADECIMAL.match(text)
    if hexadecimal and hexadecimal[2]:
        return from_number(4, int(hexadecimal[2], 16)), int(hexadecimal[3], 16)
    if hexadecimal:
        address = parse_address(hexadecimal[1].lower())
        return None if address is None else (address, int(hexadecimal[3], 16))
    return endpoint(text)
