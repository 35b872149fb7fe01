"""Virtual services and real servers, as a definition writes them."""

from typing import NamedTuple

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.health import HealthCheck, Quorum
from lvsportal.engine.model.terms import Method
from lvsportal.engine.model.vrrp import Peer, StaticRoute, SyncDaemon, VirtualAddress, Vrrp, VrrpInstance
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import Span

NAT, DR, TUN, FNAT = Method.NAT, Method.DR, Method.TUN, Method.FNAT


class RealServer(NamedTuple):
    """One destination of a service.

    ``port``: as written; None where none is written (the service's counts). ``weight``: 0 takes no new
    connections. ``method``: its own forwarding method, else the service's. ``checks``: all must succeed.
    ``inhibit``: a failing check sets the weight to 0 instead of taking it out of the table.
    """

    address: Address
    port: int | None
    weight: int
    method: str
    at: Span
    port_at: Span
    checks: tuple[HealthCheck, ...] = ()
    inhibit: bool = False


class Service(NamedTuple):
    """A virtual service of one director.

    ``vip`` is None for a fwmark service, ``fwmark`` is 0 for an address service; ``port`` 0 means every port.
    ``origin``: ``written`` (keepalived.conf, ldirectord.cf, cluster.yaml) or ``live`` (the kernel's table).
    ``mentioned``: the place of the head. ``persistent``: seconds, 0 for off.
    """

    vip: Address | None
    fwmark: int
    port: int
    protocol: str
    scheduler: str
    method: str
    real_servers: tuple[RealServer, ...]
    persistent: int
    origin: str
    at: Span
    family: int = 4
    group: str = ""
    sorry_server: RealServer | None = None
    scheduler_flags: tuple[str, ...] = ()
    ops: bool = False
    quorum: Quorum = Quorum()

    @property
    def name(self) -> str:
        """How people call it: ``10.0.0.1:80/tcp`` or ``fwmark 3``."""
        if self.vip is None:
            return f"fwmark {self.fwmark}"
        host = f"[{self.vip}]" if self.vip.family == 6 else self.vip.text
        return f"{host}:{self.port}/{self.protocol.lower()}"

    @property
    def key(self) -> tuple[int, int, int, int, str]:
        """What ip_vs knows it by (``ip_vs_ctl.c: ip_vs_service_find``)."""
        if self.vip is None:
            return 0, self.fwmark, self.family, 0, ""
        return self.vip.family, 0, self.vip.value, self.port, self.protocol


class Remark(NamedTuple):
    """What the reader said about a line. ``code``: what kind of mistake it is. ``lost``: the services, real servers and instances
    (their lines, as written) that keepalived does not load because of it."""

    code: str
    severity: str
    message: Text
    at: Span
    lost: tuple[str, ...] = ()


class Configuration(NamedTuple):
    """What one keepalived.conf (or ldirectord.cf …) of one director says."""

    path: str
    router_id: str
    services: tuple[Service, ...]
    vrrp: Vrrp = Vrrp()
    static_addresses: tuple[VirtualAddress, ...] = ()
    routes: tuple[StaticRoute, ...] = ()
    sync_daemon: SyncDaemon | None = None
    dialect: str = "keepalived"
    unread: int = (
        0  # virtual or real servers whose address is none (a template), and includes that are not given
    )

    remarks: tuple[Remark, ...] = ()
    directors: tuple[Peer, ...] = ()  # addresses of the directors that the file names, its own node among them

    @property
    def instances(self) -> tuple[VrrpInstance, ...]:
        return self.vrrp.instances
