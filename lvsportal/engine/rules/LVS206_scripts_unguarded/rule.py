"""LVS206: scripts without ``enable_script_security`` (``core/global_parser.c``, ``lib/notify.c``)."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.services import Configuration
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules import file_remarks
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS206_scripts_unguarded import texts
from lvsportal.engine.rules.subjects import Subject
from lvsportal.engine.source.source import Span


def check(analysis: Analysis) -> Iterator[Finding]:
    for node, configuration in file_remarks.written(analysis):
        first = next(_scripts(configuration), None)
        if first is not None:
            command, at = first
            guarded = configuration.vrrp.defaults.enable_script_security
            yield Finding(texts.guarded if guarded else texts.unguarded, Subject(node, at, command[:100]))


def _scripts(configuration: Configuration) -> Iterator[tuple[str, Span]]:
    """What keepalived runs, with its place: tracking scripts first, then those of transitions."""
    for script in configuration.vrrp.scripts:
        yield script.command, script.at
    for owner in configuration.instances:
        yield from ((notify.command, notify.at) for notify in owner.notify)
    for group in configuration.vrrp.groups:
        yield from ((notify.command, notify.at) for notify in group.notify)


RULE = Rule("LVS206", Severity.WARNING, texts, check)
