"""``lvsportal explain RULE|CHAPTER`` and ``explain --search WORDS``: the knowledge base in the terminal."""

import argparse
import sys

from lvsportal.cli.io import unknown_rule, write
from lvsportal.engine.knowledge.library import article
from lvsportal.engine.knowledge.search import search
from lvsportal.engine.knowledge.terminal import as_text, results


def run(options: argparse.Namespace) -> int:
    words = " ".join(options.words)
    if options.search:
        write(results(search(words, options.lang, limit=8), options.lang))
        return 0
    found = article(words, options.lang)
    if found is None:
        print(f"lvsportal: {unknown_rule(words).say(options.lang)}", file=sys.stderr)
        return 2
    write(as_text(found))
    return 0
