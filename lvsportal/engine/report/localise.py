"""One language of a report: the contract's JSON (schema lvsportal.report/1)."""

from typing import Any

from lvsportal.engine.report.build import Data


def localise(report: Data, language: str) -> Data:
    """The report with each text in ``language`` (``en`` or ``zh-hans``) alone."""
    return {
        **report,
        "results": [_result(result, language) for result in report["results"]],
        "diagnostics": [
            {**told, "message": _text(told["message"], language)} for told in report["diagnostics"]
        ],
    }


def _result(result: Data, language: str) -> Data:
    fix, walk = result["fix"], result["walk"]
    return {
        **result,
        "title": _text(result["title"], language),
        "message": _text(result["message"], language),
        "walk": None if walk is None else localise_walk(walk, language),
        "fix": None if fix is None else {**fix, "summary": _text(fix["summary"], language)},
    }


def _text(text: Any, language: str) -> str:
    return str(text.get(language) or text["en"]) if isinstance(text, dict) else str(text)


def localise_walk(walk: Data, language: str) -> Data:
    """A walk with its actions in one language."""
    return {**walk, "hops": [{**hop, "action": _text(hop["action"], language)} for hop in walk["hops"]]}
