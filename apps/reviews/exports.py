"""The forms in which a report can be taken away."""

import json
from collections.abc import Callable
from typing import Any

from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.text import as_markdown, as_text

Report = dict[str, Any]


def _json(report: Report, language: str) -> str:
    return json.dumps(localise(report, language), ensure_ascii=False)


def _markdown(report: Report, language: str) -> str:
    return as_markdown(localise(report, language), language)


def _text(report: Report, language: str) -> str:
    return as_text(localise(report, language), language)


# Name in the address → content type, and what writes it.
EXPORTS: dict[str, tuple[str, Callable[[Report, str], str]]] = {
    "report.json": ("application/json", _json),
    "report.md": ("text/markdown; charset=utf-8", _markdown),
    "report.txt": ("text/plain; charset=utf-8", _text),
}
