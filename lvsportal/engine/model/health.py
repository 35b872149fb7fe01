"""Health checks and quorum of a virtual service (keepalived.conf(5), ldirectord(8))."""

from enum import StrEnum
from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.source.source import Span


class CheckKind(StrEnum):
    """How a real server is asked. EXTERNAL: a program decides (MISC_CHECK, ldirectord's external); ALWAYS, NEVER:
    ldirectord's ``on`` and ``off``."""

    TCP = "tcp"
    HTTP = "http"
    HTTPS = "https"
    SMTP = "smtp"
    DNS = "dns"
    UDP = "udp"
    PING = "ping"
    EXTERNAL = "external"
    FILE = "file"
    BFD = "bfd"
    ALWAYS = "always"
    NEVER = "never"


class HealthCheck(NamedTuple):
    """One check of a real server. ``address`` and ``port`` None: the real server's own. Times in seconds; None: not
    written. ``retries``: further tries before it counts as failed. ``alpha``: it counts as failed until it succeeds.
    ``target``: path, program or name that is asked for."""

    kind: CheckKind
    at: Span
    address: Address | None = None
    port: int | None = None
    target: str = ""
    interval: float | None = None
    timeout: float | None = None
    retries: int | None = None
    retry_delay: float | None = None
    alpha: bool | None = None
    source_address: Address | None = None
    interface: str = ""
    fwmark: int = 0

    @property
    def is_walked(self) -> bool:
        """Whether it asks over the network, by a packet that can be followed."""
        return self.kind not in _NO_PACKET


_NO_PACKET = frozenset({CheckKind.EXTERNAL, CheckKind.FILE, CheckKind.BFD, CheckKind.ALWAYS, CheckKind.NEVER})


class Quorum(NamedTuple):
    """When a service is up, and what happens when it is not. ``inhibit``: a failed real server stays in the table with
    weight 0 (``inhibit_on_failure`` of all; ldirectord's ``quiescent``). ``interval``: ``delay_loop``, seconds.
    ``vip_check``: ``ha_suspend``, checks run only while the VIP is there."""

    quorum: int = 1
    hysteresis: int = 0
    alpha: bool = False
    omega: bool = False
    inhibit: bool = False
    sorry_inhibit: bool = False
    interval: float | None = None
    ha_suspend: bool = False
    quorum_up: str = ""
    quorum_down: str = ""
    at: Span | None = None
