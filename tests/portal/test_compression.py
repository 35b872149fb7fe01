"""Answers are compressed, but not those that show a secret."""

import gzip

import pytest
from django.test import Client

from tests.conftest import House


def asked(client: Client, path: str, **headers: str) -> tuple[str, bytes]:
    answer = client.get(path, headers={"Accept-Encoding": "gzip", **headers})
    assert answer.status_code == 200
    return answer.get("Content-Encoding", ""), answer.content


def test_a_report_is_compressed_as_page_and_as_json(client: Client, house: House) -> None:
    review = house.review()
    client.force_login(house.owner)
    for path in (f"/reviews/{review.pk}/", f"/api/v1/reviews/{review.pk}/report.json"):
        coding, body = asked(client, path)
        assert coding == "gzip" and b"8443" in gzip.decompress(body)
        assert "Content-Encoding" not in client.get(path)


def test_the_padding_differs(client: Client, house: House) -> None:
    """What a page holds can't be read from how long it is: Django adds as much as chance wants."""
    lengths = {len(asked(client, "/kb/LVS001/")[1]) for _ in range(12)}
    assert len(lengths) > 3


@pytest.mark.parametrize("path", ["/team/", "/account/password/change/", "/api/v1/tokens/", "/api/v1/shares/"])
def test_secrets_are_not_compressed(client: Client, house: House, path: str) -> None:
    client.force_login(house.owner)
    headers = house.headers() if path.startswith("/api/") else {}
    assert asked(client, path, **headers)[0] == ""
