"""Whoever is slow, or waits, holds no thread: pages go on."""

import json
import socket
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from apps.reviews.models import Review, Status
from lvsportal.serving.__main__ import HEAD_SECONDS
from tests.conftest import TRAP, House
from tests.web_process import Web
from tests.worker_process import Worker

HALVES, WAITERS = 8, 8
QUICK_SECONDS = 2.0


def call(web: Web, house: House, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        web.base + path,
        data,
        {"Authorization": f"Bearer {house.secret}", "Content-Type": "application/json", **headers},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, answer.headers, json.load(answer)


def submission(cluster: str = "edge") -> dict[str, Any]:
    files = [{"path": "lb1/keepalived.conf", "content": TRAP}]
    return {"cluster": cluster, "create_cluster": True, "files": files}


def test_half_sent_requests_and_waiting_calls_hold_no_page(web: Web) -> None:
    """No worker runs: the calls that wait wait to their end, longer than there are threads."""
    house = House("slow")
    halves = [socket.create_connection(("127.0.0.1", web.port)) for _ in range(HALVES)]
    for number, one in enumerate(halves):
        head = b"POST /api/v1/check/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        one.sendall(head + (b"Content-Length: 1000\r\n\r\n{" if number % 2 else b""))
    with ThreadPoolExecutor(WAITERS) as pool:
        waiting = [
            pool.submit(call, web, house, "/api/v1/reviews/", submission(f"c{n}"), Prefer="wait=6")
            for n in range(WAITERS)
        ]
        deadline = time.monotonic() + 20
        while Review.objects.count() < WAITERS:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        for _ in range(10):
            before = time.monotonic()
            assert urllib.request.urlopen(f"{web.base}/healthz", timeout=10).status == 200
            assert call(web, house, "/api/v1/reviews/")[0] == 200
            assert time.monotonic() - before < QUICK_SECONDS
        assert not any(one.done() for one in waiting)
        for one in waiting:
            status, headers, body = one.result()
            assert (status, body["status"]) == (202, "queued")
            assert headers["Retry-After"] and headers["Preference-Applied"] == "wait=6"
            assert "X-Lvsportal-Wait" not in headers
    for one in halves:
        one.close()


def test_a_waiting_call_gets_the_finished_review_at_once(web: Web, worker: Worker) -> None:
    house = House("waits")
    status, headers, body = call(web, house, "/api/v1/reviews/", submission(), Prefer="wait=20")
    assert (status, body["status"]) == (201, "done")
    assert headers["Location"].endswith(f"/api/v1/reviews/{body['id']}/")
    other = house.ask(cluster="other")
    before = time.monotonic()
    status, headers, body = call(web, house, f"/api/v1/reviews/{other.pk}/", Prefer="wait=20")
    assert (status, body["status"]) == (200, "done")
    assert time.monotonic() - before < 15


def test_a_call_that_waits_for_a_review_that_fails_is_answered_then(web: Web) -> None:
    house = House("fails")
    review = house.ask()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(call, web, house, f"/api/v1/reviews/{review.pk}/", Prefer="wait=20")
        time.sleep(1)
        reason = {"en": "x", "zh-hans": "x", "code": "broken"}
        Review.objects.update(status=Status.FAILED, failure=reason)
        before = time.monotonic()
        assert waiting.result()[2]["status"] == "failed"
        assert time.monotonic() - before < QUICK_SECONDS


def test_a_chunked_body_arrives(web: Web) -> None:
    house = House("chunks")
    body = json.dumps(submission()).encode()
    with socket.create_connection(("127.0.0.1", web.port)) as client:
        client.sendall(
            b"POST /api/v1/reviews/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: application/json\r\nAuthorization: Bearer " + house.secret.encode() + b"\r\n\r\n"
        )
        for part in (body[:10], body[10:]):
            client.sendall(b"%x\r\n%s\r\n" % (len(part), part))
            time.sleep(0.1)
        client.sendall(b"0\r\n\r\n")
        assert client.makefile("rb").readline().split()[1] == b"202"


def test_heads_and_bodies_have_time_outs(transactional_db: None) -> None:
    web = Web(BODY_SILENT_SECONDS="1")
    try:
        with (
            socket.create_connection(("127.0.0.1", web.port)) as head,
            socket.create_connection(("127.0.0.1", web.port)) as body,
        ):
            head.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
            body.sendall(b"POST /api/v1/check/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{")
            body.settimeout(5)
            assert b" 408 " in body.recv(100)
            head.settimeout(HEAD_SECONDS + 5)
            assert b"200" not in head.recv(100)
    finally:
        web.kill()
