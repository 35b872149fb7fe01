"""A server that keeps comments as GitHub's and GitLab's APIs do, and remembers what it was asked."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

GITHUB = "/repos/team/lvs/issues/7/comments"
GITLAB = "/projects/42/merge_requests/7/notes"
_ONE = re.compile(r"/repos/team/lvs/issues/comments/(\d+)|" + GITLAB + r"/(\d+)")


class Api(ThreadingHTTPServer):
    """``comments``: by id; ``asked``: (method, path, headers) of each call; ``refuses``: answers 403 to all that writes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.comments: dict[int, str] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.refuses = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Api

    def do_GET(self) -> None:
        self._note()
        path, _, query = self.path.partition("?")
        if path not in (GITHUB, GITLAB):
            return self._answer(404, {"message": "Not Found"})
        asked = dict(part.split("=") for part in query.split("&"))
        size, page = int(asked["per_page"]), int(asked["page"])
        listed = [{"id": number, "body": body} for number, body in self.server.comments.items()]
        return self._answer(200, listed[size * (page - 1) : size * page])

    def do_POST(self) -> None:
        self._write(None, (GITHUB, GITLAB))

    def do_PATCH(self) -> None:
        self._write(_ONE.fullmatch(self.path), ())

    do_PUT = do_PATCH

    def _write(self, found: re.Match[str] | None, paths: tuple[str, ...]) -> None:
        self._note()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        if self.server.refuses:
            return self._answer(403, {"message": "Resource not accessible by integration"})
        if found is None and self.path not in paths:
            return self._answer(404, {"message": "Not Found"})
        number = int(found[1] or found[2]) if found else len(self.server.comments) + 1
        self.server.comments[number] = body
        return self._answer(200 if found else 201, {"id": number, "body": body})

    def _note(self) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers)))

    def _answer(self, status: int, data: Any) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Tests read ``asked`` instead."""


@contextmanager
def api() -> Iterator[Api]:
    """A running server on a free port."""
    server = Api()
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
