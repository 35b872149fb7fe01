"""Wait until the web server answers, then write `demo.json` and say where to go. Part of `make run`; it needs no Django,
so that it is there before the server is."""

import json
import os
import sys
import time
import urllib.request
from pathlib import Path

PATIENCE_SECONDS = 60


def main() -> int:
    var = Path(os.environ["LVSPORTAL_VAR"])
    demo = json.loads((var / "demo-secrets.json").read_text())
    end = time.monotonic() + PATIENCE_SECONDS
    while not ready(demo["url"]):
        if time.monotonic() > end:
            print("the web server does not answer", file=sys.stderr)
            return 1
        time.sleep(0.05)
    new = var / "demo.json.new"
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(demo, file, indent=2)
    new.rename(var / "demo.json")
    login = f"{demo['username']} / {demo['password']}"
    print(f"\n  lvsportal   {demo['url']}\n  login       {login}\n  stop        Ctrl-C\n", flush=True)
    return 0


def ready(url: str) -> bool:
    """Whether ``/readyz`` says so."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310 -- our own address
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
