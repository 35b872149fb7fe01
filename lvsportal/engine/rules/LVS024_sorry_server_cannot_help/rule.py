"""LVS024: a sorry server that can't answer when it is needed.

It is a destination like any other, added when the quorum is lost (keepalived.conf(5), "sorry_server"): under DR and TUN its port is
the service's (``ip_vs_ctl.c``), and one that is a real server as well is gone with it.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.services import DR, TUN, RealServer, Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Cause, Told
from lvsportal.engine.rules.LVS024_sorry_server_cannot_help import texts
from lvsportal.engine.rules.subjects import OfRealServer


def check(analysis: Analysis) -> Iterator[Finding]:
    for director in analysis.cluster.directors:
        for service in director.services:
            if service.sorry_server is not None:
                cause = _judged(service, service.sorry_server)
                yield Finding(cause, OfRealServer(director, service, service.sorry_server))


def _judged(service: Service, sorry: RealServer) -> Cause | Told:
    ignored = sorry.method in (DR, TUN) and service.vip is not None and bool(service.port)
    if ignored and sorry.port not in (None, 0, service.port):
        return texts.other_port(port=sorry.port, used=service.port)
    same = next((real for real in service.real_servers if real.address.key == sorry.address.key), None)
    if same is not None:
        return texts.one_of_the_pool(line=same.at.line)
    return texts.apart


RULE = Rule("LVS024", Severity.WARNING, texts, check)
