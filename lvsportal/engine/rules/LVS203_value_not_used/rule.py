"""LVS203: values of the wrong kind or out of range (``check/check_parser.c``, ``vrrp/vrrp_parser.c``)."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules import file_remarks
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS203_value_not_used import texts

CODES = frozenset(
    {
        "bad_address",
        "bad_boolean",
        "bad_entry",
        "bad_mark",
        "bad_number",
        "bad_real_server",
        "bad_service",
        "empty_group",
        "family",
        "long",
        "missing_value",
        "no_real_server",
        "no_router_id",
        "nul",
        "out_of_range",
        "quote",
        "route_target",
        "rule_action",
        "setting_twice",
        "unknown_option",
        "unknown_value",
    }
)


def check(analysis: Analysis) -> Iterator[Finding]:
    return file_remarks.findings(analysis, CODES, texts.ignored, texts.fine, texts.lost)


RULE = Rule("LVS203", Severity.WARNING, texts, check)
