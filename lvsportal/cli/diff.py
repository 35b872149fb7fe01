"""``lvsportal diff A B``: what changes in meaning, in flows, in results."""

import argparse
import json
from typing import Any

from lvsportal.cli.io import bundle_of, check_rules, refuse, write
from lvsportal.cli.sides import side
from lvsportal.engine.compare.compare import Options, compare
from lvsportal.engine.compare.difference import as_markdown, as_text, difference
from lvsportal.engine.report.localise import localised
from lvsportal.engine.source.source import RefusedInput


def run(options: argparse.Namespace) -> int:
    """Print what changes from A to B; the exit status is 0 whatever it is."""
    try:
        check_rules([*options.select, *options.ignore])
        before, after = (side([path], bundle_of([path])) for path in (options.a, options.b))
        compared = compare(before, after, Options(select=options.select, ignore=options.ignore))
    except RefusedInput as error:
        return refuse(error, options.lang)
    told: Any = localised(difference(compared), options.lang)
    if options.format == "json":
        write(json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n")
    else:
        write((as_markdown if options.format == "markdown" else as_text)(told, options.lang))
    return 0
