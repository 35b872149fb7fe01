"""``lvsportal explain RULE``: the article, in the terminal."""

import argparse
import sys

from lvsportal.cli.io import write
from lvsportal.engine.rules.catalogue import article


def run(options: argparse.Namespace) -> int:
    try:
        write(article(options.rule, options.lang))
    except FileNotFoundError:
        print(f"lvsportal: there is no rule {options.rule}; `lvsportal rules` lists them", file=sys.stderr)
        return 2
    return 0
