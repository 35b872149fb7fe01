"""LVS204: keywords of other releases and of forks."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.services import Remark
from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules import file_remarks
from lvsportal.engine.rules.base import Finding, Rule
from lvsportal.engine.rules.causes import Cause
from lvsportal.engine.rules.LVS204_other_release import texts

CODES = frozenset({"other_version", "newer", "deprecated", "dialect", "case"})


def _cause(remark: Remark) -> Cause:
    return texts.other if remark.code == "other_version" else texts.renamed


def check(analysis: Analysis) -> Iterator[Finding]:
    return file_remarks.findings(analysis, CODES, _cause, texts.fine)


RULE = Rule("LVS204", Severity.WARNING, texts, check)
