"""Nothing that is put in is dropped without a word: it works, or is refused by its field, with nothing stored."""

import io
import json
import tarfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.api.waiting import wait_seconds
from apps.clusters.models import Cluster
from apps.reviews.models import Review
from tests.conftest import TRAP, House

FILE = {"path": "lb1/keepalived.conf", "content": TRAP}
BODY = {"cluster": "edge", "create_cluster": True, "files": [FILE]}


def post(house: House, body: object, path: str = "reviews/", **headers: str):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(f"/api/v1/{path}", data, "application/json", headers={**house.headers(), **headers})


def refused(answer, field: str) -> bool:
    named = [error["field"] for error in answer.json()["errors"]]
    return (
        answer.status_code == 422
        and field in named
        and not Review.objects.exists()
        and not Cluster.objects.exists()
    )


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, TRAP.encode())


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**BODY, "files": [FILE, FILE]}, "files"),
        ({**BODY, "files": [FILE, {**FILE, "path": "./lb1//keepalived.conf"}]}, "files"),
        ({**BODY, "bsae": "newest"}, "bsae"),
        ({**BODY, "files": [{**FILE, "mode": 1}]}, "files[0].mode"),
        ({**BODY, "create_cluster": False}, "cluster"),
        ({"cluster": "edge", "files": [FILE]}, "cluster"),
        ({**BODY, "cluster": "a\0b"}, "cluster"),
        ({**BODY, "cluster": "\ud800"}, "cluster"),
        ({**BODY, "files": [{**FILE, "path": "lb1/\udcff"}]}, "files[0].path"),
        ('{"cluster": "a", "cluster": "b", "create_cluster": true, "files": []}', "cluster"),
    ],
)
def test_json(house: House, body: object, field: str) -> None:
    assert refused(post(house, body), field)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"files": [upload("keepalived.conf"), upload("keepalived.conf")]}, "files"),
        ({"files": [upload("a.conf"), upload("b.conf")], "paths": ["lb1/keepalived.conf"]}, "paths"),
        ({"files": [upload("a.conf")], "paths": ["lb1/a.conf", "lb2/a.conf"]}, "paths"),
        ({"files": [upload("a.conf")], "file": [upload("b.conf")]}, "file"),
        ({"files": [upload("a.conf")], "chnage_ref": "x"}, "chnage_ref"),
        ({"files": [upload("a.conf")], "change_ref": ["a", "b"]}, "change_ref"),
        ({}, "files"),
    ],
)
def test_multipart(house: House, form: dict[str, object], field: str) -> None:
    form = {"cluster": "edge", "create_cluster": "true", **form}
    assert refused(Client().post("/api/v1/reviews/", form, headers=house.headers()), field)


def test_the_nearest_name_is_told(house: House) -> None:
    assert "change_ref" in post(house, {**BODY, "chnage_ref": "x"}).json()["detail"]
    house.ask(cluster="edge-lb")
    assert "edge-lb" in post(house, {"cluster": "egde-lb", "files": [FILE]}).json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "statsu=done",
        "page=2",
        "status=gone",
        "page_size=0",
        "page_size=x",
        "cursor=cD0yMDI2",
        "cursor=%",
        "created_after=x",
        "created_after=0001-01-01T00:00:00%2B23:59",
    ],
)
def test_filters_that_are_not_known(house: House, query: str) -> None:
    answer = Client().get(f"/api/v1/reviews/?{query}", headers=house.headers())
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (
        422,
        query.partition("=")[0].removesuffix("_after"),
    )


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo("lb1/keepalived.conf")
        member.size = len(TRAP.encode())
        archive.addfile(member, io.BytesIO(TRAP.encode()))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["application/gzip", "application/octet-stream", ""])
def test_a_raw_archive_is_a_definition(house: House, kind: str) -> None:
    url = "/api/v1/reviews/?cluster=edge&create_cluster=true&change_ref=CHG-7"
    answer = Client().generic("POST", url, tar(), kind, headers=house.headers())
    assert answer.status_code == 202, answer.content
    review = Review.objects.get()
    assert review.change_ref == "CHG-7"
    assert [file.path for file in review.revision.files.all()] == ["lb1/keepalived.conf"]


def test_a_raw_text_has_its_path_in_the_query(house: House) -> None:
    url = "/api/v1/check/?path=lb1/keepalived.conf"
    answer = Client().generic("POST", url, TRAP, "text/plain", headers=house.headers())
    assert [node["name"] for node in answer.json()["cluster"]["nodes"]] == ["lb1"]


def test_a_form_encoded_body_is_no_definition(house: House) -> None:
    kind = "application/x-www-form-urlencoded"
    assert Client().generic("POST", "/api/v1/check/", TRAP, kind, headers=house.headers()).status_code == 415


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("wait=20", 20), ("WAIT=20", 20), ("wait = 20", 20), ('wait="20"', 20), ("respond-async, wait=5", 5),
        ("wait=99999", 60), ("wait=" + "9" * 500, 60), ("wait", 0), ("wait=soon", 0), ("", 0), ("await=5", 0),
    ],
)  # fmt: skip
def test_prefer(header: str, wait: int) -> None:
    assert wait_seconds(header) == wait


def test_prefer_is_answered(house: House) -> None:
    assert post(house, BODY, prefer="WAIT = 99999")["Preference-Applied"] == "wait=60"


def test_long_idempotency_keys_are_told_apart_and_a_replay_says_so(house: House) -> None:
    one, two = "k" * 300 + "1", "k" * 300 + "2"
    first = post(house, BODY, **{"idempotency-key": one})
    again = post(house, BODY, **{"idempotency-key": one})
    other = post(house, {**BODY, "change_ref": "x"}, **{"idempotency-key": two})
    assert first.json()["id"] == again.json()["id"] != other.json()["id"]
    assert again["Idempotency-Replayed"] == "true" and "Idempotency-Replayed" not in first


def test_a_review_without_a_report_is_no_decision_that_lets_through(house: House) -> None:
    made = post(house, BODY)
    Review.objects.update(status="failed", failure={"en": "x", "zh-hans": "x", "code": "time"})
    found = Client().get(made["Location"], headers=house.headers()).json()
    assert (found["gate"]["decision"], found["gate"]["reasons"]) == ("fail", ["time"])


@pytest.mark.parametrize(
    "file",
    [
        {"path": "notes.txt", "content": "nothing of ours\n"},
        {"path": "lb1/keepalived.conf", "content": "this is no configuration\n"},
        {"path": "data.json", "content": "{}"},
        {"path": "b.tar.gz", "content": "\x1f\x8b no archive"},
    ],
)
def test_what_cannot_be_used_is_told_alike_by_check_and_reviews(house: House, file: dict[str, str]) -> None:
    checked, reviewed = post(house, {"files": [file]}, "check/"), post(house, {**BODY, "files": [file]})
    assert refused(reviewed, "files") and checked.status_code == 422
    assert checked.json() == reviewed.json()


@pytest.mark.parametrize(
    "path", ["reviews/?search=%00", "clusters/?name=%00", "reviews/?team=%00", "rules/%00/"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nul_in_an_address_is_a_bad_request(house: House, method: str, path: str) -> None:
    body = json.dumps(BODY) if method == "POST" else ""
    answer = Client().generic(method, f"/api/v1/{path}", body, "application/json", headers=house.headers())
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"files": NaN}', b"\xff\xfe", b"[]", b'"x"', b"7"]
)
def test_json_that_is_none(house: House, body: bytes) -> None:
    assert post(house, body).status_code in (400, 422)


def test_a_strangers_revisions_are_404(house: House, stranger: House) -> None:
    cluster = house.ask().revision.cluster_id
    url = f"/api/v1/clusters/{cluster}/revisions/"
    assert Client().get(url, headers=stranger.headers()).status_code == 404
    assert Client().get(url, headers=house.headers()).status_code == 200
