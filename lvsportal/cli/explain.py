"""``lvsportal explain RULE``: the article, in the terminal."""

import argparse
import sys

from lvsportal.cli.io import unknown_rule, write
from lvsportal.engine.rules.catalogue import article


def run(options: argparse.Namespace) -> int:
    try:
        write(article(options.rule, options.lang))
    except FileNotFoundError:
        print(f"lvsportal: {unknown_rule(options.rule).say(options.lang)}", file=sys.stderr)
        return 2
    return 0
