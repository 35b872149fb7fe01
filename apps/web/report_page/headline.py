"""The first line of a report: may it go live, and one sentence about packets."""

import re
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.web.report_page.findings import Finding

_SENTENCE = re.compile(r"^.*?(?:[。]|[.](?=\s|$)|$)", re.DOTALL)


class FlowCount(NamedTuple):
    """``look``: served, partly, lost or unknown."""

    look: str
    sign: str
    word: str
    count: int


class Headline(NamedTuple):
    """``look``: the colour; ``word``: of the gate; ``sentence``: what happens; ``counts``: what the list holds."""

    look: str
    shape: str
    word: str
    sentence: str
    counts: list[str]
    flows: list[FlowCount]


def headline(report: dict[str, Any], findings: list[Finding]) -> Headline:
    """The first line of a localised report."""
    gate = report["summary"]["gate"]
    look, shape = {
        "fail": ("violated", "■"),
        "undecided": ("undecided", "◇"),
        "pass": ("safe", "✓"),
        "not_applicable": ("not_applicable", "–"),
    }[gate]
    flows = report["summary"].get("flows") or {}
    return Headline(
        look, shape, _word(gate, report, flows), _sentence(gate, findings), _counts(findings), _flows(flows)
    )


def _word(gate: str, report: dict[str, Any], flows: dict[str, int]) -> str:
    if gate == "fail":
        return _("Fails")
    if gate == "undecided":
        questions = len(report.get("questions") or ())
        if not questions:
            return _("Open")
        return ngettext("Open: %(n)d question", "Open: %(n)d questions", questions) % {"n": questions}
    if gate == "not_applicable":
        return _("Nothing to judge")
    total = sum(flows.values())
    if not total:
        return _("Passes")
    return ngettext(
        "Passes (%(n)d flow, %(proven)d proven)", "Passes (%(n)d flows, %(proven)d proven)", total
    ) % {"n": total, "proven": flows.get("served", 0)}


def _sentence(gate: str, findings: list[Finding]) -> str:
    if gate == "fail":
        worst = next(
            (one for one in findings if one.group == "wrong" and one.result["severity"] == "error"), None
        )
        return first_sentence(worst.result["message"]) if worst else ""
    if gate == "undecided":
        strong = next((one for one in findings if one.group == "open" and one.result["suspicion"]), None)
        if strong is not None:
            return _("Strongly suspected: %(sentence)s") % {
                "sentence": first_sentence(strong.result["message"])
            }
        return _("Nothing that is shown goes wrong; what is not shown decides the rest.")
    if gate == "not_applicable":
        return _("No virtual service was found that could be walked; the remarks say what was read.")
    return _("Nothing that was checked goes wrong.")


def first_sentence(message: str) -> str:
    """The message up to its first full stop."""
    found = _SENTENCE.match(message.strip())
    return found.group(0).strip() if found else message


def _counts(findings: list[Finding]) -> list[str]:
    number = dict.fromkeys(("wrong", "open", "held", "advice"), 0)
    for finding in findings:
        if finding.group in number:
            number[finding.group] += 1
    words = {
        "wrong": ngettext("%(n)d cause", "%(n)d causes", number["wrong"]),
        "open": ngettext("%(n)d open", "%(n)d open", number["open"]),
        "held": ngettext("%(n)d held by a remedy", "%(n)d held by a remedy", number["held"]),
        "advice": ngettext("%(n)d advice", "%(n)d advice", number["advice"]),
    }
    return [words[name] % {"n": count} for name, count in number.items() if count]


def _flows(flows: dict[str, int]) -> list[FlowCount]:
    words = (
        ("served", "●", _("served")),
        ("partly", "◔", _("partly")),
        ("lost", "○", _("nobody")),
        ("unknown", "?", _("unknown")),
    )
    return [FlowCount(look, sign, word, flows[look]) for look, sign, word in words if flows.get(look)]
