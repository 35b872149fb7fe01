"""``lvsportal walk``: the packet walk, hop by hop."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Container
from typing import TYPE_CHECKING

from lvsportal.cli.io import bundle_of, refuse, write
from lvsportal.engine.analysis import Analysis
from lvsportal.engine.drawing.grid import words
from lvsportal.engine.drawing.ladder import lines
from lvsportal.engine.drawing.walks import ladder_of
from lvsportal.engine.flows.walks import FlowWalk, walks_between
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.readers.evidence.endpoints import endpoint
from lvsportal.engine.report.data import needs_data, walk_data
from lvsportal.engine.report.localise import localise_walk
from lvsportal.engine.report.reasons import reason_text
from lvsportal.engine.report.words import OUTCOMES
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput
from lvsportal.engine.walk.trace import Branch

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Branch as BranchData

_PROTOCOLS = ("tcp", "udp", "sctp")
_CALL = Text(
    "--from is a node or an address, --to is VIP:PORT[/udp|/sctp]",
    "--from 是节点名或地址，--to 是 VIP:PORT[/udp|/sctp]",
)
_NO_SUCH = Text(
    "--without {name}: there is no such node, interface or script in the definition.",
    "--without {name}：定义里没有这样的节点、网卡或脚本。",
)
_SHOWN = Text("shown", "证据给出")
_SUPPOSED = Text("supposed", "假设")


def run(options: argparse.Namespace) -> int:
    """Print every way the connection can go."""
    try:
        cluster = read_bundle(bundle_of(options.paths)).cluster
    except RefusedInput as error:
        return refuse(error, options.lang)
    place, _, protocol = options.to.partition("/")
    target, protocol = endpoint(place), protocol.lower() or "tcp"
    client = getattr(options, "from")
    found = None
    try:
        if target is not None and target[1] and protocol in _PROTOCOLS:
            found = walks_between(Analysis(cluster), client, target, protocol.upper(), options.without)
    except KeyError as error:
        print(f"lvsportal: {_NO_SUCH.fill(name=error.args[0]).say(options.lang)}", file=sys.stderr)
        return 2
    if found is None:
        print(f"lvsportal: {_CALL.say(options.lang)}", file=sys.stderr)
        return 2
    branches = [_branch(branch, options.lang, cluster.by_name) for branch in found.branches]
    if options.format == "json":
        data = {
            "schema": "lvsportal.walk/1",
            "from": client,
            "to": place,
            "protocol": protocol,
            "state": found.state.id,
            "conclusion": found.concluded.value,
            "branches": branches,
        }
        write(json.dumps(data, ensure_ascii=False) + "\n")
    else:
        write(_text(found, branches, options.lang))
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


def _text(found: FlowWalk, branches: list[BranchData[str]], language: str) -> str:
    parts = [_summary(found, language), ""]
    for number, branch in enumerate(branches, 1):
        parts.append(f"{number}. {_headline(branch, language)}")
        parts.extend(f"   {line}" for line in lines(ladder_of(branch)))
    return "\n".join(parts) + "\n"


def _summary(found: FlowWalk, language: str) -> str:
    """The conclusion first: what becomes of the flow in this state, by whom, and why."""
    concluded = found.concluded
    by = ", ".join(name for name in concluded.by if name)
    why = reason_text(concluded.reason).say(language)
    parts = [words(concluded.value, language).upper(), found.state.title.say(language), by, why]
    return " · ".join(part for part in parts if part)


def _headline(branch: BranchData[str], language: str) -> str:
    choices = ", ".join(f"{one['at']}: {one['value']}" for one in branch["choices"])
    how = (_SUPPOSED if branch["needs"] else _SHOWN).say(language)
    why = reason_text(branch["reason"]).say(language)
    outcome = OUTCOMES[branch["outcome"]].say(language)
    parts = [f"{outcome} ({branch['by'] or '-'})", why, f"[{choices}]" if choices else "", how]
    return "  ".join(part for part in parts if part)
