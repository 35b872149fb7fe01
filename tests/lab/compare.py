"""A scenario's evidence through the readers, the model, the walk and the rules, beside what its client saw."""

import json
from pathlib import Path
from typing import NamedTuple

from lvsportal.engine.model.address import parse_address
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.report.localise import localise
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import Bundle, from_paths
from lvsportal.engine.walk.simulate import question_from, walk
from tests.lab.holes import contradictions
from tests.lab.scenario import Data

# A client has one address: what it decides is decided for all its connections.
_FIXED = ("sh", "mh", "dh", "persistent")
_SILENT = {"lost", "loop", "reset", "icmp_error"}


class Compared(NamedTuple):
    """``missed``: seen in the kernel and not in the walk; ``unseen``: the other way round; ``rules``: verdicts that are
    not as the scenario says; ``holes``: verdicts that turn into their opposite where evidence is taken away."""

    name: str
    missed: list[str]
    unseen: list[str]
    rules: list[str]
    holes: list[str]

    @property
    def agrees(self) -> bool:
        return not (self.missed or self.unseen or self.rules or self.holes)


def compare(scenario: Data, folder: Path) -> Compared:
    """The scenario as it came out; one that the guest could not build never agrees."""
    failed = folder / "failed.txt"
    if failed.exists():
        return Compared(scenario["name"], [f"could not be built: {failed.read_text()}"], [], [], [])
    bundle = from_paths([str(folder / name) for name in scenario["nodes"]])
    missed: list[str] = []
    unseen: list[str] = []
    for asked in json.loads((folder / "seen.json").read_text()):
        one_missed, one_unseen = outcomes_beside(bundle, asked)
        missed += one_missed
        unseen += one_unseen
    holes = contradictions(scenario["name"], bundle)
    return Compared(scenario["name"], missed, unseen, _rules(scenario, bundle), holes)


def outcomes_beside(bundle: Bundle, asked: Data) -> tuple[list[str], list[str]]:
    """What a probe saw that the walk does not foresee, and what the walk foresees for certain and it did not see."""
    kernel = {_as_seen(one) for one in asked["seen"]}
    ours = outcomes(bundle, asked)
    missed = sorted(kernel - set(ours) - _broken_by_arp(ours))
    return missed, sorted(outcome for outcome, certain in ours.items() if certain and outcome not in kernel)


def _as_seen(text: str) -> str:
    return {
        "timeout": "no answer",
        "unreachable": "no answer",
        "reset": "refused",
        "icmp_error": "no answer",
    }.get(text, text)


def _broken_by_arp(ours: dict[str, bool]) -> set[str]:
    """Where ARP has several answers, a cache may turn in the middle of a connection, which then breaks."""
    return {"no answer", "refused"} if not all(ours.values()) else set()


def outcomes(bundle: Bundle, asked: Data) -> dict[str, bool]:
    """The walk's outcomes as a client would see them, each with whether it must be seen: which of several ARP answers
    wins is a matter of timing, so what only some of them lead to need not be."""
    cluster = read_bundle(bundle).cluster
    vip = parse_address(asked["to"])
    assert vip is not None
    question = question_from(cluster, asked["from"], vip, asked["port"], asked["protocol"].upper())
    assert question is not None, asked
    found: dict[str, bool] = {}
    for branch in walk(cluster, question):
        outcome = branch.walk.outcome
        seen = f"answered:{branch.walk.by}" if outcome == "answered" else outcome
        seen = "no answer" if outcome in _SILENT else seen
        certain = not any(
            choice.kind == "arp" or choice.question in _FIXED or (choice.kind == "fact" and not choice.needs)
            for choice in branch.choices
        )
        found[seen] = found.get(seen, False) or certain
    return found


_ORDER = ("violated", "undecided", "mitigated", "safe", "not_applicable")


def _rules(scenario: Data, bundle: Bundle) -> list[str]:
    if not scenario["rules"]:
        return []
    report = localise(review(bundle), "en")
    wrong = []
    for rule, wanted in scenario["rules"].items():
        found = {result["verdict"] for result in report["results"] if result["rule"] == rule}
        worst = next(verdict for verdict in _ORDER if verdict in found)
        if worst != wanted and not (wanted == "not violated" and worst != "violated"):
            wrong.append(f"{rule} {worst}, not {wanted}")
    return wrong
