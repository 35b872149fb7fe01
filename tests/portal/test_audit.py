"""The audit log: every change leaves a row that nobody changes; owners read it, as page, CSV, JSON Lines and by REST."""

import csv
import io
import json

import pytest
from django.test import Client

from apps.accounts.audit import as_csv, entries
from apps.accounts.models import AuditEntry, Membership, Role
from apps.accounts.permissions import Actor
from apps.accounts.services import change_role, create_token, invite, remove_member, revoke_token
from apps.reviews.retention import delete_cluster, keep_for
from apps.sharing.services import create_share, open_share, revoke_share
from tests.conftest import House


def actions(house: House) -> list[str]:
    return list(entries(house.actor).order_by("id").values_list("action", flat=True))


def test_every_change_leaves_a_row(house: House) -> None:
    before = len(actions(house))
    token, secret = create_token(actor=house.actor, team=house.team, name="ci", scopes=["read"], days=1)
    revoke_token(actor=house.actor, token=token)
    _, invited = invite(actor=house.actor, team=house.team, role="member")
    member = Membership.objects.get(user=house.member)
    change_role(actor=house.actor, membership=member, role=Role.VIEWER)
    remove_member(actor=house.actor, membership=member)
    review = house.review()
    share, link = create_share(actor=house.actor, review=review)
    open_share(link)
    revoke_share(actor=house.actor, share=share)
    keep_for(actor=house.actor, team=house.team, days=30)
    delete_cluster(actor=house.actor, cluster=review.cluster)
    assert actions(house)[before:] == [
        "token.made", "token.revoked", "invitation.made", "member.role", "member.removed", "share.made", "share.read",
        "share.revoked", "team.keep", "cluster.deleted",
    ]  # fmt: skip
    role = AuditEntry.objects.get(action="member.role")
    assert (role.who, role.by) == ("north-owner", "session")
    assert (role.before, role.after) == ({"role": "member"}, {"role": "viewer"})
    assert AuditEntry.objects.get(action="share.read").by == "link"
    for text in (secret, invited, link):
        assert text not in as_csv(AuditEntry.objects.all())


def test_a_token_is_named_and_a_read_of_a_report_too(client: Client, house: House) -> None:
    review = house.review()
    answer = client.get(f"/api/v1/reviews/{review.pk}/report.json", headers=house.headers())
    row = AuditEntry.objects.get(action="report.exported")
    assert row.by.startswith("token all …") and row.who == "north-owner"
    assert row.request == answer["X-Request-Id"] and row.after == {"form": "report.json"}


def test_rows_are_only_added(house: House) -> None:
    row = entries(house.actor)[0]
    for change in (
        row.save,
        row.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(who="nobody"),
    ):
        with pytest.raises(TypeError):
            change()


def test_only_owners_read_it(client: Client, house: House, stranger: House) -> None:
    keep_for(actor=house.actor, team=house.team, days=30)
    client.force_login(house.member)
    assert client.get("/team/audit/").status_code == 403
    assert client.get("/team/audit.csv").status_code == 403
    assert client.get("/api/v1/audit/").json()["results"] == []
    client.force_login(stranger.owner)
    assert "team.keep" not in client.get("/team/audit/").content.decode()
    assert not entries(Actor(token=house.token)).exists()


def test_the_page_and_its_files(client: Client, house: House) -> None:
    keep_for(actor=house.actor, team=house.team, days=30)
    client.force_login(house.owner)
    page = client.get("/team/audit/", {"action": "team."}).content.decode()
    assert "team.keep" in page and "token.made" not in page
    rows = list(csv.DictReader(io.StringIO(client.get("/team/audit.csv").content.decode())))
    assert {row["action"] for row in rows} >= {"team.keep", "token.made"}
    lines = [
        json.loads(line) for line in client.get("/team/audit.jsonl?action=team.").content.decode().splitlines()
    ]
    assert [one["after"] for one in lines] == [{"days": 30}]
    assert client.get("/api/v1/audit/?search=team.keep").json()["results"][0]["action"] == "team.keep"


def test_a_formula_stays_text(house: House) -> None:
    create_token(actor=house.actor, team=house.team, name="=HYPERLINK(1)", scopes=["read"], days=1)
    assert "'=HYPERLINK" in as_csv(entries(house.actor))
