"""`make test`: the whole suite. On the embedded default the parts that need servers are left out, and that is said."""

import os
import subprocess
import sys


def main() -> int:
    """Run pytest, split over the processors; the exit status is its own."""
    servers = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    arguments = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup"]
    if len(servers) < 2:
        arguments += ["-m", "not needs_servers"]
        print("left out: tests marked needs_servers (set DATABASE_URL and REDIS_URL to run them)", flush=True)
    return subprocess.run([*arguments, *sys.argv[1:]], env=_environment()).returncode


def _environment() -> dict[str, str]:
    """Playwright must not look for browsers of its own; the tests use the machine's Chromium."""
    return os.environ | {
        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
        "DJANGO_SETTINGS_MODULE": "lvsportal.settings.test",
    }


if __name__ == "__main__":
    sys.exit(main())
