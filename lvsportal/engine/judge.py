"""A definition judged as a change: against its base where it has one, by a policy with its waivers. What a portal asks of
the engine in one job, as plain data that JSON can hold."""

from collections.abc import Callable
from datetime import date
from typing import Any, NotRequired, TypedDict

from lvsportal.engine.compare.compare import Given, Options, compare
from lvsportal.engine.policy.decide import decide
from lvsportal.engine.policy.files import waivers_in
from lvsportal.engine.policy.requirements import Level, Policy, Requirement
from lvsportal.engine.policy.waivers import Waiver
from lvsportal.engine.report.types import Bilingual, Report
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import Bundle


class PolicyData(TypedDict):
    """``engine.policy.requirements.Policy``."""

    name: str
    version: int
    levels: dict[str, str]
    longest_waiver: int
    second_person: bool
    waivers_in_files: bool


class WaiverData(TypedDict):
    """``engine.policy.waivers.Waiver`` of a portal: none of them stands in a file."""

    id: str
    rule: str
    fingerprint: str
    node: str
    service: str
    reason: str
    owner: str
    expires: str
    approved_by: str


class Terms(TypedDict):
    """By what a change is judged. ``title``, ``base_title``: how people know the two sides; ``stored``: fingerprints that
    the base's stored report has as violated, None where there is none; ``today``: the day that ends are compared with."""

    policy: PolicyData
    waivers: list[WaiverData]
    today: str
    title: str
    base_title: NotRequired[str]
    stored: NotRequired[list[str] | None]


def policy_data(policy: Policy) -> PolicyData:
    """A policy as plain data."""
    return {
        "name": policy.name,
        "version": policy.version,
        "levels": {name.value: level.value for name, level in policy.levels.items()},
        "longest_waiver": policy.longest_waiver,
        "second_person": policy.second_person,
        "waivers_in_files": policy.waivers_in_files,
    }


def policy_from(data: PolicyData) -> Policy:
    """A policy from plain data. :raises ValueError: it names an unknown requirement or level."""
    levels = {Requirement(name): Level(level) for name, level in data["levels"].items()}
    return Policy(
        data["name"],
        data["version"],
        levels,
        data["longest_waiver"],
        data["second_person"],
        data["waivers_in_files"],
    )


def waiver_data(waiver: Waiver) -> WaiverData:
    """A waiver as plain data."""
    return {
        "id": waiver.id,
        "rule": waiver.rule,
        "fingerprint": waiver.fingerprint,
        "node": waiver.node,
        "service": waiver.service,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "expires": waiver.expires.isoformat(),
        "approved_by": waiver.approved_by,
    }


def waiver_from(data: WaiverData) -> Waiver:
    """A waiver from plain data."""
    fields: dict[str, Any] = {**data, "expires": date.fromisoformat(data["expires"])}
    return Waiver(**fields)


def judge(
    bundle: Bundle, base: Bundle | None, name: str, terms: Terms, progress: Callable[[str], None]
) -> Report[Bilingual]:
    """The report with its decision, and with ``base`` where there is one.

    :raises RefusedInput: one of both holds nothing of a known kind, or a waiver in a file can't be used.
    """
    policy, today = policy_from(terms["policy"]), date.fromisoformat(terms["today"])
    waivers = [*map(waiver_from, terms["waivers"]), *waivers_in(bundle, policy, today)]
    if base is None:
        return decide(review(bundle, name, progress=progress), policy, waivers, today)
    stored = terms.get("stored")
    options = Options(name, stored=None if stored is None else frozenset(stored))
    sides = Given(base, terms.get("base_title", "")), Given(bundle, terms["title"])
    return decide(compare(*sides, options, progress).report, policy, waivers, today)
