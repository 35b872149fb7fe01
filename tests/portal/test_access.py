"""What a person or a token may no longer do, what they made may no longer do."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.models import ApiToken, Invitation, Membership, Role, Scope
from apps.accounts.permissions import Actor
from apps.accounts.services import (
    Exceeds,
    change_role,
    create_token,
    invite,
    open_invitation,
    recognise,
    remove_member,
    revoke_token,
)
from apps.reviews.models import Review
from apps.sharing.models import Share
from tests.conftest import TRAP, House

BODY = {"cluster": "edge", "create_cluster": True, "files": [{"path": "lb1/keepalived.conf", "content": TRAP}]}


def call(secret: str, method: str, path: str, body: object = None):
    headers = {"authorization": f"Bearer {secret}"}
    data = json.dumps(body) if body is not None else ""
    return Client().generic(method, f"/api/v1/{path}", data, "application/json", headers=headers)


def token_with(house: House, *scopes: str, days: int = 30) -> str:
    return create_token(actor=house.actor, team=house.team, name="one", scopes=list(scopes), days=days)[1]


@pytest.fixture
def second(house: House) -> Membership:
    """A second owner, who made a token and an invitation."""
    return Membership.objects.create(team=house.team, user=house.stranger_user(), role=Role.OWNER)


def made_by(membership: Membership) -> tuple[str, str]:
    actor = Actor(user=membership.user)
    _, secret = create_token(actor=actor, team=membership.team, name="theirs", scopes=["read"], days=9)
    _, invitation = invite(actor=actor, team=membership.team, role=Role.OWNER)
    assert recognise(secret) is not None and open_invitation(invitation) is not None
    return secret, invitation


@pytest.mark.parametrize("how", ["removed", "demoted", "deactivated", "demoted beside the services"])
def test_tokens_and_invitations_end_with_the_right_to_have_made_them(
    house: House, second: Membership, how: str
) -> None:
    secret, invitation = made_by(second)
    if how == "removed":
        remove_member(actor=house.actor, membership=second)
    elif how == "demoted":
        change_role(actor=house.actor, membership=second, role=Role.MEMBER)
    elif how == "deactivated":
        second.user.is_active = False
        second.user.save()
    else:
        Membership.objects.filter(pk=second.pk).update(role=Role.VIEWER)
    assert recognise(secret) is None
    assert open_invitation(invitation) is None
    assert call(secret, "GET", "reviews/").status_code == 401


def test_a_removed_owner_cannot_come_back_by_an_invitation_of_their_own(
    house: House, second: Membership, client: Client
) -> None:
    _, invitation = made_by(second)
    remove_member(actor=house.actor, membership=second)
    client.force_login(second.user)
    assert client.post(f"/join/{invitation}/").status_code == 410
    assert not Membership.objects.filter(user=second.user, team=house.team).exists()
    assert not Invitation.objects.exists() and not ApiToken.objects.filter(name="theirs").exists()


def test_share_links_of_who_left_are_listed_for_the_team_to_end(
    house: House, second: Membership, client: Client
) -> None:
    from apps.sharing.services import create_share

    share, _ = create_share(actor=Actor(user=second.user), review=house.review())
    remove_member(actor=house.actor, membership=second)
    client.force_login(house.owner)
    page = client.get("/team/").content.decode()
    assert f"/shares/{share.pk}/revoke/" in page and second.user.username in page
    assert client.post(f"/shares/{share.pk}/revoke/", {"next": "team"})["Location"].startswith("/team/")
    share.refresh_from_db()
    assert not share.is_live


def test_a_token_mints_nothing_that_outlives_it_or_exceeds_it(house: House) -> None:
    secret = token_with(house, "tokens", "read", days=1)
    long = call(secret, "POST", "tokens/", {"name": "x", "scopes": ["read"], "days": 366})
    wide = call(secret, "POST", "tokens/", {"name": "x", "scopes": ["submit"], "days": 1})
    assert (long.status_code, long.json()["errors"][0]["field"]) == (422, "days")
    assert (wide.status_code, wide.json()["errors"][0]["field"]) == (422, "scopes")
    made = call(secret, "POST", "tokens/", {"name": "x", "scopes": ["read"]})
    assert made.status_code == 201
    child = ApiToken.objects.get(pk=made.json()["id"])
    assert child.parent is not None and child.expires_at <= child.parent.expires_at
    assert child.expires_at - timezone.now() < timedelta(days=1, seconds=1)


def test_a_revoked_token_takes_along_what_it_made(house: House) -> None:
    secret = token_with(house, "tokens", "read")
    parent = recognise(secret)
    child = call(secret, "POST", "tokens/", {"name": "x", "scopes": ["tokens", "read"]}).json()["token"]
    grandchild = call(child, "POST", "tokens/", {"name": "y", "scopes": ["read"]}).json()["token"]
    assert call(grandchild, "GET", "clusters/").status_code == 200
    assert parent is not None
    revoke_token(actor=house.actor, token=parent)
    assert (
        call(grandchild, "GET", "clusters/").status_code == call(child, "GET", "clusters/").status_code == 401
    )


def test_a_token_of_a_token_is_refused_by_the_service_too(house: House) -> None:
    parent, _ = create_token(actor=house.actor, team=house.team, name="p", scopes=["tokens"], days=2)
    with pytest.raises(Exceeds):
        create_token(actor=Actor(token=parent), team=house.team, name="c", scopes=["read"], days=1)


def test_the_share_scope_works_alone(house: House) -> None:
    review = house.review()
    secret = token_with(house, "share")
    made = call(secret, "POST", "shares/", {"review": str(review.pk), "expires_in": 3600})
    assert made.status_code == 201
    assert call(secret, "GET", "shares/").json()["results"][0]["id"] == made.json()["id"]
    assert call(secret, "DELETE", f"shares/{made.json()['id']}/").status_code == 204
    assert call(secret, "GET", f"reviews/{review.pk}/").status_code == 404


def test_the_location_of_a_share_is_not_its_link(house: House) -> None:
    made = call(house.secret, "POST", "shares/", {"review": str(house.review().pk)})
    assert made["Location"].endswith(f"/api/v1/shares/{made.json()['id']}/")
    assert made.json()["url"].rstrip("/").rpartition("/")[2] not in made["Location"]
    assert Client().get(made["Location"], headers=house.headers()).status_code == 200


def test_a_submit_only_token_reads_what_it_submitted_and_nothing_else(house: House) -> None:
    other = house.review()
    secret = token_with(house, "submit")
    mine = call(secret, "POST", "reviews/", BODY)
    assert mine.status_code == 202
    while house.run_next():
        pass
    assert call(secret, "GET", f"reviews/{mine.json()['id']}/").json()["status"] == "done"
    assert call(secret, "GET", f"reviews/{mine.json()['id']}/report.json").status_code == 200
    assert [row["id"] for row in call(secret, "GET", "reviews/").json()["results"]] == [mine.json()["id"]]
    assert call(secret, "GET", f"reviews/{other.pk}/").status_code == 404


def test_a_token_says_what_it_may_and_is_rotated(house: House) -> None:
    secret = token_with(house, "read")
    own = call(secret, "GET", "tokens/self/").json()
    assert own["scopes"] == ["read"] and own["expires_at"]
    new = call(secret, "POST", "tokens/self/rotate/").json()
    assert (new["id"], new["expires_at"]) == (own["id"], own["expires_at"])
    assert call(secret, "GET", "tokens/self/").status_code == 401
    assert call(new["token"], "GET", "tokens/self/").json()["hint"] == new["token"][-4:]


@pytest.mark.parametrize("scope", Scope.values)
def test_every_scope_may_look_at_itself(house: House, scope: str) -> None:
    assert call(token_with(house, scope), "GET", "tokens/self/").status_code == 200


def test_a_posted_team_that_is_not_allowed_takes_nothing_in(
    house: House, stranger: House, client: Client
) -> None:
    client.force_login(house.owner)
    form = {"cluster": "edge", "create_cluster": "on", "text": TRAP}
    answer = client.post("/", {**form, "team": stranger.team.slug})
    assert answer.status_code == 422
    assert not Review.objects.exists()
    assert client.post("/", {**form, "team": house.team.slug}).status_code == 302


def test_who_is_in_several_teams_says_which(house: House, stranger: House, client: Client) -> None:
    Membership.objects.create(team=stranger.team, user=house.owner, role=Role.MEMBER)
    client.force_login(house.owner)
    form = {"cluster": "edge", "create_cluster": "on", "text": TRAP}
    assert client.post("/", form).status_code == 422
    assert client.post("/", {**form, "team": stranger.team.slug}).status_code == 302
    assert Review.objects.get().team == stranger.team
    api = client.post("/api/v1/reviews/", json.dumps(BODY), content_type="application/json")
    assert (api.status_code, api.json()["errors"][0]["field"]) == (422, "team")
    Membership.objects.filter(team=stranger.team, user=house.owner).update(role=Role.VIEWER)
    assert (
        client.post(
            f"/api/v1/reviews/?team={stranger.team.slug}", json.dumps(BODY), "application/json"
        ).status_code
        == 403
    )
    assert client.post("/api/v1/reviews/?team=nowhere", json.dumps(BODY), "application/json").status_code == 404


def test_a_share_lasts_no_longer_than_the_one_setting_says(house: House, client: Client, settings) -> None:
    settings.SHARE_DAYS_MOST = 7
    settings.SHARE_DAYS = 7
    review = house.review()
    body = {"review": str(review.pk), "expires_in": 8 * 86400}
    assert call(house.secret, "POST", "shares/", body).json()["errors"][0]["field"] == "expires_in"
    client.force_login(house.owner)
    client.post(f"/reviews/{review.pk}/share/", {"days": 8})
    assert not Share.objects.exists()
    client.post(f"/reviews/{review.pk}/share/", {"days": 7})
    assert call(house.secret, "POST", "shares/", {"review": str(review.pk)}).status_code == 201
    assert Share.objects.count() == 2
