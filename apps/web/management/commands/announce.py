"""Wait until the web server answers, then write `var/demo.json` and say where to go."""

import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

_PATIENCE_SECONDS = 60


class Command(BaseCommand):
    help = "Used by `make run`."

    def handle(self, *args: Any, **options: Any) -> None:
        var = Path(settings.VAR)
        demo = json.loads((var / "demo-secrets.json").read_text())
        end = time.monotonic() + _PATIENCE_SECONDS
        while not _ready(demo["url"]):
            if time.monotonic() > end:
                raise CommandError("the web server does not answer")
            time.sleep(0.1)
        new = var / "demo.json.new"
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(demo, file, indent=2)
        new.rename(var / "demo.json")
        lines = [
            "",
            f"  lvsportal   {demo['url']}",
            f"  login       {demo['username']} / {demo['password']}",
            "  stop        Ctrl-C",
            "",
        ]
        self.stdout.write("\n".join(lines))


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310 -- our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
