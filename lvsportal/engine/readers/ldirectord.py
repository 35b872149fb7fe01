"""ldirectord.cf (ldirectord(8)): ``virtual=`` opens a service, the indented lines below it belong to it."""

import re

from lvsportal.engine.model.services import DR, NAT, TUN, Configuration, RealServer, Service
from lvsportal.engine.readers.evidence.endpoints import endpoint
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Diagnostic, Source, Span

_METHODS = {"gate": DR, "masq": NAT, "ipip": TUN}
_LINE = re.compile(r"([ \t]*)([\w6]+)[ \t]*=[ \t]*(.*?)[ \t\r]*$")


def read(source: Source, load: object, limits: object) -> tuple[Configuration, list[Diagnostic]]:
    """The services of the file; never raises. It knows no includes, so ``load`` and ``limits`` are not asked."""
    diagnostics: list[Diagnostic] = []
    services: list[Service] = []
    for number, line in enumerate(source.text.split("\n"), 1):
        text = re.sub(r"(?:^|[ \t])#.*$", "", line)
        found = _LINE.match(text)
        if found is None:
            if text.strip():
                diagnostics.append(Diagnostic("error", _NO_LINE, source.path, number, 1, "ldirectord"))
            continue
        name, value = found[2], found[3]
        at = Span(source, number, found.start(3) + 1, found.end(3) + 1)
        if name in ("virtual", "virtual6"):
            services.append(_service(value, at, diagnostics))
        elif services:
            services[-1] = _detail(services[-1], name, value, at, diagnostics)
    kept = tuple(service for service in services if service.vip is not None or service.fwmark)
    return Configuration(source.path, "", kept, dialect="ldirectord"), diagnostics


def _service(value: str, at: Span, diagnostics: list[Diagnostic]) -> Service:
    if value.isdecimal():
        return Service(None, int(value), 0, "", "wrr", NAT, (), 0, "written", at)
    place = endpoint(value)
    if place is None:
        diagnostics.append(
            Diagnostic("error", _BAD.fill(text=value[:60]), at.source.path, at.line, at.column, "address")
        )
        return Service(None, 0, 0, "", "wrr", NAT, (), 0, "written", at)
    return Service(place[0], 0, place[1], "TCP", "wrr", NAT, (), 0, "written", at, place[0].family)


def _detail(service: Service, name: str, value: str, at: Span, diagnostics: list[Diagnostic]) -> Service:
    words = value.split()
    if name in ("real", "real6", "fallback", "fallback6") and words:
        real = _real(words, at)
        if real is None:
            diagnostics.append(
                Diagnostic(
                    "error", _BAD.fill(text=words[0][:60]), at.source.path, at.line, at.column, "address"
                )
            )
        elif name.startswith("real"):
            method = service.method if service.real_servers else real.method
            return service._replace(method=method, real_servers=(*service.real_servers, real))
        else:
            return service._replace(sorry_server=real)
    elif name == "scheduler" and words:
        return service._replace(scheduler=words[0])
    elif name == "protocol" and words and service.vip is not None:
        return service._replace(protocol=words[0].upper())
    elif name == "persistent" and words and words[0].isdecimal():
        return service._replace(persistent=int(words[0]))
    return service


def _real(words: list[str], at: Span) -> RealServer | None:
    place = endpoint(words[0].partition("->")[0])
    if place is None:
        return None
    method = next((_METHODS[word] for word in words[1:] if word in _METHODS), NAT)
    weight = next((int(word) for word in words[1:] if word.isdecimal()), 1)
    span = Span(at.source, at.line, at.column, at.column + len(words[0]))
    return RealServer(place[0], place[1] or None, weight, method, span, span)


_NO_LINE = Text(
    "Neither “name = value” nor a comment: ldirectord can't read this line.",
    "既不是 “名称 = 值” 也不是注释：ldirectord 读不懂这一行。",
)
_BAD = Text("“{text}” is no address and port.", "“{text}” 不是地址和端口。")
