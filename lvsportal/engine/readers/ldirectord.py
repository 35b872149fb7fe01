"""ldirectord.cf (ldirectord(8)): ``virtual=`` opens a service, the indented lines below it belong to it."""

import re
from collections.abc import Mapping

from lvsportal.engine.model.health import CheckKind, HealthCheck, Quorum
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
    defaults: dict[str, str] = {}
    checks: list[dict[str, str]] = []
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
            checks.append({})
        elif services and (found[1] or name not in _GLOBAL):
            checks[-1][name] = value.strip('"')
            services[-1] = _detail(services[-1], name, value, at, diagnostics)
        else:
            defaults[name] = value.strip('"')
    kept = tuple(
        _checked(service, {**defaults, **own})
        for service, own in zip(services, checks, strict=True)
        if service.vip is not None or service.fwmark
    )
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


# What may stand before the services, and is every service's default then.
_GLOBAL = frozenset(
    ("checktimeout", "negotiatetimeout", "checkinterval", "checkcount", "failurecount", "quiescent", "fallback")
)
_KINDS = {
    "connect": CheckKind.TCP,
    "ping": CheckKind.PING,
    "on": CheckKind.ALWAYS,
    "off": CheckKind.NEVER,
    "external": CheckKind.EXTERNAL,
    "external-perl": CheckKind.EXTERNAL,
    "checkcommand": CheckKind.EXTERNAL,
}
_ASKED = {
    "http": CheckKind.HTTP,
    "https": CheckKind.HTTPS,
    "smtp": CheckKind.SMTP,
    "dns": CheckKind.DNS,
    "none": CheckKind.TCP,
}


def _checked(service: Service, settings: Mapping[str, str]) -> Service:
    """The service with the check of its real servers; ldirectord keeps a failed one with weight 0 unless
    ``quiescent = no``."""
    inhibit = settings.get("quiescent", "yes") != "no"
    check = HealthCheck(
        _kind(service, settings),
        service.at,
        port=_whole(settings, "checkport") or None,
        target=settings.get("request", settings.get("checkcommand", "")),
        interval=_seconds(settings, "checkinterval", 10),
        timeout=_seconds(settings, "negotiatetimeout", _seconds(settings, "checktimeout", 5)),
        retries=max(_whole(settings, "failurecount", 1), 1) - 1,
    )
    reals = tuple(
        real._replace(checks=(check._replace(at=real.at),), inhibit=inhibit) for real in service.real_servers
    )
    return service._replace(real_servers=reals, quorum=Quorum(inhibit=inhibit, interval=check.interval))


def _kind(service: Service, settings: Mapping[str, str]) -> CheckKind:
    """``checktype`` (negotiate where none is written) and, for negotiate, ``service``, guessed from the port."""
    written = settings.get("checktype", "negotiate")
    if written in _KINDS:
        return _KINDS[written]
    if service.protocol == "UDP" and "service" not in settings:
        return CheckKind.DNS if service.port == 53 else CheckKind.PING
    guessed = {80: "http", 443: "https", 25: "smtp", 53: "dns"}.get(service.port, "none")
    return _ASKED.get(settings.get("service", guessed), CheckKind.TCP)


def _whole(settings: Mapping[str, str], name: str, default: int = 0) -> int:
    text = settings.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else default


def _seconds(settings: Mapping[str, str], name: str, default: float) -> float:
    return float(_whole(settings, name)) or default


_NO_LINE = Text(
    "Neither “name = value” nor a comment: ldirectord can't read this line.",
    "既不是 “名称 = 值” 也不是注释：ldirectord 读不懂这一行。",
)
_BAD = Text("“{text}” is no address and port.", "“{text}” 不是地址和端口。")
