"""REST: the contract, its errors, its limits."""

import json

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from apps.reviews.models import Review
from apps.reviews.services import run_next
from tests.conftest import TRAP, House

FILES = [{"path": "lb1/keepalived.conf", "content": TRAP}]


def post(client: Client, path: str, body: object, house: House | None = None, **headers: str):
    told = {**(house.headers() if house else {}), **headers}
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=told)


def test_a_review_is_asked_for_run_and_read(house: House, client: Client) -> None:
    answer = post(
        client,
        "reviews/",
        {"cluster": "edge", "create_cluster": True, "files": FILES, "change_ref": "CHG-1"},
        house,
    )
    assert (answer.status_code, answer["Retry-After"]) == (202, "1")
    assert answer.json()["status"] == "queued"
    assert run_next()
    found = client.get(answer["Location"], headers=house.headers()).json()
    assert (found["status"], found["gate"]["decision"], found["change_ref"]) == ("done", "fail", "CHG-1")
    report = client.get(found["report"], headers=house.headers())
    assert report["Content-Type"] == "application/json"
    assert report.json()["results"][0]["rule"] == "LVS001"
    assert b"S3cr3tPw" not in report.content


def test_secrets_are_masked_before_they_are_stored(house: House) -> None:
    review = house.review()
    assert all(b"S3cr3tPw" not in file.content for file in review.revision.files.all())


def test_the_report_speaks_the_callers_language(house: House, client: Client) -> None:
    review = house.review()
    headers = {**house.headers(), "accept-language": "zh-hans"}
    report = client.get(f"/api/v1/reviews/{review.pk}/report.json", headers=headers).json()
    assert "端口" in report["results"][0]["message"]


@pytest.mark.parametrize(
    "name",
    [
        "report.md",
        "report.txt",
        "report.sarif",
        "report.github.sarif",
        "report.junit.xml",
        "report.codequality.json",
    ],
)
def test_other_exports(house: House, client: Client, name: str) -> None:
    assert (
        b"LVS001" in client.get(f"/api/v1/reviews/{house.review().pk}/{name}", headers=house.headers()).content
    )


def test_the_matrix_alone(house: House, client: Client) -> None:
    answer = client.get(f"/api/v1/reviews/{house.review().pk}/flows.json", headers=house.headers())
    assert answer.json()["schema"] == "lvsportal.flows/1"
    assert set(answer.json()) == {"schema", "states", "flows"}


def test_idempotency(house: House, client: Client) -> None:
    body = {"cluster": "edge", "create_cluster": True, "files": FILES}
    first = post(client, "reviews/", body, house, **{"idempotency-key": "k1"})
    again = post(client, "reviews/", body, house, **{"idempotency-key": "k1"})
    other = post(client, "reviews/", {**body, "cluster": "x"}, house, **{"idempotency-key": "k1"})
    assert first.json()["id"] == again.json()["id"]
    assert other.status_code == 409
    assert Review.objects.count() == 1


def test_check_stores_nothing_and_needs_a_token_unless_allowed(house: House, client: Client, settings) -> None:
    assert post(client, "check/", {"files": FILES}).status_code == 401
    assert post(client, "check/", {"files": FILES}, house).json()["schema"] == "lvsportal.report/1"
    settings.ANONYMOUS_CHECKS = True
    assert post(client, "check/", {"files": FILES}).status_code == 200
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ({"cluster": "x"}, 422, "files"),
        ({"cluster": "x", "files": []}, 422, "files"),
        ({"files": FILES}, 422, "cluster"),
        ({"cluster": "x", "files": [{"path": "a"}]}, 422, "files[0].content"),
        ({"cluster": "x", "files": [{"path": "../a", "content": "x"}]}, 422, "files"),
        ({"cluster": "x", "files": [{"path": "a", "content": "\u0001\u0002\u0003\u0004"}]}, 422, "files"),
    ],
)
def test_an_error_is_a_problem_that_names_its_field(house: House, client: Client, body, status, named) -> None:
    answer = post(client, "reviews/", body, house)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert named in [error["field"] for error in answer.json()["errors"]]


def test_malformed_json_and_unknown_places(house: House, client: Client) -> None:
    answer = client.post("/api/v1/reviews/", b"{no", content_type="application/json", headers=house.headers())
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert client.get("/api/v1/nothing/", headers=house.headers())["Content-Type"] == "application/problem+json"


def test_wrong_tokens_are_401_with_a_challenge(db: None, client: Client) -> None:
    answer = client.get("/api/v1/reviews/", headers={"authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_body_over_the_limit_is_413(house: House, client: Client, settings) -> None:
    settings.LIMIT_BODY_BYTES = 100
    assert post(client, "check/", {"files": FILES}, house).status_code == 413


def test_multipart_keeps_folders(house: House, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {
        "cluster": "edge",
        "create_cluster": "true",
        "files": [SimpleUploadedFile("k.conf", TRAP.encode())],
        "paths": ["lb7/keepalived.conf"],
    }
    answer = client.post("/api/v1/reviews/", form, headers=house.headers())
    assert answer.status_code == 202
    assert Review.objects.get().revision.files.get().path == "lb7/keepalived.conf"


def test_lists_are_paged_filtered_and_searched(house: House, client: Client) -> None:
    for name in ("alpha", "beta"):
        house.review(cluster=name)
    house.ask(cluster="gamma")

    def names(query: str) -> list[str]:
        found = client.get(f"/api/v1/reviews/?{query}", headers=house.headers()).json()
        return [row["cluster"] for row in found["results"]]

    assert names("status=queued") == ["gamma"]
    assert names("cluster=beta") == ["beta"]
    assert names("search=alph") == ["alpha"]
    assert sorted(names("gate=fail")) == ["alpha", "beta"]
    first = client.get("/api/v1/reviews/?page_size=2", headers=house.headers()).json()
    assert len(first["results"]) == 2 and "cursor=" in first["next"]


def test_shares_are_made_used_counted_and_revoked(house: House, client: Client) -> None:
    review = house.review()
    made = post(client, "shares/", {"review": str(review.pk), "expires_in": 3600}, house)
    assert made.status_code == 201
    token = made.json()["url"].rstrip("/").rpartition("/")[2]
    assert len(token) >= 43
    page = Client().get(f"/s/{token}/")
    assert page.status_code == 200
    assert (page["X-Robots-Tag"], page["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    body = page.content.decode()
    assert "LVS001" in body and "<script>alert(1)" not in body and "S3cr3tPw" not in body
    share = client.get(f"/api/v1/shares/{made.json()['id']}/", headers=house.headers()).json()
    assert share["uses"] == 1
    assert client.delete(f"/api/v1/shares/{share['id']}/", headers=house.headers()).status_code == 204
    assert Client().get(f"/s/{token}/").status_code == 404


def test_tokens_by_rest(house: House, client: Client) -> None:
    made = post(client, "tokens/", {"name": "ci", "scopes": ["submit"], "days": 3}, house)
    assert made.status_code == 201
    new = {"authorization": f"Bearer {made.json()['token']}"}
    assert client.get("/api/v1/reviews/", headers=new).json()["results"] == []
    assert client.get("/api/v1/tokens/", headers=new).json()["results"] == []
    assert client.delete(f"/api/v1/tokens/{made.json()['id']}/", headers=house.headers()).status_code == 204
    assert client.get("/api/v1/reviews/", headers=new).status_code == 401


@pytest.mark.parametrize(
    "path", ["rules/", "rules/LVS001/", "articles/", "articles/LVS006/?lang=zh-hans", "articles/dr/"]
)
def test_the_catalogue_is_public(db: None, client: Client, path: str) -> None:
    assert client.get(f"/api/v1/{path}").status_code == 200


def test_the_schema_is_openapi_3_1_and_describes_the_calls(db: None, client: Client) -> None:
    schema = client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"}).json()
    assert schema["openapi"].startswith("3.1")
    assert "post" in schema["paths"]["/api/v1/reviews/"]
    for component in schema["components"]["schemas"].values():
        Draft202012Validator.check_schema(component)


def test_calls_are_throttled_with_retry_after(
    house: House, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.api.throttling import ByCaller

    monkeypatch.setattr(ByCaller, "THROTTLE_RATES", {"caller": "2/min", "anonymous": "2/min"})
    answers = [client.get("/api/v1/clusters/", headers=house.headers()) for _ in range(3)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
