"""The verdicts that a report counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Summary


def counts_of(summary: Summary) -> list[tuple[str, int]]:
    """(verdict, number of subjects), worst first."""
    return [
        ("violated", summary["violated"]),
        ("undecided", summary["undecided"]),
        ("mitigated", summary["mitigated"]),
        ("safe", summary["safe"]),
    ]
