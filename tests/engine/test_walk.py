"""The packet walk: it splits where something is not shown and only there, and it agrees with the rules."""

from pathlib import Path

import pytest

from lvsportal.engine.model.address import parse_address
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.rules.catalogue import folders, rules
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_paths
from lvsportal.engine.walk.choosing import Chooser, branches
from lvsportal.engine.walk.simulate import Question, walk
from lvsportal.engine.walk.trace import Branch

CLIENT, VIP = parse_address("198.51.100.7"), parse_address("10.0.0.100")
assert CLIENT and VIP


def example(rule: str, name: str) -> str:
    return str(Path(folders()[rule]) / "examples" / name)


def walks(rule: str, name: str, holder: str = "lb1", port: int = 80) -> list[Branch]:
    cluster = read_bundle(from_paths([example(rule, name)])).cluster
    return walk(cluster, Question(CLIENT, VIP, port, "TCP", holder))


def reasons(found: list[Branch]) -> set[str]:
    return {branch.walk.reason or branch.walk.outcome for branch in found}


def test_branches_try_every_answer_that_is_asked_for_and_no_other() -> None:
    def run(chooser: Chooser) -> str:
        if chooser.choose("fact", "a", [("x", "x"), ("y", "y")]) == "x":
            return "x"
        return "y" + chooser.choose("fact", "b", [("1", "1"), ("2", "2"), ("3", "3")])

    assert sorted(result for _, result in branches(run)) == ["x", "y1", "y2", "y3"]


def test_a_circle_is_told_lap_after_lap_with_falling_ttl() -> None:
    circle = next(
        branch.walk for branch in walks("LVS007", "violated-circle") if branch.walk.reason == "circle"
    )
    assert circle.outcome == "loop"
    sent = [(hop.node, hop.packet.ttl) for hop in circle.hops if hop.action == "dr"]
    assert sent[:4] == [("lb1", 63), ("lb2", 62), ("lb1", 61), ("lb2", 60)]


@pytest.mark.parametrize(
    ("name", "circles"),
    [
        ("violated-circle", True),
        ("violated-backup-only-without-daemon", True),
        ("violated-daemon-without-backup-only", True),
        ("violated-mac-of-the-wrong-node", True),
        ("violated-service-left-beside", True),
        ("violated-source-hash-other-order", True),
        ("mitigated-backup-only", False),
        ("mitigated-marks-by-mac", False),
        ("mitigated-source-hash", False),
    ],
)
@pytest.mark.parametrize("holder", ["lb1", "lb2"])
def test_remedies_and_half_cures_in_both_states(name: str, circles: bool, holder: str) -> None:
    assert ("circle" in reasons(walks("LVS007", name, holder))) is circles


@pytest.mark.parametrize(
    ("name", "past"),
    [
        ("violated-defaults", True),
        ("violated-lo-only", True),
        ("violated-announce-only-half", True),
        ("safe-all", False),
        ("mitigated-arptables", False),
    ],
)
def test_who_gets_the_frame_for_the_vip(name: str, past: bool) -> None:
    files = [example("LVS006", name)]
    cluster = read_bundle(from_paths(files)).cluster
    found = walk(cluster, Question(CLIENT, VIP, 80, "TCP", "lb1"))
    assert (
        any(choice.kind == "arp" and choice.value == "rs1" for branch in found for choice in branch.choices)
        is past
    )


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("violated-other-gateway", {"reply_bypasses"}),
        ("violated-no-forwarding", {"no_forwarding"}),
        ("safe-gateway-is-director", {"answered", "no_listener"}),
        ("mitigated-snat", {"answered", "no_listener"}),
    ],
)
def test_the_way_of_a_nat_reply(name: str, ends: set[str]) -> None:
    assert reasons(walks("LVS004", name)) == ends


def test_what_is_shown_splits_nothing() -> None:
    shown = walks("LVS001", "mitigated-listens-on-both")
    assert {need.evidence for branch in shown for need in branch.needs} == {
        "ip-route.json",
        "sysctl.txt",
    }
    hidden = walks("LVS006", "safe-all")
    assert {need.evidence for branch in hidden for need in branch.needs} == {
        "ss.txt",
        "ip-route.json",
    }


# A rule that explains no end of a walk speaks of what is written, or of what comes later.
RULES = {rule.id: rule for rule in rules()}


@pytest.mark.parametrize(
    "path",
    [
        path
        for folder in folders().values()
        for path in sorted((Path(folder) / "examples").iterdir())
        if path.name.startswith("violated") and RULES[path.parent.parent.name[:6]].explains
    ],
    ids=lambda path: f"{path.parent.parent.name[:6]}-{path.name}",
)
def test_a_violated_finding_carries_a_walk_that_does_not_end_well(path: Path) -> None:
    rule = path.parent.parent.name[:6]
    report = review(from_paths([str(path)]))
    first = next(
        result for result in report["results"] if result["rule"] == rule and result["verdict"] == "violated"
    )
    assert first["walk"] is not None
    assert first["walk"]["hops"]
    # what a director answers by itself is answered, and yet not balanced
    well = rule == "LVS009" or RULES[rule].from_client
    assert well or first["walk"]["outcome"] in ("refused", "reset", "lost", "loop")
