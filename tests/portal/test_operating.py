"""Settings have bounds and are listed; the first start needs no shell; what belongs to somebody is in no cache."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from apps.accounts.models import Membership, Role, User
from apps.accounts.setup import setup_key
from lvsportal.settings import environment
from tests.conftest import House

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgres://portal@db/portal",
    "REDIS_URL": "redis://redis/0",
    "PUBLIC_URL": "https://portal.example",
}
# Not for operators: the tests' own.
INTERNAL = {"LVSPORTAL_TEST_QUEUE"}


def start(**more: str) -> subprocess.CompletedProcess[str]:
    """Production's settings read in a process of its own; prints the settings that are known, with their defaults."""
    program = (
        "import lvsportal.settings.production; from lvsportal.settings.environment import KNOWN;"
        "print('\\n'.join(f'{name}={value}' for name, value in KNOWN.items()))"
    )
    kept = {key: value for key, value in os.environ.items() if key not in environment.KNOWN}
    return subprocess.run(
        [sys.executable, "-c", program], env=kept | PRODUCTION | more, capture_output=True, text=True, cwd=ROOT
    )


def documented() -> dict[str, str]:
    text = (ROOT / "docs" / "operating.md").read_text()
    return dict(re.findall(r"^\| `([A-Z_]+)` \|[^|]*\| ([^|]*?) \|", text, re.MULTILINE))


def test_every_setting_is_documented_with_its_default() -> None:
    known = dict(line.split("=", 1) for line in start().stdout.splitlines())
    told = documented()
    assert set(known) - INTERNAL == set(told)
    for name, default in known.items():
        if default and name not in INTERNAL | {"DATABASE_URL", "LVSPORTAL_VAR"}:
            assert told[name] == default, name


def test_compose_passes_every_setting_on() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    passed = set(re.findall(r"^    ([A-Z_]+): ", text, re.MULTILINE))
    assert set(documented()) - {"LVSPORTAL_VAR"} <= passed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("PUBLIC_URL", "portal.example"),
        ("DATABASE_URL", "nowhere"),
        ("REDIS_URL", "http://redis"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("METRICS_FROM", "everybody"),
        ("METRICS_TOKEN", "short"),
        ("SETUP_KEY", "short"),
        ("LIMIT_FILE_BYTES", "0"),
        ("LIMIT_FILE_BYTES", "99999999"),
        ("LIMIT_FILES", "many"),
        ("REVIEW_SECONDS", "-1"),
        ("REVIEW_LEASE_SECONDS", "1"),
        ("RATE_CALLER", "fast"),
        ("SHARE_DAYS", "367"),
        ("ANONYMOUS_CHECKS", "maybe"),
        ("EMAIL_PORT", "70000"),
        ("TIME_ZONE", "Middle/Earth"),
        ("LOG_LEVEL", "LOUD"),
        ("WEB_THREADS", "0"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence(name: str, value: str) -> None:
    done = start(**{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith("lvsportal: ") and name in done.stderr
    assert len(done.stderr.splitlines()) == 1 and "Traceback" not in done.stderr


def test_a_password_in_a_bad_address_is_not_told() -> None:
    assert "S3cret" not in start(REDIS_URL="http://portal:S3cret@redis").stderr


FORM = {
    "username": "first",
    "email": "first@example.org",
    "password": "a long password 1",
    "team": "Network team",
}


def test_the_first_visit_makes_the_first_person_and_team(client: Client, db: None) -> None:
    assert client.get("/")["Location"] == "/setup/"
    wrong = client.post("/setup/", {**FORM, "key": "not the key"})
    assert wrong.status_code == 422 and not User.objects.exists()
    weak = client.post("/setup/", {**FORM, "key": setup_key(), "password": "short"})
    assert weak.status_code == 422 and not User.objects.exists()
    assert client.post("/setup/", {**FORM, "key": setup_key()})["Location"] == "/"
    membership = Membership.objects.get()
    assert (membership.user.username, membership.role) == ("first", Role.OWNER)
    assert client.get("/clusters/").status_code == 200
    assert Client().get("/setup/").status_code == 404
    assert Client().post("/setup/", {**FORM, "username": "second", "key": setup_key()}).status_code == 404


def test_the_operator_may_choose_the_key(client: Client, db: None, settings) -> None:
    settings.SETUP_KEY = "chosen by the operator"
    assert client.post("/setup/", {**FORM, "key": "chosen by the operator"}).status_code == 302


def test_commands_do_the_same(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("setup_key")
    assert capsys.readouterr().out.strip() == setup_key()
    call_command("add_person", "first", "first@example.org", team="Network team")
    assert Client().login(username="first", password=capsys.readouterr().out.strip())
    with pytest.raises(CommandError):
        call_command("setup_key")
    with pytest.raises(CommandError):
        call_command("add_person", "first", "first@example.org", team="Network team")


@pytest.mark.parametrize("path", ["/reviews/{}/", "/reviews/{}/report.json", "/clusters/", "/team/"])
def test_what_belongs_to_somebody_is_in_no_cache(client: Client, house: House, path: str) -> None:
    review = house.review()
    client.force_login(house.owner)
    answer = client.get(path.format(review.pk))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert "camera=()" in answer["Permissions-Policy"]


def test_rest_is_in_no_cache(client: Client, house: House) -> None:
    review = house.review()
    for path in ("/api/v1/reviews/", f"/api/v1/reviews/{review.pk}/report.json", "/api/v1/tokens/"):
        answer = client.get(path, headers=house.headers())
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
