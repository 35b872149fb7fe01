"""LVS201: keywords unknown, misspelt or in the wrong block (``lib/parser.c: process_stream``)."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules import file_remarks
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.LVS201_keyword_ignored import texts

CODES = frozenset({"misplaced", "odd_blank", "template", "unknown_keyword"})


def check(analysis: Analysis) -> Iterator[Finding]:
    return file_remarks.findings(analysis, CODES, texts.ignored, texts.fine, texts.lost)


RULE = Rule("LVS201", Severity.WARNING, texts, check)
