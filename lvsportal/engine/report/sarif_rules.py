"""The catalogue as SARIF's ``reportingDescriptor``s."""

from typing import Any

from lvsportal.engine.rules.catalogue import article, rule

Data = dict[str, Any]

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
_LONGEST = 1024  # of the descriptions, on GitHub


def driver_rules(numbers: list[str], language: str, help_url: str = "") -> list[Data]:
    """The named rules, with the article as help."""
    return [_descriptor(number, language, help_url) for number in numbers]


def _descriptor(number: str, language: str, help_url: str) -> Data:
    found = rule(number)
    if found is None:  # a stored report of an older catalogue
        text = {"text": number}
        return {"id": number, "name": number, "shortDescription": text, "fullDescription": text, "help": text}
    title, summary = found.title.say(language), found.summary.say(language)
    described: Data = {
        "id": number,
        "name": number,
        "shortDescription": {"text": title[:_LONGEST]},
        "fullDescription": {"text": (summary or title)[:_LONGEST]},
        "help": {"text": summary or title, "markdown": article(number, language)},
        "defaultConfiguration": {"level": _LEVELS[found.severity]},
        "properties": {
            "tags": ["ipvs"],
            "precision": "very-high",
            "problem.severity": _PROBLEMS[found.severity],
        },
    }
    if help_url:
        described["helpUri"] = f"{help_url.rstrip('/')}/kb/{number}/"
    return described
