"""``Prefer: wait`` as people write it (RFC 7240)."""

import pytest

from apps.api.waiting import LONGEST_SECONDS, wait_seconds
from lvsportal.serving.bridge import WAIT_HEADER
from tests.conftest import House


@pytest.mark.parametrize(
    ("preference", "seconds"),
    [
        ("wait=20", 20),
        ("WAIT=20", 20),
        ("wait = 20", 20),
        ('wait="20"', 20),
        ("respond-async, wait=20", 20),
        ("respond-async; wait=7, return=minimal", 7),
        ("wait=99999", LONGEST_SECONDS),
        ("wait=" + "9" * 5000, LONGEST_SECONDS),
        ("wait=0", 0),
        ("wait=-1", 0),
        ("wait=soon", 0),
        ("await=20", 0),
        ("", 0),
    ],
)
def test_how_long(preference: str, seconds: int) -> None:
    assert wait_seconds(preference) == seconds


def test_only_a_call_that_is_not_over_and_asks_waits(client, house: House) -> None:
    queued, done = house.ask(cluster="a"), None
    path = f"/api/v1/reviews/{queued.pk}/"
    assert WAIT_HEADER not in client.get(path, headers=house.headers())
    asked = client.get(path, headers={**house.headers(), "Prefer": "wait=5"})
    assert asked[WAIT_HEADER] == f"5 {queued.pk} {path}" and asked["Preference-Applied"] == "wait=5"
    done = house.review(cluster="b")
    over = client.get(f"/api/v1/reviews/{done.pk}/", headers={**house.headers(), "Prefer": "wait=5"})
    assert WAIT_HEADER not in over
