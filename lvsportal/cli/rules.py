"""``lvsportal rules``: the catalogue."""

import argparse
import json

from lvsportal.cli.io import write
from lvsportal.engine.rules.catalogue import rules


def run(options: argparse.Namespace) -> int:
    if options.words:
        from lvsportal.cli.new_rule import run as new

        return new(options.words)
    if options.format == "json":
        listed = [
            {
                "id": rule.id,
                "severity": rule.severity,
                "title": rule.title.say(options.lang),
                "summary": rule.summary.say(options.lang),
                "article": f"/kb/{rule.id}/",
            }
            for rule in rules()
        ]
        write(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
    else:
        write("".join(f"{rule.id}  {rule.severity:7}  {rule.title.say(options.lang)}\n" for rule in rules()))
    return 0
