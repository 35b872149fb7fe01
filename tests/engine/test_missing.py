"""Evidence that is taken away: a verdict either stands, or becomes undecided and names what is missing."""

from pathlib import Path

import pytest

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.rules.catalogue import folders
from lvsportal.engine.service import decide, selected
from lvsportal.engine.source.bundle import Bundle, from_paths

ORDER = ("violated", "undecided", "mitigated", "safe", "not_applicable")
# Of a real server's files only these decide; the definition itself is never taken away here.
EVIDENCE = ("ip-addr.json", "ip-route.json", "ip-rule.json", "sysctl.txt", "iptables-save.txt", "arptables-save.txt",
            "ipvsadm-daemon.txt", "ip-link.json")  # fmt: skip
CASES = [
    pytest.param(rule, path, id=f"{rule}-{path.name}")
    for rule in ("LVS002", "LVS004", "LVS006", "LVS007")
    for path in sorted((Path(folders()[rule]) / "examples").iterdir())
    if any(file.name in EVIDENCE for file in path.rglob("*"))
]


def verdict(bundle: Bundle, rule: str) -> tuple[str, set[tuple[str, str]]]:
    """The worst verdict of a rule, and what the undecided results need."""
    groups = decide(Analysis(read_bundle(bundle).cluster), selected({rule}))
    worst = next((name for name in ORDER if name in {group.cause.verdict for group in groups}), ORDER[-1])
    return worst, {(need.node, need.evidence) for group in groups for need in group.needs}


@pytest.mark.parametrize(("rule", "path"), CASES)
def test_a_missing_file_is_named_or_does_not_matter(rule: str, path: Path) -> None:
    whole = from_paths([str(path)])
    before, _ = verdict(whole, rule)
    for source in whole.sources:
        node, _, name = source.path.rpartition("/")
        if name not in EVIDENCE:
            continue
        rest = whole._replace(sources=tuple(one for one in whole.sources if one is not source))
        after, needs = verdict(rest, rule)
        harmless = {before, after} <= {"safe", "mitigated"}
        asked = {name, "ip-link.json"} if name == "ip-addr.json" else {name}  # a MAC stands in both
        named = any(evidence in asked and who in (node, "10.0.0.21", "192.168.1.21") for who, evidence in needs)
        assert after == before or harmless or (after == "undecided" and named), (
            source.path,
            before,
            after,
            needs,
        )
