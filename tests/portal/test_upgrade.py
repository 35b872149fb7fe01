"""A database of the first release is brought up to date with all that stood in it; a backup comes back whole.

``tests/data/first-release.*.sql`` are dumps of what that release made: a team, two reviews, a share, an invitation.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DUMPS = ROOT / "tests" / "data"
_LOOK = """
import json
import django
django.setup()
from apps.clusters.models import Cluster
from apps.reviews.models import Review
from apps.sharing.models import Share
from apps.accounts.models import Invitation, Membership
print(json.dumps({
    "gates": [one.stored_report.report["summary"]["gate"] for one in Review.objects.order_by("created_at")],
    "same_cluster": all(one.cluster_id == one.revision.cluster_id for one in Review.objects.all()),
    "files": [file.content.decode() for file in Cluster.objects.get().revisions.order_by("number")[0].files.all()],
    "members": Membership.objects.count(), "shares": Share.objects.count(), "invitations": Invitation.objects.count(),
}))
"""


def portal(url: str, *command: str) -> str:
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "lvsportal.settings.test"}
    done = subprocess.run([sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def up_to_date(url: str) -> None:
    portal(url, "manage.py", "migrate", "--noinput", "-v", "0")
    holds(url)


def holds(url: str) -> None:
    found = json.loads(portal(url, "-c", _LOOK).splitlines()[-1])
    assert len(found["gates"]) == 2 and set(found["gates"]) <= {"fail", "undecided", "pass"}
    assert found["same_cluster"] and "real_server 10.0.0.21 8443" in found["files"][0]
    assert (found["members"], found["shares"], found["invitations"]) == (3, 1, 1)


def test_the_first_releases_sqlite_is_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    with sqlite3.connect(path) as database:
        database.executescript((DUMPS / "first-release.sqlite.sql").read_text())
    up_to_date(f"sqlite:///{path}")


class Databases:
    """New databases on the server that ``DATABASE_URL`` names, dropped at the end."""

    def __init__(self) -> None:
        self.server = os.environ["DATABASE_URL"].rpartition("/")[0]
        self.made: list[str] = []

    def new(self, name: str) -> str:
        name = f"lvs_{name}_{os.getpid()}"
        self.run("psql", "-q", "-d", f"{self.server}/postgres", "-c", f"CREATE DATABASE {name}")
        self.made.append(name)
        return f"{self.server}/{name}"

    def run(self, program: str, *arguments: str) -> None:
        assert shutil.which(program), f"{program} is not installed"
        subprocess.run([program, *arguments], check=True, capture_output=True)

    def drop(self) -> None:
        for name in self.made:
            self.run("psql", "-q", "-d", f"{self.server}/postgres", "-c", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def databases() -> Iterator[Databases]:
    found = Databases()
    yield found
    found.drop()


@pytest.mark.needs_servers
def test_the_first_releases_postgresql_is_upgraded_backed_up_and_restored(
    databases: Databases, tmp_path: Path
) -> None:
    """As docs/operating.md says it: pg_dump -Fc, pg_restore into an empty database, migrate."""
    old, new = databases.new("upgrade"), databases.new("restored")
    databases.run(
        "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", old, "-f", str(DUMPS / "first-release.postgres.sql")
    )
    up_to_date(old)
    backup = tmp_path / "backup"
    databases.run("pg_dump", "-Fc", "-f", str(backup), old)
    databases.run("pg_restore", "--no-owner", "-d", new, str(backup))
    up_to_date(new)
