"""LVS209: alert mail (``core/global_parser.c``)."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules import file_remarks
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS209_alert_mail import texts

CODES = frozenset({"empty_mail", "mail_host"})


def check(analysis: Analysis) -> Iterator[Finding]:
    return file_remarks.findings(analysis, CODES, texts.may_not_arrive, texts.fine)


RULE = Rule("LVS209", Severity.INFO, texts, check)
