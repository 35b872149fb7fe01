"""LVS027: a protocol that opens a second connection, balanced as if it had one.

The data connection of passive FTP (and others) goes to another port: without a service that takes it, or with one that chooses anew,
it does not reach the real server of the first. Persistence over all ports, or one fwmark for both, keeps them together.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.node import Node
from lvsportal.engine.model.services import DR, TUN, Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS027_second_connection_goes_elsewhere import texts
from lvsportal.engine.rules.subjects import OfService

PORTS = {21: "FTP", 554: "RTSP", 1723: "PPTP"}


def check(analysis: Analysis) -> Iterator[Finding]:
    for director, service in analysis.served(DR, TUN):
        if service.vip is not None and service.protocol == "TCP" and service.port in PORTS:
            keeper = _keeper(director, service)
            subject = OfService(director, service)
            if keeper is None:
                yield Finding(texts.alone(protocol=PORTS[service.port]), subject)
            else:
                yield Finding(
                    texts.kept_together(keeper=keeper.name), subject, related=((keeper.at, "keeper"),)
                )


def _keeper(director: Node, service: Service) -> Service | None:
    """A persistent service that takes the second connection to the same real server."""
    vip = service.vip
    for other in director.services:
        every_port = other.vip is not None and vip is not None and other.vip.key == vip.key and not other.port
        if other.persistent and (other.vip is None or every_port):
            return other
    return None


RULE = Rule("LVS027", Severity.WARNING, texts, check)
