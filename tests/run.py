"""`make test`: the whole suite. On the embedded default the parts that need servers are left out, and that is said."""

import os
import subprocess
import sys

from tests.integrations.tools import TOOLS
from tests.lab.kernel import missing

_WHY = {
    "needs_servers": "tests marked needs_servers (set DATABASE_URL and REDIS_URL to run them)",
    "needs_tools": "tests marked needs_tools (`make integrations` installs Ansible, pre-commit and sarif-tools for them)",
    "needs_kernel": "tests marked needs_kernel (they need user-mode-linux, ipvsadm, iptables, arptables)",
}


def main() -> int:
    """Run pytest, split over the processors; the exit status is its own."""
    servers = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    arguments = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup"]
    left_out = [] if TOOLS.is_dir() else ["needs_tools"]
    if len(servers) < 2:
        left_out += ["needs_servers"] + (["needs_kernel"] if missing() else [])
    if left_out:
        arguments += ["-m", " and ".join(f"not {mark}" for mark in left_out)]
        print(f"left out: {'; '.join(_WHY[mark] for mark in left_out)}", flush=True)
    return subprocess.run([*arguments, *sys.argv[1:]], env=_environment()).returncode


def _environment() -> dict[str, str]:
    """Playwright must not look for browsers of its own; the tests use the machine's Chromium."""
    return os.environ | {
        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
        "DJANGO_SETTINGS_MODULE": "lvsportal.settings.test",
    }


if __name__ == "__main__":
    sys.exit(main())
