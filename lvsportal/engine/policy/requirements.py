"""The requirements of a gate policy: few, by name, each ``block``, ``warn`` or ``off`` (contracts, section 8)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """What a requirement that is not met does: holds the change, is told, nothing."""

    BLOCK = "block"
    WARN = "warn"
    OFF = "off"


class Requirement(StrEnum):
    """What a team can ask of a change."""

    NO_NEW_ERROR = "no_new_error"
    NO_ERROR = "no_error"
    NO_FLOW_LOST = "no_flow_lost"
    NO_NEW_FLOW_LOST = "no_new_flow_lost"
    NO_STRONG_SUSPICION = "no_strong_suspicion"
    EVIDENCE_COMPLETE = "evidence_complete"
    NO_DECLARED = "no_declared"
    SINGLE_FAILURES_SURVIVED = "single_failures_survived"
    NO_EXPIRED_WAIVER = "no_expired_waiver"


# What a new team starts with; the rest is off.
DEFAULT_LEVELS: Mapping[Requirement, Level] = {
    Requirement.NO_NEW_ERROR: Level.BLOCK,
    Requirement.NO_NEW_FLOW_LOST: Level.BLOCK,
    Requirement.NO_STRONG_SUSPICION: Level.WARN,
    Requirement.SINGLE_FAILURES_SURVIVED: Level.WARN,
}


class Policy(NamedTuple):
    """A team's policy. ``version`` is kept with each decision; ``longest_waiver``: days; ``second_person``: a waiver counts only
    when somebody else approved it; ``waivers_in_files``: comments in the configuration count as waivers."""

    name: str = "default"
    version: int = 1
    levels: Mapping[Requirement, Level] = DEFAULT_LEVELS
    longest_waiver: int = 366
    second_person: bool = False
    waivers_in_files: bool = False

    def level(self, requirement: Requirement) -> Level:
        """What a requirement does; ``off`` where the policy does not name it."""
        return self.levels.get(requirement, Level.OFF)
