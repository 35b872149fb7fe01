"""One instance on one node, as the election moves it."""

from enum import Enum
from typing import NamedTuple

from lvsportal.engine.vrrp.router import Router
from lvsportal.engine.vrrp.tracking import Watched

Key = tuple[str, str]  # node, instance


class Status(Enum):
    OFF = "off"  # the daemon does not run
    FAULT = "fault"
    BACKUP = "backup"
    MASTER = "master"


class Change(NamedTuple):
    """A transition at a time, µs since the event that the run began with."""

    time: int
    key: Key
    status: Status


class Machine:
    """One instance on one node."""

    __slots__ = (
        "base",
        "changes",
        "deadline",
        "down",
        "group",
        "hung",
        "interval",
        "leaves_vips",
        "number",
        "preempt_at",
        "priority",
        "router",
        "runs",
        "spoke",
        "started",
        "status",
        "wants_master",
        "watched",
    )

    def __init__(
        self, number: int, router: Router, watched: Watched, group: int | None, runs: bool = True
    ) -> None:
        self.number = number
        self.runs = runs  # its daemon does, with its configuration
        self.router = router
        self.watched = watched
        self.group = (router.node.name, group) if group is not None else None
        self.status = Status.OFF
        self.wants_master = False
        self.base = router.priority
        self.priority = router.priority
        self.interval = router.advert  # that of the master it listens to
        self.down = 0
        self.deadline = -1
        self.preempt_at = -1
        self.started = 0
        self.spoke = False  # it has sent adverts since it started
        self.hung = False
        self.leaves_vips = False  # its VIPs are on the interface though no daemon looks after them
        self.changes = 0

    @property
    def key(self) -> Key:
        return self.router.key

    @property
    def master_down(self) -> int:
        return self.router.master_down(self.priority, self.interval)

    @property
    def holds(self) -> bool:
        """Whether its VIPs are on the interface."""
        return self.status is Status.MASTER or self.leaves_vips
