"""``lvsportal flows``: who is served by whom, in every state."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lvsportal.cli.io import bundle_of, refuse, write
from lvsportal.engine.analysis import Analysis
from lvsportal.engine.drawing.grid import grid, legend, words
from lvsportal.engine.flows.matrix import matrix_without
from lvsportal.engine.flows.types import Matrix
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.report.localise import localise_flows, localise_states
from lvsportal.engine.report.matrix import flow_counts, flows_data, states_data
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Flow, State

_NO_SUCH = Text(
    "--without {name}: there is no such node, interface or script in the definition.",
    "--without {name}：定义里没有这样的节点、网卡或脚本。",
)
_NOBODY = Text("nobody", "无人持有")
_NOT_SHOWN = Text("not shown", "未显示")
_NO_FLOWS = Text(
    "No virtual service is shown, so there is no flow to follow.",
    "未提供虚拟服务，因此没有可追踪的流量。",
)


def run(options: argparse.Namespace) -> int:
    """Print the matrix."""
    try:
        cluster = read_bundle(bundle_of(options.paths)).cluster
    except RefusedInput as error:
        return refuse(error, options.lang)
    found = matrix_for(Analysis(cluster), options.without, options.lang)
    if found is None:
        return 2
    states = localise_states(states_data(found), options.lang)
    flows = localise_flows(flows_data(found), options.lang)
    if options.format == "json":
        data = {"schema": "lvsportal.flows/1", "states": states, "flows": flows}
        write(json.dumps(data, ensure_ascii=False) + "\n")
    else:
        write(_text(found, states, flows, options.lang))
    return 0


def matrix_for(analysis: Analysis, without: Sequence[str], language: str) -> Matrix | None:
    """The matrix with the state that was asked for last; None where no such thing can fail, which is said."""
    try:
        return matrix_without(analysis, *without) if without else analysis.matrix
    except KeyError as error:
        print(f"lvsportal: {_NO_SUCH.fill(name=error.args[0]).say(language)}", file=sys.stderr)
        return None


def _text(found: Matrix, states: list[State[str]], flows: list[Flow[str]], language: str) -> str:
    width = shutil.get_terminal_size((100, 24)).columns
    parts = [f"{count} {words(name, language)}" for name, count in flow_counts(found).items() if count]
    lines = [" · ".join(parts) or _NO_FLOWS.say(language)]
    if flows:
        lines += [*grid(states, flows, language, width), "", legend(language)]
    else:
        lines += ["", *(line for state in states for line in _holders(state, language))]
    lines += _lines_of_time(states)
    remarks = [text for state in states for text in state.get("remarks", ())]
    remarks += [flow["remark"] for flow in flows if "remark" in flow]
    lines += [f"  {remark}" for remark in dict.fromkeys(remarks)]
    return "\n".join(lines) + "\n"


def _holders(state: State[str], language: str) -> Iterator[str]:
    """Who holds each VIP in a state."""
    for vip, names in state["holders"].items():
        who = _NOT_SHOWN.say(language) if names is None else ", ".join(names) or _NOBODY.say(language)
        yield f"  {state['title']}: {vip} → {who}"


def _lines_of_time(states: list[State[str]]) -> list[str]:
    """What happens after each event, one line a state."""
    told = [(state["title"], state["timeline"]) for state in states if "timeline" in state]
    return ["", *(f"  {title}: {line}" for title, line in told)] if told else []
