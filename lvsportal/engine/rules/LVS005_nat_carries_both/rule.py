"""LVS005: NAT carries both directions through the director (the note's trap 5). Information, with figures."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Traffic
from lvsportal.engine.model.services import NAT
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Told
from lvsportal.engine.rules.LVS005_nat_carries_both import texts
from lvsportal.engine.rules.subjects import OfService


def check(analysis: Analysis) -> Iterator[Finding]:
    for director, service in analysis.served(NAT):
        rewritten = next((real for real in service.real_servers if real.port not in (None, service.port)), None)
        traffic = director.traffic.get(service.key) if director.traffic is not None else None
        cause = texts.both_directions()
        if service.vip is not None and rewritten is not None:
            cause = texts.port_rewritten(port=service.port, written=rewritten.port)
        elif traffic is not None and traffic.bytes_out:
            cause = _measured(traffic)
        yield Finding(cause, OfService(director, service))


def _measured(traffic: Traffic) -> Told:
    share = round(100 * traffic.bytes_out / (traffic.bytes_in + traffic.bytes_out))
    return texts.measured(share=share, bytes_in=_size(traffic.bytes_in), bytes_out=_size(traffic.bytes_out))


def _size(count: int) -> str:
    """Bytes for people, in binary units."""
    value = float(count)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if value < 1024 or unit == "TiB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"


RULE = Rule("LVS005", Severity.INFO, texts, check)
