"""Evidence taken away by chance: a verdict stands, turns undecided, or changes among those that are no harm; never into
its opposite."""

import random

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.service import decide, selected
from lvsportal.engine.source.bundle import Bundle

# LVS001 calls a port right only where a listener is proven, and LVS002 a localnode wrong only where none is: by the
# catalogue these two turn with the file that proves it.
RULES = {"LVS003", "LVS004", "LVS006", "LVS007"}
_ORDER = ("violated", "undecided", "mitigated", "safe")
_HARMLESS = {"mitigated", "safe", "not_applicable"}


def contradictions(name: str, bundle: Bundle) -> list[str]:
    """Rules whose verdict on a part of the evidence contradicts that on all of it."""
    chance = random.Random(name)
    whole = _verdicts(bundle)
    found = []
    for share in (0.9, 0.75, 0.6):
        kept = tuple(source for source in bundle.sources if chance.random() < share)
        if not kept:
            continue
        part = _verdicts(bundle._replace(sources=kept))
        for rule, before in whole.items():
            after = part[rule]
            if after not in (before, "undecided") and not {before, after} <= _HARMLESS:
                gone = sorted({one.path for one in bundle.sources} - {one.path for one in kept})
                found.append(f"{rule} {before} becomes {after} without {', '.join(gone)}")
    return found


def _verdicts(bundle: Bundle) -> dict[str, str]:
    cluster = read_bundle(bundle).cluster
    served = any(node.services for node in cluster.directors)
    found = {}
    groups = decide(Analysis(cluster), chosen := selected(RULES))
    for rule in chosen:
        held = {group.cause.verdict for group in groups if group.rule is rule}
        found[rule.id] = next((verdict for verdict in _ORDER if verdict in held), "not_applicable")
        if not served:
            found[rule.id] = "undecided"  # no table is shown: the report says so for every rule
    return found
