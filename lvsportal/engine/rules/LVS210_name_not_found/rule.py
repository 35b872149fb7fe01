"""LVS210: names used before, or without, their definition (``trackers/*.c``, ``vrrp/vrrp_parser.c``)."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules import file_remarks
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS210_name_not_found import texts

CODES = frozenset(
    {
        "defined_below",
        "defined_twice",
        "empty_sync_group",
        "lacks",
        "not_defined",
        "tracked_twice",
        "unknown_group",
        "vmac_twice",
    }
)


def check(analysis: Analysis) -> Iterator[Finding]:
    return file_remarks.findings(analysis, CODES, texts.not_found, texts.fine, texts.lost)


RULE = Rule("LVS210", Severity.WARNING, texts, check)
