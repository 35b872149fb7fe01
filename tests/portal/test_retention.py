"""A team decides how long definitions and reports are kept, and deletes what it wants gone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from apps.accounts.permissions import Actor
from apps.clusters.models import Cluster, Revision
from apps.reviews.models import Review, StoredReport
from apps.reviews.retention import delete_cluster, forget, keep_for
from tests.conftest import TRAP, House


def age(days: int) -> None:
    Review.objects.update(created_at=timezone.now() - timedelta(days=days))
    Revision.objects.update(created_at=timezone.now() - timedelta(days=days))


def test_without_a_wish_everything_is_kept(house: House) -> None:
    house.review()
    age(4000)
    assert forget() == 0 and StoredReport.objects.count() == 1


def test_what_is_older_goes_and_what_rests_on_it_stays(house: House, stranger: House) -> None:
    """The newest revision and an approved one stay, without their old reports; another team's are its own."""
    for port in ("8443", "9000", "9001"):
        house.review(TRAP.replace("8443", port))
    stranger.review()
    first = Revision.objects.get(cluster__team=house.team, number=1)
    age(40)
    Revision.objects.filter(pk=first.pk).update(approved_at=timezone.now())
    waiting = house.ask(TRAP.replace("8443", "9002"))
    keep_for(actor=house.actor, team=house.team, days=30)
    assert forget() == 3
    assert list(Review.objects.filter(team=house.team)) == [waiting]
    numbers = Revision.objects.filter(cluster__team=house.team).values_list("number", flat=True)
    assert sorted(numbers) == [1, 4]
    assert StoredReport.objects.count() == 1 and Review.objects.filter(team=stranger.team).exists()


def test_a_review_that_runs_is_not_deleted(house: House) -> None:
    house.ask()
    age(40)
    keep_for(actor=house.actor, team=house.team, days=1)
    assert forget() == 0


def test_only_owners_decide(house: House, client: Client) -> None:
    cluster = house.review().cluster
    for person in (house.member, house.viewer):
        with pytest.raises(PermissionDenied):
            keep_for(actor=Actor(user=person), team=house.team, days=1)
        with pytest.raises(PermissionDenied):
            delete_cluster(actor=Actor(user=person), cluster=cluster)
    with pytest.raises(ValueError, match="days"):
        keep_for(actor=house.actor, team=house.team, days=0)


def test_the_pages_do_it(house: House, stranger: House, client: Client) -> None:
    cluster = house.review().cluster
    delete = f"/clusters/{cluster.pk}/delete/"
    client.force_login(stranger.owner)
    assert client.post(delete, {"name": cluster.name}).status_code == 404
    client.force_login(house.owner)
    assert client.post("/team/keep/", {"team": house.team.slug, "days": "0"}).status_code == 422
    assert client.post("/team/keep/", {"team": house.team.slug, "days": "90"}).status_code == 302
    house.team.refresh_from_db()
    assert house.team.keep_days == 90
    client.post(delete, {"name": "another"})
    assert Cluster.objects.filter(pk=cluster.pk).exists()
    client.post(delete, {"name": cluster.name})
    assert not Cluster.objects.filter(pk=cluster.pk).exists() and not StoredReport.objects.exists()
