"""``--server`` against a server that answers as the portal does."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from lvsportal.cli.main import main
from lvsportal.engine.report.localise import localise
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_files
from tests.engine.compare.definitions import BAD, director

REPORT = localise(review(from_files([("lb1/keepalived.conf", director(BAD).encode())]), "edge"), "en")


class Portal(ThreadingHTTPServer):
    """``asked``: (method, path, body, headers) of each call; ``waits``: how often a review is still running."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, Any, dict[str, str]]] = []
        self.waits, self.failure, self.moved_to = 0, "", ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def review(self) -> dict[str, Any]:
        self.waits -= 1
        status = "running" if self.waits >= 0 else "failed" if self.failure else "done"
        report = f"{self.url}/api/v1/reviews/1/report.json"
        return {
            "id": "1",
            "status": status,
            "url": f"{self.url}/reviews/1/",
            "report": report,
            "failure": self.failure,
        }


class _Handler(BaseHTTPRequestHandler):
    server: Portal

    def do_GET(self) -> None:
        self._note(None)
        if self.server.moved_to or "Authorization" not in self.headers:
            place = f"{self.server.moved_to}{self.path}" if self.server.moved_to else ""
            return self._answer(302 if place else 401, {"title": "Not signed in"}, place)
        return self._answer(200, REPORT if self.path.endswith("report.json") else self.server.review())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._note(body)
        if self.headers["Authorization"] != "Bearer good":
            return self._answer(401, {"title": "Not signed in", "detail": "The token is not valid."})
        if self.path == "/api/v1/check/":
            return self._answer(200, REPORT)
        return self._answer(202, self.server.review(), "/api/v1/reviews/1/")

    def _note(self, body: Any) -> None:
        self.server.asked.append((self.command, self.path, body, dict(self.headers)))

    def _answer(self, status: int, data: Any, place: str = "") -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if place:
            self.send_header("Location", place)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Tests read ``asked`` instead."""


@pytest.fixture
def portal() -> Iterator[Portal]:
    server = Portal()
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ansible.tmp"
    path.write_text(director(BAD))
    return path


def check(portal: Portal, *words: object, token: str = "good") -> int:
    return main(["check", *map(str, words), "--server", portal.url, "--token", token, "--lang", "zh-hans"])


def test_without_a_cluster_nothing_is_stored(portal: Portal, file: Path, capfd) -> None:
    assert check(portal, file) == 1
    (method, path, body, headers) = portal.asked[0]
    assert (method, path, headers["Accept-Language"]) == ("POST", "/api/v1/check/", "zh-hans")
    assert body == {"files": [{"path": "ansible.tmp", "content": director(BAD)}]}
    assert "LVS001" in capfd.readouterr().out


def test_one_file_over_the_clusters_newest_revision(portal: Portal, file: Path, capfd) -> None:
    portal.waits = 2
    assert check(portal, "--as", "lb1/keepalived.conf", file, "--cluster", "edge", "--format", "json") == 1
    asked = portal.asked[0][2]
    assert (asked["cluster"], asked["mode"]) == ("edge", "patch")
    assert [one["path"] for one in asked["files"]] == ["lb1/keepalived.conf"]
    assert [path for _, path, _, _ in portal.asked[1:]] == ["/api/v1/reviews/1/"] * 2 + [
        "/api/v1/reviews/1/report.json"
    ]
    assert all("wait=" in headers.get("Prefer", "wait=") for _, _, _, headers in portal.asked)
    assert json.loads(capfd.readouterr().out)["schema"] == "lvsportal.report/1"


def test_a_whole_definition_replaces(portal: Portal, file: Path) -> None:
    check(portal, file, "--cluster", "edge")
    assert portal.asked[0][2]["mode"] == "replace"


@pytest.mark.parametrize(
    ("words", "token", "failure", "told"),
    [
        ([], "bad", "", "401"),
        (["--cluster", "edge"], "good", "The review took too long.", "too long"),
        (["--base", "x"], "good", "", "--cluster"),
    ],
)
def test_what_the_portal_refuses_is_one_line(
    portal: Portal, file: Path, capfd, words: list[str], token: str, failure: str, told: str
) -> None:
    portal.failure = failure
    assert check(portal, file, *words, token=token) == 2
    error = capfd.readouterr().err
    assert told in error and error.count("\n") == 1
    assert "Bearer" not in error


def test_a_portal_that_is_not_there(file: Path, capfd) -> None:
    assert main(["check", str(file), "--server", "http://127.0.0.1:9"]) == 2
    assert main(["check", str(file), "--server", "ftp://x"]) == 2
    assert capfd.readouterr().err.count("\n") == 2


def test_the_token_does_not_follow_a_redirect(portal: Portal, file: Path, capfd) -> None:
    with_redirect, elsewhere = portal, Portal()
    Thread(target=elsewhere.serve_forever, daemon=True).start()
    with_redirect.moved_to = elsewhere.url
    assert check(portal, file, "--cluster", "edge") == 2
    elsewhere.shutdown()
    elsewhere.server_close()
    assert elsewhere.asked and all("Authorization" not in headers for _, _, _, headers in elsewhere.asked)
    assert "good" not in capfd.readouterr().err
