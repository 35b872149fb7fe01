"""One language of a report: the contract's JSON (schema lvsportal.report/1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Flow, Report, State, Walk

_WITHOUT_TEXTS = ("schema", "engine", "cluster", "summary")  # the cluster names up to 20,000 services

_PLAIN = (str, int, type(None), bool)  # most of a report: not worth a call each


def localise(report: Report[Bilingual], language: str) -> Report[str]:
    """The report with each text in ``language`` (``en`` or ``zh-hans``) alone. What stands in one language already, as in
    a report that was shared in one, stays."""
    parts = cast(dict[str, object], report)
    said = {key: _said(parts[key], language) for key in parts if key not in _WITHOUT_TEXTS}
    return cast("Report[str]", {**parts, **said})


def localise_states(states: list[State[Bilingual]], language: str) -> list[State[str]]:
    """States with their titles and remarks in one language."""
    return cast("list[State[str]]", _said(states, language))


def localise_flows(flows: list[Flow[Bilingual]], language: str) -> list[Flow[str]]:
    """Flows with their walks in one language."""
    return cast("list[Flow[str]]", _said(flows, language))


def localise_walk(walk: Walk[Bilingual], language: str) -> Walk[str]:
    """A walk with its actions in one language."""
    return cast("Walk[str]", _said(walk, language))


def localised(value: object, language: str) -> object:
    """Any data of the engine in one language."""
    return _said(value, language)


def _said(value: object, language: str) -> object:
    """``value`` with every bilingual text in it replaced by one of its languages."""
    if isinstance(value, dict):
        if "en" in value and "zh-hans" in value:
            return str(value.get(language) or value["en"])
        return {key: held if type(held) in _PLAIN else _said(held, language) for key, held in value.items()}
    if isinstance(value, list):
        return [_said(held, language) for held in value] if value and not isinstance(value[0], str) else value
    return value
