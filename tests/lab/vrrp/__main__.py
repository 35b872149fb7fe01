"""``make lab``: real keepalived daemons in namespaces against the simulation.

``--only TEXT``, ``--keep FILE`` to write down what was seen, ``--again FILE`` to compare that without daemons.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.lab.vrrp.cases import cases
from tests.lab.vrrp.daemons import missing
from tests.lab.vrrp.play import compare, load, play_all, save


def main() -> int:
    """Exit status 1 where the simulation differs from what the daemons did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--again", type=Path)
    parser.add_argument("--at-once", type=int, default=6)
    options = parser.parse_args()
    lacking = [] if options.again else missing()
    if lacking:
        print(f"the VRRP lab needs {', '.join(lacking)}", file=sys.stderr)
        return 2
    started, kept = time.monotonic(), []
    wrong: Counter[str] = Counter()
    states = 0
    listed = [one for one in cases() if options.only in one.name]
    for recording in load(options.again) if options.again else play_all(listed, options.at_once):
        kept.append(recording)
        states += len(recording["seen"])
        for difference in compare(recording):
            wrong[recording["name"]] += 1
            print(*difference, sep=" · ", flush=True)
    if options.keep:
        save(kept, options.keep)
    print(
        f"{len(kept) - len(wrong)} of {len(kept)} experiments ({states} states) as the daemons had them, "
        f"{time.monotonic() - started:.0f} s"
    )
    return 1 if wrong else 0


sys.exit(main())
