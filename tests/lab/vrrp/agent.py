"""One node (or the switch) of an experiment: the first process of its own namespaces; runs commands that it is told.

Reads JSON lines ``{"run": "…"}``, answers ``{"code", "out"}``. Standard library only.
"""

import json
import subprocess
import sys


def main() -> None:
    for line in sys.stdin:
        done = subprocess.run(
            ["sh", "-c", json.loads(line)["run"]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60
        )
        print(json.dumps({"code": done.returncode, "out": done.stdout.decode(errors="replace")}), flush=True)


main()
