"""Virtual services, real servers and VRRP, as a definition writes them."""

from typing import NamedTuple

from lvsportal.engine.model.address import Address, Prefix
from lvsportal.engine.source.source import Span

# Forwarding methods. FNAT is Alibaba's and DPVS's: both addresses are rewritten.
NAT, DR, TUN, FNAT = "NAT", "DR", "TUN", "FNAT"


class RealServer(NamedTuple):
    """One destination of a service.

    ``port``: as written; None where none is written (the service's counts). ``weight``: 0 takes no new
    connections. ``method``: its own forwarding method, else the service's.
    """

    address: Address
    port: int | None
    weight: int
    method: str
    at: Span
    port_at: Span


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


class VirtualAddress(NamedTuple):
    """A VIP that a VRRP instance holds while it is master."""

    address: Address
    length: int | None  # None: no prefix written, so /32 or /128
    interface: str
    at: Span


class Peer(NamedTuple):
    address: Address
    at: Span


class VrrpInstance(NamedTuple):
    name: str
    interface: str
    state: str  # "" where none is written
    priority: int
    router_id: int
    addresses: tuple[VirtualAddress, ...]
    source_address: Peer | None
    peers: tuple[Peer, ...]
    sync_daemon: str  # interface of the deprecated per-instance form
    nopreempt: bool
    at: Span


class StaticRoute(NamedTuple):
    """``static_routes`` and ``virtual_routes``: ``gateway`` None means straight on the link."""

    prefix: Prefix
    gateway: Address | None
    interface: str
    at: Span


class SyncDaemon(NamedTuple):
    """``lvs_sync_daemon``: master while the instance is master, backup while it is not."""

    interface: str
    instance: str
    at: Span


class Configuration(NamedTuple):
    """What one keepalived.conf (or ldirectord.cf …) of one director says."""

    path: str
    router_id: str
    services: tuple[Service, ...]
    instances: tuple[VrrpInstance, ...] = ()
    static_addresses: tuple[VirtualAddress, ...] = ()
    routes: tuple[StaticRoute, ...] = ()
    sync_daemon: SyncDaemon | None = None
    dialect: str = "keepalived"
    unread: int = (
        0  # virtual or real servers whose address is none (a template), and includes that are not given
    )
