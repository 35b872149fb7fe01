"""A report as a page: causes, the text they stand in, and the evidence of each."""

from apps.web.report_page.findings import Finding, result_at
from apps.web.report_page.page import Page, build
from apps.web.report_page.text import plain_lines

__all__ = ["Finding", "Page", "build", "plain_lines", "result_at"]
