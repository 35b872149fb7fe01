"""The forms in which a report can be taken away."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from lvsportal.engine.report.codequality import as_codequality
from lvsportal.engine.report.junit import as_junit
from lvsportal.engine.report.localise import localise
from lvsportal.engine.report.markdown import as_markdown
from lvsportal.engine.report.places import Files
from lvsportal.engine.report.sarif import as_sarif
from lvsportal.engine.report.text import as_text
from lvsportal.engine.source.source import Source

Report = dict[str, Any]
Write = Callable[[Report, str, Files], str]


def _json(report: Report, language: str, files: Files) -> str:
    return json.dumps(report, ensure_ascii=False)


def _sarif(report: Report, language: str, files: Files) -> str:
    return as_sarif(report, language, files, help_url=settings.PUBLIC_URL)


def _sarif_for_github(report: Report, language: str, files: Files) -> str:
    return as_sarif(report, language, files, "github", settings.PUBLIC_URL)


def _flows(report: Report, language: str, files: Files) -> str:
    told = {"schema": "lvsportal.flows/1", "states": report.get("states", []), "flows": report.get("flows", [])}
    return json.dumps(told, ensure_ascii=False)


# Name in the address → content type, and what writes it from a localised report.
_WRITERS: dict[str, tuple[str, Write]] = {
    "report.json": ("application/json", _json),
    "flows.json": ("application/json", _flows),
    "report.sarif": ("application/sarif+json", _sarif),
    "report.github.sarif": ("application/sarif+json", _sarif_for_github),
    "report.junit.xml": (
        "application/xml; charset=utf-8",
        lambda report, language, _: as_junit(report, language),
    ),
    "report.codequality.json": ("application/json", as_codequality),
    "report.md": ("text/markdown; charset=utf-8", lambda report, language, _: as_markdown(report, language)),
    "report.txt": ("text/plain; charset=utf-8", lambda report, language, _: as_text(report, language)),
}
EXPORTS = tuple(_WRITERS)
KINDS = tuple(sorted({kind.partition(";")[0] for kind, _ in _WRITERS.values()}))


def export(name: str, report: Report, sources: Iterable[Source], language: str) -> tuple[str, str]:
    """(content type, text) of a stored report in the form of that name. ``sources``: the files that were judged.

    :raises KeyError: there is no such form.
    """
    content_type, write = _WRITERS[name]
    files = Files({source.path: source.text for source in sources})
    return content_type, write(localise(report, language), language, files)
