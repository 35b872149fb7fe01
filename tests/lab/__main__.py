"""``make lab``: every scenario on a real kernel, and ``--seed N --count M`` for random ones."""

import argparse
import sys
import time
from pathlib import Path

from tests.lab import articles
from tests.lab.examples import examples
from tests.lab.kernel import missing
from tests.lab.matrix import all_scenarios
from tests.lab.play import compare_again, play, play_fixes
from tests.lab.sampling import sampled


def _articles(only: str) -> bool:
    """The commands of all articles, run as they stand; whether they do and show what the articles say."""
    chosen = [name for name in articles.plays() if only in f"article-{name}"]
    found = articles.run(chosen) if chosen else {}
    for name, said in found.items():
        for line in said:
            print(f"article-{name}: {line}", flush=True)
    print(f"{sum(not said for said in found.values())} of {len(found)} articles show what they say")
    return not any(found.values())


def main() -> int:
    """Exit status 1 where the walk or a rule differs from what the kernel did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="scenarios whose name holds this text")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=0, help="as many random scenarios, instead of the matrix")
    parser.add_argument("--keep", type=Path, help="a folder for the evidence")
    parser.add_argument("--again", action="store_true", help="compare what --keep holds, without a kernel")
    parser.add_argument("--fixes", action="store_true", help="run the fixes offered for what --keep holds")
    options = parser.parse_args()
    lacking = missing()
    if lacking:
        print(f"the lab needs {', '.join(lacking)}", file=sys.stderr)
        return 2
    listed = sampled(options.seed, options.count) if options.count else [*examples(), *all_scenarios()]
    scenarios = [one for one in listed if options.only in one["name"]]
    started, agreed, played = time.monotonic(), 0, 0
    if options.again or options.fixes:
        step = play_fixes if options.fixes else compare_again
        found_all = step(scenarios, options.keep)
    else:
        found_all = play(scenarios, options.keep)
    for found in found_all:
        agreed += found.agrees
        played += 1
        if not found.agrees:
            parts = [
                ("missed", found.missed),
                ("unseen", found.unseen),
                ("rules", found.rules),
                ("holes", found.holes),
            ]
            print(
                found.name, "; ".join(f"{name}: {', '.join(what)}" for name, what in parts if what), flush=True
            )
    articles_agree = options.count or options.again or options.fixes or _articles(options.only)
    print(f"{agreed} of {played} scenarios agree with the kernel, {time.monotonic() - started:.0f} s")
    return 0 if agreed == played and articles_agree else 1


sys.exit(main())
