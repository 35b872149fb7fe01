"""The gate on pages: what held a change, two clicks to a waiver, a policy that is tried first."""

import re

import pytest
from django.test import Client

from apps.accounts.models import Membership
from apps.gate.models import PolicyVersion, Waiver
from tests.conftest import TRAP, House

GOOD = TRAP.replace("8443", "443")


@pytest.fixture
def owner(house: House, client: Client) -> Client:
    client.force_login(house.owner)
    return client


def test_a_review_says_what_held_it_and_what_would_turn_it(house: House, owner: Client) -> None:
    page = owner.get(f"/reviews/{house.review().pk}/").content.decode()
    assert "May it go?" in page and "holds it" in page and "everything counts as new" in page
    assert (
        "能否上线"
        in owner.get(f"/reviews/{house.review().pk}/", headers={"accept-language": "zh-hans"}).content.decode()
    )


def test_a_waiver_is_two_clicks_from_its_finding(house: House, owner: Client) -> None:
    review = house.review()
    page = owner.get(f"/reviews/{review.pk}/").content.decode()
    link = re.search(r'href="(/clusters/[^"]+/waivers/new/\?[^"]+)"', page)
    assert link
    form = owner.get(link[1].replace("&amp;", "&"))
    sent = {**{k: v or "" for k, v in form.context["form"].initial.items()}, "reason": "moved next week"}
    assert owner.post(link[1].partition("?")[0], sent).status_code == 302
    assert Waiver.objects.get().fingerprint
    assert "moved next week" in owner.get("/waivers/").content.decode()
    again = house.review(TRAP + "\n")
    assert "new_error" not in again.decision["reasons"]
    owner.post(f"/waivers/{Waiver.objects.get().pk}/close/")
    assert Waiver.objects.get().closed == "withdrawn"


def test_a_policy_is_tried_before_it_counts(house: House, owner: Client) -> None:
    house.review()
    form = owner.get("/team/policy/").context["form"]
    sent = {name: form[name].initial for name in form.fields} | {
        "no_new_error": "off",
        "no_new_flow_lost": "off",
    }
    made = owner.post("/team/policy/", {k: v for k, v in sent.items() if v is not False})
    assert made.status_code == 302
    tried = owner.get(made["Location"]).content.decode()
    assert "1 would be decided differently" in tried
    version = PolicyVersion.objects.get()
    assert version.activated_at is None
    owner.post(f"/team/policy/{version.pk}/activate/")
    assert house.review(TRAP + "\n").decision["policy"]["version"] == version.version


def test_revisions_are_approved_deployed_and_overridden_on_pages(house: House, owner: Client) -> None:
    good = house.review(GOOD)
    cluster = good.revision.cluster_id
    assert "approve" in owner.get(f"/clusters/{cluster}/").content.decode()
    owner.post(f"/clusters/{cluster}/revisions/1/approve/")
    owner.post(f"/clusters/{cluster}/revisions/1/deployed/")
    good.revision.refresh_from_db()
    assert good.revision.approved_by == house.owner and good.revision.deployed_at
    bad = house.review(TRAP)
    assert bad.base == good.revision and bad.decision["decision"] == "fail"
    refused = owner.post(f"/clusters/{cluster}/revisions/2/approve/", follow=True).content.decode()
    assert "override the decision first" in refused
    owner.post(f"/reviews/{bad.pk}/override/", {"reason": "outage", "approver": house.member.username})
    assert "outage" in owner.get(f"/reviews/{bad.pk}/").content.decode()
    owner.post(f"/clusters/{cluster}/revisions/2/approve/")
    bad.revision.refresh_from_db()
    assert bad.revision.approved_at


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_who_may_not_changes_nothing(house: House, stranger: House, client: Client, who: str) -> None:
    review = house.review(GOOD)
    cluster = review.revision.cluster_id
    version = PolicyVersion.objects.create(team=house.team, version=2)
    waiver = Waiver.objects.create(
        team=house.team, rule="LVS001", node="lb1", reason="x", owner=house.owner, expires="2999-01-01"
    )
    client.force_login(house.viewer if who == "viewer" else stranger.owner)
    status = 403 if who == "viewer" else 404
    for path in (
        f"/clusters/{cluster}/revisions/1/approve/", f"/clusters/{cluster}/revisions/1/deployed/",
        f"/team/policy/{version.pk}/activate/", f"/waivers/{waiver.pk}/close/", f"/waivers/{waiver.pk}/approve/",
    ):  # fmt: skip
        assert client.post(path).status_code == status, path
    sent = {"reason": "x", "owner": "north-owner", "expires": "2026-12-30", "rule": "LVS001", "node": "lb1"}
    assert client.post(f"/clusters/{cluster}/waivers/new/", sent).status_code == status
    assert Membership.objects.filter(team=house.team).count() == 3
    assert Waiver.objects.count() == 1
