"""LVS001: the real server's port differs from the service's under DR or TUN (the note's trap 1).

DR rewrites the frame's MAC only, TUN wraps the packet (``ip_vs_xmit.c: ip_vs_dr_xmit, ip_vs_tunnel_xmit``): the
port stays the service's.
"""

from typing import TYPE_CHECKING

from lvsportal.engine.later import Later
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.rules.base import Edit, Fix, Outcomes, Rule, Subject, ends_by, served
from lvsportal.engine.rules.LVS001_port_differs.texts import CAUSES, FIX, NOTHING, SUMMARY, TITLE

if TYPE_CHECKING:
    from lvsportal.engine.walk import listeners, netfilter
else:
    listeners = Later("lvsportal.engine.walk.listeners")
    netfilter = Later("lvsportal.engine.walk.netfilter")


def decide(cluster: Cluster, out: Outcomes) -> None:
    same = out.group("same_port")
    for director, service in served(cluster, (DR, TUN)):
        port = service.port
        for real in service.real_servers:
            if real.method != DR and real.method != TUN:
                continue
            if real.port is None or (real.port == port and service.vip is not None):
                if same.wants:
                    same.add(Subject(director, service, real))
                else:
                    same.count += 1
            elif service.vip is None:
                _fwmark(cluster, director, service, real, out)
            else:
                _differs(cluster, director, service, real, port, out)


def _differs(
    cluster: Cluster, director: Node, service: Service, real: RealServer, port: int, out: Outcomes
) -> None:
    subject = Subject(director, service, real)
    owner = cluster.owner(real.address)
    names = {"written": real.port, "port": port}
    if owner is not None and service.vip is not None and port:
        if listeners.redirected(owner, service.vip, port, service.protocol) == real.port:
            out.add("redirected", subject, **names)
            return
        if listeners.listens(owner, service.vip, port, service.protocol):
            out.add("listens_anyway", subject, fix=_fix(real, port, True), **names)
            return
    if not port:
        out.add("every_port", subject, **names)
        return
    known = owner is not None and owner.listeners is not None
    out.add("differs", subject, related=((service.at, "service"),), fix=_fix(real, port, known), **names)


def _fix(real: RealServer, port: int, certain: bool) -> Fix:
    return Fix(FIX.fill(written=real.port, port=port), (Edit(real.port_at, str(port)),), certain=certain)


def _fwmark(cluster: Cluster, director: Node, service: Service, real: RealServer, out: Outcomes) -> None:
    """A fwmark service has no port of its own: the packets' ports are those that the marking rules let through."""
    subject = Subject(director, service, real)
    marked = netfilter.marked_traffic(director, service.fwmark, service.family)
    if not real.port:
        out.add("same_port", subject)
    elif marked is None or not marked:
        need = Need(director.name, firewall_file(service.family))
        out.add("fwmark_unknown", subject, needs=(need,), written=real.port, mark=service.fwmark)
    else:
        ports = {port for _, _, port in marked}
        if ports == {real.port}:
            out.add("same_port", subject)
        else:
            shown = ", ".join(str(port) for port in sorted(ports))
            out.add("fwmark_differs", subject, written=real.port, mark=service.fwmark, ports=shown)


RULE = Rule("LVS001", "error", TITLE, SUMMARY, CAUSES, decide, NOTHING, ends_by("no_listener"))
