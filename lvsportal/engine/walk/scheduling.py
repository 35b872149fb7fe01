"""Whom a scheduler can choose (``ip_vs_sched.c`` and the schedulers beside it)."""

from collections.abc import Iterable, Iterator

from lvsportal.engine.model.services import DR, TUN, RealServer, Service

# With these the client's address, and for mh and dh the table, decide alone: two equal tables choose the same.
HASHING = ("sh", "mh", "dh")


def choices_among(service: Service, real_servers: Iterable[RealServer]) -> tuple[RealServer, ...]:
    """Those of some real servers that a new connection can get: weight above 0; ``fo`` and ``ovf`` the heaviest only."""
    able = tuple(real for real in _in_table(real_servers) if real.weight > 0)
    if able and service.scheduler in ("fo", "ovf"):
        heaviest = max(real.weight for real in able)
        return tuple(real for real in able if real.weight == heaviest)
    return able


def _in_table(real_servers: Iterable[RealServer]) -> Iterator[RealServer]:
    """The entries that the kernel keeps: under DR and TUN the port is set to the service's, so that a second one with the
    same address already exists (``ip_vs_ctl.c: ip_vs_add_dest``)."""
    seen = set()
    for real in real_servers:
        if real.method in (DR, TUN):
            if real.address.key in seen:
                continue
            seen.add(real.address.key)
        yield real


def choices(service: Service) -> tuple[RealServer, ...]:
    """The real servers that a new connection can get, as the service's table says."""
    return choices_among(service, service.real_servers)
