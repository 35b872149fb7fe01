"""LVS205: values of keepalived's own sample file."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.services import Configuration
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules import file_remarks
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS205_sample_values import texts
from lvsportal.engine.rules.subjects import OfLine
from lvsportal.engine.source.source import Span

# Of keepalived.conf.sample; the address block is not one that people choose by chance.
_VIPS = frozenset(
    {"192.168.200.11", "192.168.200.12", "192.168.200.13", "192.168.200.16", "192.168.200.17", "192.168.200.18"}
)
_SERVICES = frozenset({"10.10.10.2", "10.10.10.3", "192.168.200.100", "192.168.200.200"})


def check(analysis: Analysis) -> Iterator[Finding]:
    for node, configuration in file_remarks.written(analysis):
        samples = list(_samples(configuration))
        for value, at in samples:
            yield Finding(texts.left_in, OfLine(node, at, value))
        if not samples:
            yield Finding(texts.fine, file_remarks.whole_file(node, configuration))


def _samples(configuration: Configuration) -> Iterator[tuple[str, Span]]:
    """Each sample value with its place."""
    for instance in configuration.instances:
        for virtual in instance.addresses:
            if virtual.address.text in _VIPS:
                yield f"virtual_ipaddress {virtual.address}", virtual.at
    for service in configuration.services:
        if service.vip is not None and service.vip.text in _SERVICES and not service.group:
            yield f"virtual_server {service.name}", service.at


RULE = Rule("LVS205", Severity.INFO, texts, check)
