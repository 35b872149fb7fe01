"""`make test`: the whole suite. On the embedded default the parts that need servers are left out, and that is said."""

import os
import subprocess
import sys

from tests.integrations.tools import TOOLS
from tests.knowledge import on_host
from tests.lab.kernel import missing

_WHY = {
    "needs_servers": "tests marked needs_servers (set DATABASE_URL and REDIS_URL to run them)",
    "needs_tools": "tests marked needs_tools (`make integrations` installs Ansible, pre-commit and sarif-tools for them)",
    "needs_kernel": "tests marked needs_kernel (they need user-mode-linux, ipvsadm, iptables, arptables, keepalived, curl)",
    "needs_network_tools": "tests marked needs_network_tools (they need nft, systemd-networkd, netplan, nmcli, ifup)",
}


def main() -> int:
    """Run pytest, split over the processors; the exit status is its own."""
    arguments = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup"]
    left_out = _left_out()
    if left_out:
        arguments += ["-m", " and ".join(f"not {mark}" for mark in left_out)]
        print(f"left out: {'; '.join(_WHY[mark] for mark in left_out)}", flush=True)
    return subprocess.run([*arguments, *sys.argv[1:]], env=_environment()).returncode


def _left_out() -> list[str]:
    """The marks of what can't be run here. With servers nothing of the kernel's is left out: there it must be there."""
    served = all(os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL"))
    lacking = {
        "needs_tools": not TOOLS.is_dir(),
        "needs_servers": not served,
        "needs_kernel": not served and bool(missing()),
        "needs_network_tools": bool(on_host.missing()),
    }
    return [mark for mark, lacks in lacking.items() if lacks]


def _environment() -> dict[str, str]:
    """Playwright must not look for browsers of its own; the tests use the machine's Chromium."""
    return os.environ | {
        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1",
        "DJANGO_SETTINGS_MODULE": "lvsportal.settings.test",
    }


if __name__ == "__main__":
    sys.exit(main())
