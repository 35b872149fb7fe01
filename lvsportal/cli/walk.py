"""``lvsportal walk``: the packet walk, hop by hop."""

import argparse
import json
import sys
from collections.abc import Container

from lvsportal.cli.io import bundle_of, refuse, write
from lvsportal.engine.drawing.ladder import lines
from lvsportal.engine.drawing.walks import ladder_of
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.readers.evidence.endpoints import endpoint
from lvsportal.engine.report.build import needs_data, walk_data
from lvsportal.engine.report.localise import localise_walk
from lvsportal.engine.report.types import Branch as BranchData
from lvsportal.engine.report.words import OUTCOMES
from lvsportal.engine.source.source import RefusedInput
from lvsportal.engine.walk.simulate import question_from, walk
from lvsportal.engine.walk.trace import Branch


def run(options: argparse.Namespace) -> int:
    """Print every way the connection can go."""
    try:
        cluster = read_bundle(bundle_of(options.paths)).cluster
    except RefusedInput as error:
        return refuse(error, options.lang)
    place, _, protocol = options.to.partition("/")
    target = endpoint(place)
    asked = None
    if target is not None and protocol.lower() in ("", "tcp", "udp"):
        client = getattr(options, "from")
        asked = question_from(cluster, client, target[0], target[1], protocol.upper() or "TCP")
    if asked is None:
        print("lvsportal: --from is a node or an address, --to is VIP:PORT[/udp]", file=sys.stderr)
        return 2
    found = walk(cluster, asked)
    branches = [_branch(branch, options.lang, cluster.by_name) for branch in found]
    data = {
        "schema": "lvsportal.walk/1",
        "from": getattr(options, "from"),
        "to": place,
        "protocol": protocol.lower() or "tcp",
        "branches": branches,
    }
    if options.format == "json":
        write(json.dumps(data, ensure_ascii=False) + "\n")
    else:
        write(_text(branches, options.lang))
    return 0


def _branch(branch: Branch, language: str, known: Container[str]) -> BranchData[str]:
    """A branch as the contract's JSON; a client that is none of the definition's nodes is nobody's name."""
    told = localise_walk(walk_data(branch), language)
    return {
        "choices": [{"kind": one.kind, "at": one.at, "value": one.value} for one in branch.choices],
        "outcome": told["outcome"],
        "by": told["by"] if told["by"] in known or told["by"][:1].isdigit() else None,
        "reason": told["reason"],
        "needs": needs_data(branch.needs),
        "hops": told["hops"],
    }


def _text(branches: list[BranchData[str]], language: str) -> str:
    parts = []
    for number, branch in enumerate(branches, 1):
        choices = ", ".join(f"{one['at']}: {one['value']}" for one in branch["choices"])
        parts.append(
            f"{number}. {OUTCOMES[branch['outcome']].say(language)} ({branch['by'] or '-'})"
            + (f"  [{choices}]" if choices else "")
        )
        parts.extend(f"   {line}" for line in lines(ladder_of(branch)))
    return "\n".join(parts) + "\n"
