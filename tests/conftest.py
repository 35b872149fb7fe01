"""What the tests share: two teams that must not see each other, and definitions to review."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.accounts.models import Membership, Role, Scope, Team, User
from apps.accounts.permissions import Actor
from apps.accounts.services import create_team, create_token
from apps.reviews.models import Review
from apps.reviews.services import Submission, request_review, run_next
from apps.reviews.uploads import accept_upload
from tests.web_process import Web
from tests.worker_process import Worker

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
TRAP = """\
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    authentication {
        auth_type PASS
        auth_pass S3cr3tPw
    }
    virtual_ipaddress {
        10.0.0.100
    }
}
virtual_server 10.0.0.100 443 {
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 10.0.0.21 8443 {
        weight 1 # <script>alert(1)</script>
    }
}
"""


class House:
    """A team with an owner, a member, a viewer, and a token that may do everything."""

    def __init__(self, name: str) -> None:
        self.owner = User.objects.create_user(f"{name}-owner", f"{name}@example.org", "a long password 1")
        self.member = User.objects.create_user(f"{name}-member", f"{name}-m@example.org", "a long password 1")
        self.viewer = User.objects.create_user(f"{name}-viewer", f"{name}-v@example.org", "a long password 1")
        self.team: Team = create_team(name=name, owner=self.owner)
        Membership.objects.create(team=self.team, user=self.member, role=Role.MEMBER)
        Membership.objects.create(team=self.team, user=self.viewer, role=Role.VIEWER)
        self.actor = Actor(user=self.owner)
        self.token, self.secret = create_token(
            actor=self.actor, team=self.team, name="all", scopes=list(Scope.values), days=30
        )

    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.secret}"}

    def stranger_user(self) -> User:
        """A person of no team."""
        return User.objects.create_user(f"{self.team.slug}-guest", "guest@example.org", "a long password 1")

    @staticmethod
    def run_next() -> bool:
        """Run the oldest queued review; False where there is none."""
        return run_next()

    def ask(self, text: str = TRAP, cluster: str = "edge", path: str = "lb1/keepalived.conf") -> Review:
        """A queued review."""
        asked = Submission(
            self.team, cluster, accept_upload([(path, text.encode())], self.team), create_cluster=True
        )
        return request_review(actor=self.actor, asked=asked).review

    def review(self, text: str = TRAP, cluster: str = "edge") -> Review:
        """A review that was run, here and now."""
        review = self.ask(text, cluster)
        while run_next():
            pass
        review.refresh_from_db()
        return review


@pytest.fixture
def house(db: None) -> House:
    return House("north")


@pytest.fixture
def stranger(db: None) -> House:
    return House("south")


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    found = Worker()
    found.start()
    yield found
    found.kill()


@pytest.fixture
def worker_alone(transactional_db: None) -> Iterator[Worker]:
    """A worker without a clock: nothing sweeps, so what it does, a message made it do."""
    found = Worker()
    found.start(clock=False)
    yield found
    found.kill()


@pytest.fixture
def web(transactional_db: None) -> Iterator[Web]:
    """The web server that the portal runs on."""
    found = Web()
    yield found
    found.kill()


def _has_worker(names: list[str]) -> bool:
    return bool({"worker", "worker_alone", "web"} & set(names))


@pytest.fixture(autouse=True)
def _quiet_broker(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Unless a test has a worker of its own, nobody would read the messages: leave them unsent."""
    if not _has_worker(request.fixturenames):
        monkeypatch.setattr("apps.reviews.messages.notify_workers", lambda: None)


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Tests with a worker or a browser share one process each: they start servers of their own."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif _has_worker(getattr(item, "fixturenames", [])):
            item.add_marker(pytest.mark.xdist_group("worker"))
