"""LVS020: a one-armed NAT director tells its real servers a shorter way.

A packet that is forwarded out of the interface it came in by makes the kernel send an ICMP redirect
(``net/ipv4/ip_forward.c``, ``route.c: ip_rt_send_redirect``); in force is the greater of ``all`` and the interface.
"""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.address import prefix_of
from lvsportal.engine.model.node import Node, interface_key
from lvsportal.engine.model.services import NAT, Service
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.base import Finding, Fix, Rule
from lvsportal.engine.rules.changes import set_sysctls
from lvsportal.engine.rules.LVS020_redirects_under_nat import texts
from lvsportal.engine.rules.subjects import OfService


def check(analysis: Analysis) -> Iterator[Finding]:
    for director, service in analysis.served(NAT):
        arm = _one_arm(director, service)
        if arm and director.sysctls is not None:
            yield from _of(director, service, arm)


def _one_arm(director: Node, service: Service) -> str:
    """The interface that has both the VIP's network and a NAT real server's; "" where there is none, or it is not shown."""
    for shown in director.addresses or ():
        network = prefix_of(shown.address, shown.length)
        near = service.vip is not None and network.holds(service.vip) and shown.length < shown.address.bits
        if near and any(real.method == NAT and network.holds(real.address) for real in service.real_servers):
            return shown.interface
    return ""


def _of(director: Node, service: Service, arm: str) -> Iterator[Finding]:
    keys = [f"net.ipv4.conf.{name}.send_redirects" for name in ("all", interface_key(arm))]
    values = [director.number(key) for key in keys]
    subject = OfService(director, service)
    if any(value for value in values):
        fix = Fix(texts.FIX, commands=(set_sysctls(director, dict.fromkeys(keys, 0)),))
        yield Finding(texts.redirects(interface=arm), subject, fix=fix)
    elif None not in values:
        yield Finding(texts.no_redirects(interface=arm), subject)


RULE = Rule("LVS020", Severity.WARNING, texts, check)
