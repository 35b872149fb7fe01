"""The change gate: a base that only an approval makes, a decision that names what held it, waivers, overrides."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.test import Client

from apps.accounts.models import Membership
from apps.accounts.permissions import Actor
from apps.accounts.services import create_token
from apps.gate.models import PolicyVersion, Waiver
from apps.reviews.models import Review
from tests.conftest import TRAP, House

GOOD = TRAP.replace("8443", "443")
WORSE = TRAP + TRAP[TRAP.index("virtual_server") :].replace(" 443 {", " 444 {")
SOON = (date.today() + timedelta(days=30)).isoformat()


def call(house: House, method: str, path: str, body: object = None, status: int = 200, secret: str = ""):
    headers = {"authorization": f"Bearer {secret or house.secret}"}
    data = json.dumps(body) if body is not None else ""
    answer = Client().generic(method, f"/api/v1/{path}", data, "application/json", headers=headers)
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


def submitted(house: House, text: str, status: int = 202, **more: object):
    body = {
        "cluster": "edge",
        "create_cluster": True,
        "files": [{"path": "lb1/keepalived.conf", "content": text}],
        **more,
    }
    made = call(house, "POST", "reviews/", body, status)
    if status != 202:
        return made
    while house.run_next():
        pass
    return call(house, "GET", f"reviews/{made['id']}/")


def approve(house: House, review: dict, status: int = 200):
    return call(
        house, "POST", f"clusters/{review['cluster_id']}/revisions/{review['revision']}/approve/", status=status
    )


def person(house: House, name: str) -> str:
    """A token that stands for another member: made by them while they were an owner's equal."""
    membership = Membership.objects.get(team=house.team, user=getattr(house, name))
    membership.role = "owner"
    membership.save()
    actor = Actor(user=membership.user)
    return create_token(actor=actor, team=house.team, name=name, scopes=["gate", "read"], days=3)[1]


def test_without_an_approved_revision_everything_is_new_and_the_decision_says_so(house: House) -> None:
    gate = submitted(house, TRAP)["gate"]
    assert gate["decision"] == "fail" and gate["base"] is None
    assert "new_error" in gate["reasons"] and "no_base" in gate["reasons"]
    held = next(one for one in gate["requirements"] if one["requirement"] == "no_new_error")
    assert (held["level"], held["outcome"]) == ("block", "unmet") and held["message"] and held["turn"]


def test_only_an_approval_makes_a_base_and_old_errors_are_not_new(house: House) -> None:
    first = submitted(house, TRAP)
    assert submitted(house, TRAP + "\n")["gate"]["base"] is None  # the first is a proposal
    approve(house, first, 422)  # its decision is fail
    person(house, "member")
    call(
        house,
        "POST",
        f"reviews/{first['id']}/override/",
        {"reason": "runs since 2019", "approver": "north-member"},
        201,
    )
    approve(house, first)
    again = submitted(house, TRAP + "\n\n")
    assert again["gate"]["base"] and again["gate"]["decision"] != "fail"
    worse = submitted(house, WORSE)["gate"]
    assert worse["decision"] == "fail" and worse["reasons"][0] == "new_error"


@pytest.mark.parametrize("base", ["7", "none at all", "0", "-1", "newest"])
def test_a_base_that_is_not_there_is_refused_and_nothing_is_stored(house: House, base: str) -> None:
    told = submitted(house, TRAP, 422, base=base)
    assert told["errors"][0]["field"] == "base"
    assert not Review.objects.exists()


def test_a_base_by_its_number_and_none(house: House) -> None:
    submitted(house, GOOD)
    assert "/ rev 1" in submitted(house, TRAP, base="1")["gate"]["base"]
    assert submitted(house, TRAP + "\n", base="none")["gate"]["base"] is None


def test_a_base_that_is_not_the_newest_any_more_is_named(house: House) -> None:
    first = submitted(house, GOOD)
    approve(house, first)
    second = submitted(house, GOOD + "\n")
    approve(house, second)
    third = submitted(house, GOOD + "\n\n", base="1")
    assert third["gate"]["base_stale"] is True
    assert submitted(house, GOOD + "\n\n\n")["gate"]["base_stale"] is False


def test_the_digest_is_of_what_was_given(house: House) -> None:
    line = f"{hashlib.sha256(TRAP.encode()).hexdigest()}  lb1/keepalived.conf\n"
    assert submitted(house, TRAP)["gate"]["digest"] == f"sha256:{hashlib.sha256(line.encode()).hexdigest()}"


def test_policies_are_versions_tried_before_they_count(house: House) -> None:
    submitted(house, TRAP)
    made = call(house, "POST", "policies/", {"requirements": {"no_error": "warn"}}, 403)  # no token may
    client = Client()
    client.force_login(house.owner)

    def post(path: str, body: object = None):
        return client.post(f"/api/v1/{path}", json.dumps(body) if body else "", "application/json")

    made = post("policies/", {"requirements": {"no_error": "warn"}, "longest_waiver": 60}).json()
    assert made["version"] == 2 and made["activated_at"] is None
    tried = post(f"policies/{made['id']}/dry-run/").json()
    assert (tried["reviews"], tried["changed"]) == (1, 1)
    assert tried["results"][0]["was"] == "fail" != tried["results"][0]["would_be"]
    assert submitted(house, TRAP + "\n")["gate"]["policy"]["version"] == 1
    post(f"policies/{made['id']}/activate/")
    gate = submitted(house, TRAP + "\n\n")["gate"]
    assert gate["policy"]["version"] == 2 and gate["decision"] != "fail"
    assert post("policies/", {"requirements": {"no_errors": "block"}}).status_code == 422
    assert post("policies/", {"requirements": {"no_error": "never"}}).status_code == 422


def test_a_policy_that_would_lock_everybody_out(house: House) -> None:
    Membership.objects.filter(team=house.team).exclude(user=house.owner).delete()
    client = Client()
    client.force_login(house.owner)
    body = json.dumps({"requirements": {"no_error": "block"}, "second_person": True})
    answer = client.post("/api/v1/policies/", body, "application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "second_person")
    assert not PolicyVersion.objects.exists()


def fingerprint(house: House, review: dict) -> str:
    report = call(house, "GET", f"reviews/{review['id']}/report.json")
    return next(r["subjects"][0]["fingerprint"] for r in report["results"] if r["rule"] == "LVS001")


def test_a_waiver_lets_a_change_go_and_is_told_apart(house: House) -> None:
    review = submitted(house, TRAP)
    wanted = {
        "reason": "moved next week",
        "owner": "north-owner",
        "expires": SOON,
        "fingerprint": fingerprint(house, review),
    }
    made = call(house, "POST", "waivers/", wanted, 201)
    assert made["state"] == "active"
    again = submitted(house, TRAP + "\n")
    report = call(house, "GET", f"reviews/{again['id']}/report.json")
    waived = next(r for r in report["results"] if r["rule"] == "LVS001")
    assert waived["verdict"] == "violated" and waived["waiver"]["state"] == "active"
    assert "new_error" not in again["gate"]["reasons"]
    assert again["gate"]["valid_until"]
    call(house, "DELETE", f"waivers/{made['id']}/", status=204)
    assert "new_error" in submitted(house, TRAP + "\n\n")["gate"]["reasons"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"expires": "2020-01-01"}, "expires"), ({"expires": "2999-01-01"}, "expires"), ({"expires": None}, "expires"),
        ({"reason": ""}, "reason"), ({"owner": "nobody"}, "owner"), ({"fingerprint": ""}, "fingerprint"),
        ({"rule": "LVS1"}, "rule"), ({"until": SOON}, "until"),
        ({"cluster": "00000000-0000-0000-0000-000000000000"}, "cluster"),
    ],
)  # fmt: skip
def test_a_waiver_without_what_it_needs(house: House, change: dict, field: str) -> None:
    wanted = {"reason": "x", "owner": "north-owner", "expires": SOON, "fingerprint": "a" * 32, **change}
    told = call(house, "POST", "waivers/", wanted, 422)
    assert told["errors"][0]["field"] == field
    assert not Waiver.objects.exists()


def test_a_second_person_approves_where_the_team_wants_it(house: House) -> None:
    other = person(house, "member")
    PolicyVersion.objects.create(
        team=house.team, version=2, levels={}, second_person=True, activated_at="2026-01-01T00:00Z"
    )
    wanted = {"reason": "x", "owner": "north-owner", "expires": SOON, "rule": "LVS001", "node": "lb1"}
    made = call(house, "POST", "waivers/", wanted, 201)
    assert made["state"] == "requested"
    call(house, "POST", f"waivers/{made['id']}/approve/", status=422)  # who asked
    assert call(house, "POST", f"waivers/{made['id']}/approve/", secret=other)["state"] == "active"


def test_an_owner_is_told_14_3_and_1_days_before_the_end_once_each(house: House) -> None:
    from django.core import mail

    from apps.gate.reminders import remind

    end = date(2027, 3, 31)
    waiver = Waiver.objects.create(
        team=house.team, rule="LVS001", node="lb1", reason="moved\nlater", owner=house.owner, expires=end
    )
    told = [days for days in range(20, -3, -1) for _ in range(2) if remind(end - timedelta(days=days))]
    assert told == [14, 3, 1]
    assert len(mail.outbox) == 3 and mail.outbox[0].to == [house.owner.email]
    assert "LVS001 lb1" in mail.outbox[0].subject and "豁免" in mail.outbox[0].body
    Waiver.objects.filter(pk=waiver.pk).update(told_days=None, closed="withdrawn")
    assert remind(end) == 0


def test_what_is_mended_closes_its_waiver_when_it_is_approved(house: House) -> None:
    review = submitted(house, TRAP)
    wanted = {
        "reason": "x",
        "owner": "north-owner",
        "expires": SOON,
        "rule": "LVS001",
        "node": "lb1",
        "cluster": review["cluster_id"],
    }
    made = call(house, "POST", "waivers/", wanted, 201)
    mended = submitted(house, GOOD)
    assert call(house, "GET", f"waivers/{made['id']}/")["state"] == "active"
    approve(house, mended)
    assert call(house, "GET", f"waivers/{made['id']}/")["state"] == "obsolete"
    assert mended["gate"]["decision"] != "fail"


def test_break_glass_needs_a_reason_and_a_second_person(house: House) -> None:
    review = submitted(house, TRAP, change_ref="CHG-1")
    path = f"reviews/{review['id']}/override/"
    call(house, "POST", path, {"reason": "outage", "approver": "north-owner"}, 422)
    call(house, "POST", path, {"reason": " ", "approver": "north-member"}, 422)
    call(house, "POST", path, {"reason": "outage", "approver": "north-viewer"}, 422)
    assert call(house, "GET", "changes/CHG-1/decision/")["decision"] == "fail"
    call(house, "POST", path, {"reason": "outage", "approver": "north-member"}, 201)
    found = call(house, "GET", f"reviews/{review['id']}/")["gate"]
    assert found["decision"] == "fail" and found["override"]["approver"] == "north-member"
    assert call(house, "GET", "changes/CHG-1/decision/")["decision"] == "pass"
    call(house, "POST", path, {"reason": "outage", "approver": "north-member"}, 422)


def test_a_change_over_several_clusters_is_decided_by_the_worst(house: House) -> None:
    submitted(house, GOOD, change_ref="CHG/7", cluster="one")
    assert call(house, "GET", "changes/CHG/7/decision/")["decision"] != "fail"
    two = submitted(house, TRAP, cluster="two")
    call(house, "PATCH", f"reviews/{two['id']}/", {"change_ref": "CHG/7"})
    found = call(house, "GET", "changes/CHG/7/decision/")
    assert found["decision"] == "fail" and {r["cluster"] for r in found["reviews"]} == {"one", "two"}
    later = submitted(house, GOOD + "\n", cluster="two", change_ref="CHG/7")
    assert call(house, "GET", f"reviews/{two['id']}/")["gate"]["superseded_by"] == later["id"]
    assert call(house, "GET", "changes/CHG/7/decision/")["decision"] != "fail"
    call(house, "GET", "changes/none/decision/", status=404)


def test_deployed_counts_where_the_team_says_so(house: House) -> None:
    PolicyVersion.objects.create(
        team=house.team, version=2, levels={}, baseline="deployed", activated_at="2026-01-01T00:00Z"
    )
    first = submitted(house, GOOD)
    number = f"clusters/{first['cluster_id']}/revisions/{first['revision']}"
    call(house, "POST", f"{number}/deployed/", status=422)  # a proposal
    approve(house, first)
    assert submitted(house, GOOD + "\n")["gate"]["base"] is None
    call(house, "POST", f"{number}/deployed/")
    assert submitted(house, GOOD + "\n\n")["gate"]["base"]


def test_a_revision_is_replaced_or_patched_never_guessed(house: House) -> None:
    first = submitted(house, GOOD)
    path = f"clusters/{first['cluster_id']}/revisions/"
    extra = [{"path": "rs1/sysctl.txt", "content": "net.ipv4.ip_forward = 0\n"}]
    call(house, "POST", path, {"files": extra}, 422)
    both = call(house, "POST", path, {"mode": "patch", "files": extra}, 201)
    assert both["files"] == ["lb1/keepalived.conf", "rs1/sysctl.txt"]
    assert call(house, "POST", path, {"mode": "replace", "files": extra}, 201)["files"] == ["rs1/sysctl.txt"]


def test_nothing_of_another_team_is_decided(house: House, stranger: House) -> None:
    review = submitted(house, TRAP, change_ref="CHG-1")
    waiver = call(
        house,
        "POST",
        "waivers/",
        {"reason": "x", "owner": "north-owner", "expires": SOON, "fingerprint": "a"},
        201,
    )
    for method, path in [
        ("POST", f"clusters/{review['cluster_id']}/revisions/1/approve/"), ("GET", f"waivers/{waiver['id']}/"),
        ("POST", f"waivers/{waiver['id']}/approve/"), ("DELETE", f"waivers/{waiver['id']}/"),
        ("GET", "changes/CHG-1/decision/"),
    ]:  # fmt: skip
        call(stranger, method, path, status=404)
    body = {"reason": "x", "approver": "south-member"}
    call(stranger, "POST", f"reviews/{review['id']}/override/", body, 404)
    call(stranger, "PATCH", f"reviews/{review['id']}/", {"change_ref": "x"}, 404)


def test_a_review_of_one_file_over_the_base(house: House) -> None:
    other = {"path": "lb2/keepalived.conf", "content": GOOD}
    first = {"path": "lb1/keepalived.conf", "content": GOOD}
    submitted(house, "", files=[first, other])
    changed = submitted(house, TRAP, create_cluster=False, mode="patch")
    report = call(house, "GET", f"reviews/{changed['id']}/report.json")
    assert [node["name"] for node in report["cluster"]["nodes"]] == ["lb1", "lb2"]
    violated = [one for one in report["results"] if one["rule"] == "LVS001" and one["verdict"] == "violated"]
    assert {subject["node"] for one in violated for subject in one["subjects"]} == {"lb1"}


def test_a_patch_goes_over_what_was_approved_not_over_another_proposal(house: House) -> None:
    approve(house, submitted(house, GOOD))
    submitted(house, "", files=[{"path": "stray/keepalived.conf", "content": TRAP}])
    changed = submitted(house, GOOD + "\n", create_cluster=False, mode="patch")
    report = call(house, "GET", f"reviews/{changed['id']}/report.json")
    assert [node["name"] for node in report["cluster"]["nodes"]] == ["lb1"]


def test_a_patch_of_nothing_is_refused(house: House) -> None:
    assert "edge" not in str(submitted(house, TRAP, 422, mode="patch", cluster="unknown")["errors"])
    submitted(house, GOOD)
    submitted(house, GOOD, 422, mode="rewrite")


def test_what_a_change_means_against_its_base(house: House) -> None:
    approve(house, submitted(house, GOOD))
    changed = submitted(house, TRAP)
    told = call(house, "GET", f"reviews/{changed['id']}/diff.json?lang=zh-hans")
    assert told["schema"] == "lvsportal.diff/1"
    assert [one["message"] for one in told["changes"]] == [
        "真实服务器 lb1 · 10.0.0.100:443/tcp · 10.0.0.21：端口 443 → 8443"
    ]
    assert told["counts"]["new"] == 1
    assert told == call(house, "GET", f"reviews/{changed['id']}/diff.json?lang=zh-hans&base=1")
    call(house, "GET", f"reviews/{changed['id']}/diff.json?base=2", status=422)
    call(house, "GET", f"reviews/{changed['id']}/diff.json?base=77", status=422)


def test_another_teams_change_is_not_there(house: House, stranger: House) -> None:
    approve(house, submitted(house, GOOD))
    changed = submitted(house, TRAP)
    call(stranger, "GET", f"reviews/{changed['id']}/diff.json", status=404)
