"""LVS202: braces (``lib/parser.c: process_stream``)."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules import file_remarks
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS202_braces_do_not_match import texts

CODES = frozenset({"extra_brace", "missing_brace", "missing_open", "too_deep", "unexpected_brace"})


def check(analysis: Analysis) -> Iterator[Finding]:
    return file_remarks.findings(analysis, CODES, texts.ignored, texts.fine, texts.lost)


RULE = Rule("LVS202", Severity.WARNING, texts, check)
