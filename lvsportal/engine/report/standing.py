"""Whether a result counts: small, as every call of the command line asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Result


Said = TypeVar("Said")


def is_waived(result: Result[Said]) -> bool:
    """Whether a waiver that is in force covers the result."""
    waiver = result.get("waiver")
    return waiver is not None and waiver["state"] in ("active", "expiring")
