"""``--format``: a report as its reader wants it. Each writer is loaded when it is asked for."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from lvsportal.engine.source.bundle import Bundle

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Report


def printed(report: Report[str], options: argparse.Namespace, bundle: Bundle) -> str:
    """A localised report in the form that the options name."""
    writer = {
        "text": _text,
        "json": _json,
        "sarif": _sarif,
        "junit": _junit,
        "codequality": _codequality,
        "markdown": _markdown,
    }[options.format]
    return writer(report, options, bundle)


def _text(report: Report[str], options: argparse.Namespace, bundle: Bundle) -> str:
    from lvsportal.engine.report.text import as_text

    return as_text(report, options.lang, {source.path: source.origin for source in bundle.sources})


def _json(report: Report[str], options: argparse.Namespace, bundle: Bundle) -> str:
    import json

    return json.dumps(report, ensure_ascii=False, separators=(",", ":")) + "\n"


def _sarif(report: Report[str], options: argparse.Namespace, bundle: Bundle) -> str:
    from lvsportal.engine.report.places import Files
    from lvsportal.engine.report.sarif import as_sarif

    texts = {source.path: source.text for source in bundle.sources}
    files = Files(texts, _from_root(bundle, options.root))
    return as_sarif(report, options.lang, files, options.profile, options.server or "")


def _junit(report: Report[str], options: argparse.Namespace, bundle: Bundle) -> str:
    from lvsportal.engine.report.junit import as_junit

    return as_junit(report, options.lang)


def _codequality(report: Report[str], options: argparse.Namespace, bundle: Bundle) -> str:
    from lvsportal.engine.report.codequality import as_codequality
    from lvsportal.engine.report.places import Files

    texts = {source.path: source.text for source in bundle.sources}
    return as_codequality(report, options.lang, Files(texts, _from_root(bundle, options.root)))


def _markdown(report: Report[str], options: argparse.Namespace, bundle: Bundle) -> str:
    from lvsportal.engine.report.markdown import as_markdown

    return as_markdown(report, options.lang)


def _from_root(bundle: Bundle, root: str | None) -> dict[str, str]:
    """Path in the report → path from the root, for files that lie below it; others keep the report's path."""
    top = os.path.realpath(root) if root else _git_top(os.getcwd())
    found: dict[str, str] = {}
    for source in bundle.sources:
        place = os.path.realpath(source.origin)
        if top and place.startswith(top + os.sep) and os.path.exists(place):
            found[source.path] = os.path.relpath(place, top)
    return found


def _git_top(folder: str) -> str:
    """The nearest parent with a ``.git``; the folder itself where there is none."""
    here = os.path.realpath(folder)
    while not os.path.exists(os.path.join(here, ".git")):
        parent = os.path.dirname(here)
        if parent == here:
            return os.path.realpath(folder)
        here = parent
    return here
