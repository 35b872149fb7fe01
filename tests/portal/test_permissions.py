"""Who may do what is decided in one place; another team's objects are 404, on every page and call."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Scope
from apps.accounts.permissions import NOBODY, Action, Actor, may, teams
from apps.accounts.services import create_token
from apps.sharing.services import create_share
from tests.conftest import House

MEMBER = {"view", "submit", "share", "waive", "approve"}
ALL = MEMBER | {"manage_tokens", "manage_team", "manage_policy"}


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("owner", ALL), ("member", MEMBER), ("viewer", {"view"})],
)
def test_roles(house: House, who: str, allowed: set[str]) -> None:
    actor = Actor(user=getattr(house, who))
    assert {action.value for action in Action if may(actor, action, house.team)} == allowed


def test_nobody_and_strangers_see_no_team(house: House, stranger: House) -> None:
    assert not teams(NOBODY).exists()
    assert list(teams(stranger.actor)) == [stranger.team]


@pytest.mark.parametrize("scope", Scope.values)
def test_a_token_may_what_its_scopes_say(house: House, scope: str) -> None:
    token, _ = create_token(actor=house.actor, team=house.team, name="one", scopes=[scope], days=1)
    names = {
        "read": {"view"}, "submit": {"submit"}, "share": {"share"}, "tokens": {"manage_tokens"},
        "gate": {"waive", "approve"},
    }  # fmt: skip
    assert {action.value for action in Action if may(Actor(token=token), action, house.team)} == names[scope]


PAGES = ("review", "review_status", "review_lines")


@pytest.mark.parametrize("page", PAGES)
def test_a_strangers_page_is_404(house: House, stranger: House, client: Client, page: str) -> None:
    url = reverse(f"web:{page}", args=[house.review().pk])
    client.force_login(stranger.owner)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/reviews/{review}/report.json"),
        ("post", "/reviews/{review}/again/"),
        ("post", "/reviews/{review}/share/"),
        ("post", "/shares/{share}/revoke/"),
        ("get", "/clusters/{cluster}/"),
        ("post", "/team/tokens/{token}/delete/"),
        ("get", "/team/?team=north"),
        ("get", "/api/v1/reviews/{review}/"),
        ("get", "/api/v1/reviews/{review}/report.json"),
        ("get", "/api/v1/clusters/{cluster}/"),
        ("get", "/api/v1/shares/{share}/"),
        ("delete", "/api/v1/shares/{share}/"),
        ("delete", "/api/v1/tokens/{token}/"),
    ],
)
def test_nothing_of_another_team_exists(
    house: House, stranger: House, client: Client, method: str, path: str
) -> None:
    review = house.review()
    share, _ = create_share(actor=house.actor, review=review)
    url = path.format(
        review=review.pk, share=share.pk, cluster=review.revision.cluster_id, token=house.token.pk
    )
    client.force_login(stranger.owner)
    headers = stranger.headers() if url.startswith("/api/") else {}
    assert getattr(client, method)(url, headers=headers).status_code == 404
    share.refresh_from_db()
    assert share.is_live


def test_a_strangers_lists_are_empty(house: House, stranger: House, client: Client) -> None:
    house.review()
    for path in ("reviews", "clusters", "shares"):
        assert client.get(f"/api/v1/{path}/", headers=stranger.headers()).json()["results"] == []


@pytest.mark.parametrize("page", ["/clusters/", "/team/"])
def test_pages_of_a_person_ask_to_sign_in(db: None, client: Client, page: str) -> None:
    assert client.get(page).status_code == 302


def test_a_viewer_sees_but_changes_nothing(house: House, client: Client) -> None:
    review = house.review()
    client.force_login(house.viewer)
    assert client.get(f"/reviews/{review.pk}/").status_code == 200
    assert client.post(f"/reviews/{review.pk}/again/").status_code == 403
    assert client.post(f"/reviews/{review.pk}/share/", {"days": 3}).status_code == 403
    assert client.post("/team/invite/", {"role": "owner"}).status_code == 403
