"""The side of WSGI (PEP 3333): the environ of an ASGI scope, and one call of the application."""

import io
import logging
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[..., Iterable[bytes]]


class Answer(NamedTuple):
    """``status`` as WSGI has it: ``200 OK``."""

    status: str
    headers: Headers
    body: bytes

    @property
    def code(self) -> int:
        return int(self.status.split(" ", 1)[0])

    def header(self, name: str) -> str:
        """Its value; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def call(wsgi: Application, environ: dict[str, Any]) -> Answer:
    """In a thread: the whole answer (PEP 3333)."""
    started: list[Any] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
        started[:] = [status, headers]

    parts = wsgi(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    return Answer(started[0], started[1], body)


def environ_of(scope: Scope, body: Any, size: int) -> dict[str, Any]:
    """What WSGI (PEP 3333) says of an ASGI scope. Header names with ``_`` are left out: they would pass for others."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body or io.BytesIO(),
        "wsgi.errors": _Errors(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for key, value in scope["headers"]:
        name = key.decode("latin-1").upper()
        if "_" not in name and name != "TRANSFER-ENCODING":
            _add(environ, "HTTP_" + name.replace("-", "_"), value.decode("latin-1"))
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(size)
    return environ


def _add(environ: dict[str, Any], name: str, value: str) -> None:
    """A header that comes twice is one with both values (RFC 9110 5.3; cookies: RFC 6265 5.4)."""
    if name in environ:
        value = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}"
    environ[name] = value


class _Errors:
    """``wsgi.errors``: into the log."""

    def write(self, text: str) -> None:
        log.error("%s", text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing is held back."""
