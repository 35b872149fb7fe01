"""Joining by invitation, roles, tokens, signing in."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from apps.accounts.models import Invitation, Membership, Team, User
from apps.accounts.services import Unusable, accept_invitation, change_role, create_token, invite, recognise
from tests.conftest import House

PASSWORD = "a rather long password 9"


def test_signing_up_needs_an_invitation(house: House, client: Client) -> None:
    form = {"username": "newcomer", "email": "new@example.org", "password1": PASSWORD}
    client.post("/account/signup/", form)
    assert not User.objects.filter(username="newcomer").exists()
    _, token = invite(actor=house.actor, team=house.team, role="viewer")
    assert client.get(f"/join/{token}/").status_code == 200
    client.post("/account/signup/", form)
    assert Membership.objects.get(user__username="newcomer").role == "viewer"


def test_an_invitation_works_once_and_not_for_ever(house: House, stranger: House) -> None:
    _, token = invite(actor=house.actor, team=house.team, role="member")
    accept_invitation(token=token, user=stranger.owner)
    with pytest.raises(Unusable):
        accept_invitation(token=token, user=stranger.member)
    old, token = invite(actor=house.actor, team=house.team, role="member")
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(Unusable):
        accept_invitation(token=token, user=stranger.member)


def test_a_team_keeps_an_owner(house: House) -> None:
    membership = Membership.objects.get(team=house.team, user=house.owner)
    with pytest.raises(Unusable):
        change_role(actor=house.actor, membership=membership, role="viewer")


def test_tokens_are_hashed_end_and_give_no_more_than_they_have(house: House) -> None:
    token, text = create_token(actor=house.actor, team=house.team, name="ci", scopes=["submit"], days=1)
    assert text not in str(token.__dict__)
    assert recognise(text) == token
    token.expires_at = timezone.now()
    token.save()
    assert recognise(text) is None
    with pytest.raises(ValueError, match="days"):
        create_token(actor=house.actor, team=house.team, name="x", scopes=["submit"], days=1000)


def test_signing_in_is_throttled(house: House, client: Client, settings) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "throttle"}
    }
    answers = [client.post("/account/login/", {"login": "north-owner", "password": "wrong"}) for _ in range(12)]
    assert b"Too many failed" in answers[-1].content or answers[-1].status_code == 429
    client.post("/account/login/", {"login": "north-owner", "password": "a long password 1"})
    assert "_auth_user_id" not in client.session


def test_a_password_is_reset_by_mail(house: House, client: Client) -> None:
    client.post("/account/password/reset/", {"email": "north@example.org"})
    assert len(mail.outbox) == 1
    assert "/account/password/reset/key/" in mail.outbox[0].body


def test_a_person_sees_and_ends_sessions(house: House) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/account/login/", {"login": "north-owner", "password": "a long password 1"})
    assert there.get("/team/").status_code == 200
    assert here.get("/account/sessions/").status_code == 200
    here.post("/account/sessions/")
    assert there.get("/team/").status_code == 302
    assert here.get("/team/").status_code == 200


def test_the_team_page_makes_invitations_and_tokens_shown_once(house: House, client: Client) -> None:
    client.force_login(house.owner)
    page = client.post(
        "/team/invite/", {"role": "member", "team": house.team.slug}, follow=True
    ).content.decode()
    assert "/join/" in page
    assert "/join/" not in client.get("/team/").content.decode()
    page = client.post(
        "/team/tokens/", {"name": "ci", "scopes": ["submit"], "days": 9}, follow=True
    ).content.decode()
    assert "lvs_" in page
    assert Team.objects.get(pk=house.team.pk).tokens.count() == 2
