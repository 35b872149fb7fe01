"""LVS001: the real server's port differs from the service's under DR or TUN (the note's trap 1).

DR rewrites the frame's MAC only, TUN wraps the packet (``ip_vs_xmit.c: ip_vs_dr_xmit, ip_vs_tunnel_xmit``): the
port stays the service's.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Need, Node, firewall_file
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.model.terms import Reason, Severity
from lvsportal.engine.rules.base import Edit, Finding, Fix, Rule
from lvsportal.engine.rules.LVS001_port_differs import texts
from lvsportal.engine.rules.subjects import OfRealServer, OfRealServers


def check(analysis: Analysis) -> Iterator[Finding]:
    for director, service in analysis.served(DR, TUN):
        port, same = service.port, []
        for real in service.real_servers:
            if real.method != DR and real.method != TUN:
                continue
            if real.port is None or (real.port == port and service.vip is not None):
                same.append(real)
            elif service.vip is None:
                yield _of_a_mark(analysis, director, service, real)
            else:
                yield _differs(analysis, director, service, real)
        if same:
            yield Finding(texts.same_port, OfRealServers(director, service, same))


def _differs(analysis: Analysis, director: Node, service: Service, real: RealServer) -> Finding:
    subject, port, written = OfRealServer(director, service, real), service.port, real.port
    if not port:
        return Finding(texts.every_port(written=written), subject)
    owner = analysis.cluster.owner(real.address)
    if owner is not None and service.vip is not None:
        if analysis.redirected(owner, service.vip, port, service.protocol) == written:
            return Finding(texts.redirected(written=written, port=port), subject)
        if analysis.listens(owner, service.vip, port, service.protocol):
            told = texts.listens_anyway(written=written, port=port)
            return Finding(told, subject, fix=_fix(service, real, True))
    known = owner is not None and owner.listeners is not None
    told = texts.differs(written=written, port=port)
    return Finding(told, subject, related=((service.at, "service"),), fix=_fix(service, real, known))


def _fix(service: Service, real: RealServer, certain: bool) -> Fix | None:
    """The entry's port; nothing where that would leave the real server twice in the service."""
    port = service.port
    if sum(other.address.key == real.address.key for other in service.real_servers) > 1:
        return None
    summary = texts.FIX.fill(written=real.port, port=port)
    return Fix(summary, (Edit(real.port_at, str(port)),), certain=certain)


def _of_a_mark(analysis: Analysis, director: Node, service: Service, real: RealServer) -> Finding:
    """A fwmark service has no port of its own: the packets' ports are those that the marking rules let through."""
    subject = OfRealServer(director, service, real)
    marked = analysis.marked_traffic(director, service.fwmark, service.family)
    ports = {port for _, _, port in marked or ()}
    if not real.port or ports == {real.port}:
        return Finding(texts.same_port, subject)
    if marked is not None and not ports:
        return Finding(texts.nothing_marked(mark=service.fwmark), subject)
    if not ports:
        need = Need(director.name, firewall_file(service.family))
        return Finding(texts.fwmark_unknown(written=real.port, mark=service.fwmark), subject, needs=(need,))
    shown = ", ".join(str(port) for port in sorted(ports))
    return Finding(texts.fwmark_differs(written=real.port, mark=service.fwmark, ports=shown), subject)


RULE = Rule("LVS001", Severity.ERROR, texts, check, explains={Reason.NO_LISTENER})
