"""Health checks of real servers and a service's quorum (``check/check_*.c``, ``check/check_parser.c``)."""

from collections.abc import Callable, Iterable
from typing import Any

from lvsportal.engine.model.health import CheckKind, HealthCheck, Quorum
from lvsportal.engine.readers.keepalived.free_lines import host_address, port
from lvsportal.engine.readers.keepalived.service_settings import integer
from lvsportal.engine.readers.keepalived.tree import Statement
from lvsportal.engine.readers.keepalived.values import number, seconds, switch

KINDS = {
    "TCP_CHECK": CheckKind.TCP,
    "HTTP_GET": CheckKind.HTTP,
    "SSL_GET": CheckKind.HTTPS,
    "SMTP_CHECK": CheckKind.SMTP,
    "DNS_CHECK": CheckKind.DNS,
    "UDP_CHECK": CheckKind.UDP,
    "PING_CHECK": CheckKind.PING,
    "MISC_CHECK": CheckKind.EXTERNAL,
    "FILE_CHECK": CheckKind.FILE,
    "BFD_CHECK": CheckKind.BFD,
}


def _seconds(line: Statement) -> float | None:
    return seconds(line.argument())


def _number(line: Statement) -> int | None:
    return number(line.argument())


# Keyword of a check → the field it fills, and by what. The timings may also stand in the real_server or the
# virtual_server, where they are the checks' defaults.
_TIMES: dict[str, tuple[str, Callable[[Statement], Any]]] = {
    "delay_loop": ("interval", _seconds),
    "connect_timeout": ("timeout", _seconds),
    "retry": ("retries", _number),
    "delay_before_retry": ("retry_delay", _seconds),
    "alpha": ("alpha", switch),
}
_FIELDS: dict[str, tuple[str, Callable[[Statement], Any]]] = {
    **_TIMES,
    "nb_get_retry": ("retries", _number),
    "misc_timeout": ("timeout", _seconds),
    "connect_ip": ("address", lambda line: host_address(line.argument())),
    "connect_port": ("port", lambda line: port(line.argument())),
    "bindto": ("source_address", lambda line: host_address(line.argument())),
    "bind_if": ("interface", lambda line: line.argument()),
    "fwmark": ("fwmark", lambda line: number(line.argument()) or 0),
    "misc_path": ("target", lambda line: line.argument()),
    "track_file": ("target", lambda line: line.argument()),
    "name": ("target", lambda line: line.argument()),
}


class CheckReader:
    """Reads the checks of a service's real servers; equal lines are read once."""

    def __init__(self, service_lines: Iterable[Statement]) -> None:
        self._defaults = _settings(service_lines, _TIMES)
        self._known: dict[tuple[int, ...], HealthCheck] = {}

    def read(self, lines: list[Statement]) -> tuple[HealthCheck, ...]:
        """The checks of one real server, in the order of its block."""
        blocks = [line for line in lines if line.words[0].text in KINDS]
        if not blocks:
            return ()
        own = _settings(lines, _TIMES)
        return tuple(self._check(block, own) for block in blocks)

    def _check(self, block: Statement, own: dict[str, Any]) -> HealthCheck:
        inner = block.block or ()
        if own or any(line.block is not None for line in inner):
            return self._make(block, own)
        key = (id(block.words), *(id(line.words) for line in inner))  # the lexer reads equal lines once
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._make(block, own)
            return known
        return known._replace(at=block.span())

    def _make(self, block: Statement, own: dict[str, Any]) -> HealthCheck:
        settings = {**self._defaults, **own, **_settings(block.block or (), _FIELDS)}
        for line in block.block or ():
            if line.keyword == "url" and not settings.get("target"):
                settings["target"] = next(
                    (row.argument() for row in line.block or () if row.keyword == "path"), ""
                )
            elif line.keyword == "host" and line.block:
                settings.update(_settings(line.block, _FIELDS))
        return HealthCheck(KINDS[block.keyword], block.span(), **settings)


def _settings(
    lines: Iterable[Statement], fields: dict[str, tuple[str, Callable[[Statement], Any]]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in lines:
        field = fields.get(line.words[0].text)
        if field is not None:
            value = field[1](line)
            if value is not None:
                found[field[0]] = value
    return found


_QUORUM: dict[str, tuple[str, Callable[[Statement], Any]]] = {
    "quorum": ("quorum", lambda line: integer(line.argument(), 1) or 1),
    "hysteresis": ("hysteresis", lambda line: integer(line.argument(), 0)),
    "alpha": ("alpha", switch),
    "omega": ("omega", switch),
    "inhibit_on_failure": ("inhibit", switch),
    "sorry_server_inhibit": ("sorry_inhibit", switch),
    "delay_loop": ("interval", _seconds),
    "ha_suspend": ("ha_suspend", switch),
    "quorum_up": ("quorum_up", lambda line: " ".join(word.text for word in line.words[1:])),
    "quorum_down": ("quorum_down", lambda line: " ".join(word.text for word in line.words[1:])),
}


def quorum(lines: Iterable[Statement]) -> Quorum:
    """When the service is up; a hysteresis that the quorum does not exceed is dropped, as keepalived does."""
    found = _settings(lines, _QUORUM)
    place = next((line.span(1) for line in lines if line.words[0].text == "quorum"), None)
    made = Quorum(at=place, **found)
    return made if made.hysteresis < made.quorum else made._replace(hysteresis=made.quorum - 1)


def inhibits(lines: Iterable[Statement]) -> bool:
    """Whether a real server's own block says ``inhibit_on_failure``."""
    return any(line.words[0].text == "inhibit_on_failure" and switch(line) for line in lines)
