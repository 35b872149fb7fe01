"""What lists and pages ask of the database: as much for many rows as for few, and by an index."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.permissions import Actor
from apps.reviews.models import Review
from apps.reviews.selectors import newest_of, reviews
from tests.conftest import TRAP, House


def queries(client: Client, path: str, **headers: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(path, headers=headers).status_code == 200
    return [one["sql"] for one in found.captured_queries]


def many(house: House, count: int) -> None:
    """More clusters, and more reviews of the first one."""
    first = house.ask(cluster="c-first")
    Review.objects.bulk_create(
        Review(team=house.team, revision=first.revision, cluster=first.cluster) for _ in range(count)
    )
    for number in range(count // 10):
        house.ask(cluster=f"c{number}")


@pytest.mark.parametrize("path", ["/clusters/", "/api/v1/reviews/", "/api/v1/clusters/"])
def test_more_rows_ask_no_more(client: Client, house: House, path: str) -> None:
    client.force_login(house.owner)
    headers = house.headers() if path.startswith("/api") else {}
    many(house, 10)
    queries(client, path, **headers)
    few = len(queries(client, path, **headers))
    many(house, 100)
    found = queries(client, path, **headers)
    assert len(found) == few, found[-3:]


def test_more_revisions_ask_no_more(client: Client, house: House) -> None:
    review = house.ask()
    path = f"/api/v1/clusters/{review.cluster_id}/revisions/"
    queries(client, path, **house.headers())  # also notes that the token was used
    few = len(queries(client, path, **house.headers()))
    for number in range(5):
        house.ask(TRAP.replace("8443", str(9000 + number)))
    assert len(queries(client, path, **house.headers())) == few


def test_the_list_of_reviews_sorts_nothing(house: House) -> None:
    many(house, 50)
    plan = reviews(Actor(user=house.owner))[:50].explain()
    if connection.vendor == "sqlite":
        assert "reviews_of_team" in plan and "TEMP B-TREE" not in plan, plan


def test_the_newest_review_of_each_cluster(house: House) -> None:
    many(house, 30)
    clusters = list(house.team.clusters.all())
    found = newest_of(clusters)
    assert found == {one.pk: one.reviews.order_by("-created_at", "-id").first() for one in clusters}


def test_a_session_is_written_once_a_minute_and_never_for_probes(client: Client, house: House) -> None:
    client.force_login(house.owner)
    client.get("/clusters/")
    assert not [sql for sql in queries(client, "/clusters/") if not sql.startswith("SELECT")]
    assert not [sql for sql in queries(client, "/readyz") if "session" in sql]
    assert queries(client, "/healthz") == []
