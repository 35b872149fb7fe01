"""``ipvsadm -S``, ``ipvsadm -ln --daemon``, ``ipvsadm -Ln --stats --exact``."""

import re

from lvsportal.engine.model.node import Node, Traffic
from lvsportal.engine.model.services import DR, NAT, TUN, RealServer, Service
from lvsportal.engine.readers.evidence.endpoints import endpoint
from lvsportal.engine.readers.evidence.ipvstable import local_servers, looks_like_table, read_listing
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, Source, Span

_METHODS = {"-g": DR, "-i": TUN, "-m": NAT, "--gatewaying": DR, "--ipip": TUN, "--masquerading": NAT}
_PROTOCOLS = {
    "-t": "TCP",
    "-u": "UDP",
    "--tcp-service": "TCP",
    "--udp-service": "UDP",
    "--sctp-service": "SCTP",
}


class _Entry:
    """A service while its destinations are being read."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.real_servers: list[RealServer] = []


def read_table(source: Source, diagnostics: list[Diagnostic]) -> tuple[Service, ...]:
    """The services of a saved table (``-A`` and ``-a`` lines, with or without ``ipvsadm`` before them)."""
    found: dict[str, _Entry] = {}
    for number, line in enumerate(source.text.split("\n"), 1):
        words = line.split("#")[0].split()
        while words and words[0].rpartition("/")[2] in ("ipvsadm", "sudo"):
            words = words[1:]
        if not words or words[0] not in ("-A", "-a", "--add-service", "--add-server"):
            continue
        begin = line.find(words[0]) + 1
        at = Span(source, number, begin, len(line.rstrip()) + 1)
        problem = (_service if words[0] in ("-A", "--add-service") else _destination)(found, words, at, line)
        if problem:
            diagnostics.append(Diagnostic("error", problem, source.path, number, begin, "ipvsadm"))
    return tuple(entry.service._replace(real_servers=tuple(entry.real_servers)) for entry in found.values())


def _options(words: list[str]) -> dict[str, str]:
    """Options with their values; an option without a value has ""."""
    found: dict[str, str] = {}
    for at, word in enumerate(words):
        if word.startswith("-") and not word[1:].isdecimal():
            after = words[at + 1] if at + 1 < len(words) else ""
            found[word] = "" if after.startswith("-") else after
    return found


def _name(options: dict[str, str]) -> tuple[str, str] | None:
    for option in (*_PROTOCOLS, "-f", "--fwmark-service"):
        if option in options:
            return option, options[option]
    return None


def _service(found: dict[str, _Entry], words: list[str], at: Span, line: str) -> Text | None:
    options = _options(words)
    name = _name(options)
    if name is None:
        return _NO_SERVICE
    option, text = name
    scheduler = options.get("-s", options.get("--scheduler", "wlc"))
    persistence = options.get("-p", options.get("--persistent"))
    persistent = 0 if persistence is None else int(persistence) if persistence.isdecimal() else 300
    flags = tuple(options.get("-b", options.get("--sched-flags", "")).split(",")) if "-b" in options else ()
    if option in ("-f", "--fwmark-service"):
        if not text.isdecimal():
            return _BAD_ENDPOINT.fill(text=text[:60])
        service = Service(None, int(text), 0, "", scheduler, "", (), persistent, "live", at, 6 if "-6" in options else 4,
                          scheduler_flags=flags)  # fmt: skip
    else:
        place = endpoint(text)
        if place is None:
            return _BAD_ENDPOINT.fill(text=text[:60])
        service = Service(place[0], 0, place[1], _PROTOCOLS[option], scheduler, "", (), persistent, "live", at,
                          place[0].family, scheduler_flags=flags, ops="-o" in options or "--ops" in options)  # fmt: skip
    found.setdefault(" ".join(name), _Entry(service))
    return None


def _destination(found: dict[str, _Entry], words: list[str], at: Span, line: str) -> Text | None:
    options = _options(words)
    name = _name(options)
    place = endpoint(options.get("-r", options.get("--real-server", "")))
    if name is None:
        return _NO_SERVICE
    if place is None:
        return _BAD_ENDPOINT.fill(text=options.get("-r", "")[:60])
    entry = found.get(" ".join(name))
    if entry is None:
        return _UNKNOWN_SERVICE.fill(name=name[1][:60])
    method = next((_METHODS[option] for option in options if option in _METHODS), DR)
    weight = options.get("-w", options.get("--weight", "1"))
    word = options.get("-r", options.get("--real-server", ""))
    column = line.find(word) + 1
    span = Span(at.source, at.line, column, column + len(word))
    real = RealServer(place[0], place[1] or None, int(weight) if weight.isdecimal() else 1, method, span, span)
    entry.real_servers.append(real)
    if not entry.service.method:
        entry.service = entry.service._replace(method=method)
    return None


def read_live(node: Node, source: Source) -> list[Diagnostic]:
    """The kernel's table, as ``ipvsadm -Sn`` or ``ipvsadm -Ln`` prints it."""
    diagnostics: list[Diagnostic] = []
    table = looks_like_table(source.text)
    node.live = read_listing(source) if table else read_table(source, diagnostics)
    node.localnodes = local_servers(source) if table else {}
    return diagnostics


_DAEMON = re.compile(r"^(master|backup)\s+sync daemon\s*\(mcast=([\w.@-]+)", re.MULTILINE)


def read_daemons(node: Node, source: Source) -> None:
    """(role, interface) of each running sync daemon; none where the file is empty."""
    node.sync_daemons = tuple((found[1], found[2]) for found in _DAEMON.finditer(source.text))


_STATS = re.compile(
    r"^(TCP|UDP|SCTP|FWM)\s+(\S+)\s+(?:IPv6\s+)?(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", re.MULTILINE
)


def read_traffic(node: Node, source: Source) -> None:
    """Bytes of each service (columns: connections, packets in and out, bytes in and out)."""
    found: dict[tuple[int, int, int, int, str], Traffic] = {}
    for row in _STATS.finditer(source.text):
        traffic = Traffic(int(row[6]), int(row[7]))
        if row[1] == "FWM":
            found[0, int(row[2]) if row[2].isdecimal() else 0, 4, 0, ""] = traffic
        elif (place := endpoint(row[2])) is not None:
            found[place[0].family, 0, place[0].value, place[1], row[1]] = traffic
    node.traffic = found


_NO_SERVICE = Text("No service is named here (-t, -u or -f).", "这里没有指明服务（-t、-u 或 -f）。")
_BAD_ENDPOINT = Text("“{text}” is no address and port.", "“{text}” 不是地址和端口。")
_UNKNOWN_SERVICE = Text(
    "The service {name} was not added before: ipvsadm refuses this.",
    "之前没有添加过服务 {name}：ipvsadm 会拒绝这一行。",
)
