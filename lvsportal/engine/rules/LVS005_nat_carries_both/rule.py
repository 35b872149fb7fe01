"""LVS005: NAT carries both directions through the director (the note's trap 5). Information, with figures."""

from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node, Traffic
from lvsportal.engine.model.services import NAT, Service
from lvsportal.engine.rules.base import Outcomes, Rule, Subject, served
from lvsportal.engine.rules.LVS005_nat_carries_both.texts import CAUSES, NOTHING, SUMMARY, TITLE


def decide(cluster: Cluster, out: Outcomes) -> None:
    for director, service in served(cluster, (NAT,)):
        subject = Subject(director, service)
        rewritten = next((real for real in service.real_servers if real.port not in (None, service.port)), None)
        traffic = _traffic(director, service)
        if service.vip is not None and rewritten is not None:
            group = out.group("port_rewritten")
            if group.wants:
                group.add(subject, port=service.port, written=rewritten.port)
            else:
                group.count += 1
        elif traffic is not None and traffic.bytes_out:
            share = round(100 * traffic.bytes_out / (traffic.bytes_in + traffic.bytes_out))
            out.add(
                "measured",
                subject,
                share=share,
                bytes_in=_size(traffic.bytes_in),
                bytes_out=_size(traffic.bytes_out),
            )
        else:
            group = out.group("both_directions")
            if group.wants:
                group.add(subject)
            else:
                group.count += 1


def _traffic(director: Node, service: Service) -> Traffic | None:
    return director.traffic.get(service.key) if director.traffic is not None else None


def _size(count: int) -> str:
    """Bytes for people, in binary units."""
    value = float(count)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if value < 1024 or unit == "TiB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"


RULE = Rule("LVS005", "info", TITLE, SUMMARY, CAUSES, decide, NOTHING)
