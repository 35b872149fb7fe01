"""Fixes on a real kernel: the commands that a report offers are run on the nodes, and the rule is asked again."""

from pathlib import Path

from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_paths
from tests.lab.scenario import Data


def fixed(scenario: Data, folder: Path) -> list[Data]:
    """The scenario once more for each offered fix that needs commands only, with those run last on their nodes; the
    rule that was violated must not be so any more."""
    report = review(from_paths([str(folder / name) for name in scenario["nodes"]]))
    found = []
    for result in report["results"]:
        fix = result["fix"]
        if result["verdict"] != "violated" or not fix or fix["edits"] or not fix["commands"]:
            continue
        nodes = dict(scenario["nodes"])
        for command in fix["commands"]:
            if " > /etc/" in command["text"]:
                continue  # for the next boot
            node = nodes[command["node"]]
            text = command["text"].replace("iptables -t", "iptables-legacy -t")
            nodes[command["node"]] = node | {"commands": [*node["commands"], text]}
        name = f"{scenario['name']}-fixed-{result['rule']}-{result['cause']}"
        found.append(scenario | {"name": name, "nodes": nodes, "rules": {result["rule"]: "not violated"}})
    return found
