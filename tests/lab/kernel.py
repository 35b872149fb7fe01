"""Boots Debian's User-Mode-Linux, a real kernel as an ordinary process, on this machine's own files."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

GUEST = Path(__file__).with_name("guest.py")
KERNEL = "linux.uml"
NEEDED = (
    KERNEL,
    "ipvsadm",
    "iptables-legacy",
    "arptables-legacy",
    "perl",
    "tcpdump",
    "ss",
    "modprobe",
    "busybox",
    "keepalived",
    "curl",
    "arping",
    "ping",
    "socat",
)

_INIT = """#!/bin/sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/run LC_ALL=C
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmpfs /run
mkdir -p /run/shared /run/lm/lib/modules
mount --bind {work} /run/shared
ln -s "/usr/lib/uml/modules/$(uname -r)" "/run/lm/lib/modules/$(uname -r)"
printf '#!/bin/sh\\nexec /sbin/modprobe -d /run/lm "$@"\\n' > /run/modprobe
chmod +x /run/modprobe
echo /run/modprobe > /proc/sys/kernel/modprobe
ip link set lo up
cd /run
/usr/bin/python3 {guest} /run/shared > /run/shared/guest.log 2>&1
sync
exec busybox poweroff -f
"""


def missing() -> list[str]:
    """The programs that the lab needs and this machine lacks."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    return [name for name in NEEDED if shutil.which(name, path=path) is None]


def run_guest(work: Path, seconds: int, script: Path = GUEST) -> None:
    """Play what lies in ``work`` in a guest, by ``script``; results come into the same folder.

    :raises RuntimeError: the guest did not come up, or did not end in time.
    """
    init = work / "init"
    init.write_text(_INIT.format(work=work, guest=script))
    init.chmod(0o755)
    command = [KERNEL, "mem=320M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "rw", f"init={init}"]
    with tempfile.TemporaryDirectory(prefix="uml-") as place:
        command += ["con=null", "con0=null,fd:1", "quiet", f"uml_dir={place}", "umid=lab"]
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else place
        with open(work / "console.log", "wb") as console:
            try:
                subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=console,
                    stderr=console,
                    env=os.environ | {"TMPDIR": memory},
                    timeout=seconds,
                )
            except subprocess.TimeoutExpired:
                raise RuntimeError(f"the guest did not end within {seconds} s") from None
    log = work / "guest.log"
    if not log.exists():
        raise RuntimeError(
            "the guest did not come up: " + (work / "console.log").read_text(errors="replace")[-400:]
        )
