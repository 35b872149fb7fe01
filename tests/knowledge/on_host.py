"""Runs blocks of articles in namespaces of this machine's own kernel, with the distributions' own network tools."""

import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

NEEDED = ("nft", "iptables", "netplan", "nmcli", "ifup", "systemd-analyze", "unshare", "keepalived")
NETWORKD = Path("/lib/systemd/systemd-networkd")
# A node as the articles have it, as far as a rule or a file can see: two interfaces whose cables are plugged in.
_NODE = """\
mount --make-rprivate /
ip link set lo up
for name in eth0 eth1 lvs-vip tunl0; do ip link add $name type veth peer name far-$name; ip link set far-$name up; done
"""
_PRIVATE_RUN = "mount -t tmpfs none /run\n"


def missing() -> list[str]:
    """The programs that these tests need and this machine lacks."""
    path = "/usr/sbin:/sbin:/usr/bin:/bin"
    lacking = [name for name in NEEDED if shutil.which(name, path=path) is None]
    return lacking + ([] if NETWORKD.exists() else [str(NETWORKD)])


def run(script: str, folder: Path | None = None) -> str:
    """What a script prints as root in a network and a mount namespace of its own. :raises AssertionError: it failed."""
    done = subprocess.run(
        ["unshare", "-n", "-m", "/bin/sh", "-e"],
        input=_NODE + script,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env={"PATH": "/usr/sbin:/sbin:/usr/bin:/bin", "HOME": "/root", "LC_ALL": "C"},
    )
    assert done.returncode == 0, f"{script}\n{done.stdout[-400:]}{done.stderr[-600:]}"
    return done.stdout + done.stderr


def addresses_in(text: str) -> set[str]:
    """The addresses with a prefix that a file is to set."""
    return set(re.findall(r"(?:\d+\.){3}\d+/\d+|[0-9a-f:]*:[0-9a-f:]+/\d+", text)) - {"192.168.1.0/24"}


def rules_by_nft(blocks: list[str]) -> str:
    """Blocks of nft commands on one node, in order, and the rules that came of it. A table that Docker or iptables
    made is there; settings of ip_vs need its module and are tried in the guest."""
    lines = "\n".join(line for block in blocks for line in block.splitlines() if "net.ipv4.vs." not in line)
    lines = "\n".join(line for line in lines.splitlines() if not line.startswith("ipvsadm"))
    return run(f"iptables -P FORWARD DROP\n{lines}\nnft list ruleset\n")


def kept_by_nft(text: str) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".nft") as file:
        file.write(text)
        file.flush()
        return run(f"nft -f {file.name}\nnft list ruleset\n")


def kept_by_networkd(files: dict[str, str]) -> str:
    """systemd-networkd itself with these files; the addresses that it set. Devices are there already: this kernel may
    lack dummy and ipip, and networkd must only have nothing to say against their files."""
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            (Path(place) / Path(name).name).write_text(text)
        networks = f"mkdir -p /run/systemd/network\ncp {place}/*.network /run/systemd/network/\n"
        start = "SYSTEMD_LOG_LEVEL=info container=x timeout 6 /lib/systemd/systemd-networkd > /run/log 2>&1 &\n"
        wait = "for turn in 1 2 3 4 5 6 7 8; do sleep 0.5; ip -br addr > /run/seen; done\n"
        script = f"{_PRIVATE_RUN}mount -t sysfs -o ro none /sys\n{networks}{start}{wait}"
        said = run(script + "ip -br addr\nip route show table all\nip -6 route\ncat /run/log\n")
        if any(name.endswith(".netdev") for name in files):
            check = f"cp {place}/*.netdev /run/systemd/network/\n"
            said += run(_PRIVATE_RUN + networks + check + start + "sleep 1.5\ncat /run/log\n")
    return said


def kept_by_netplan(text: str) -> str:
    """netplan's own reading, and the files that it makes of it."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "etc/netplan/60-lvs.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text)
        path.chmod(0o600)
        run(f"netplan generate --root-dir {place}\n")
        made = Path(place) / "run/systemd/network"
        return "\n".join(one.read_text() for one in sorted(made.iterdir()))


def kept_by_network_manager(command: str) -> str:
    """NetworkManager's own reading of a connection, without its daemon: the file that it would write."""
    words = shlex.split(command)
    assert words[0] == "nmcli"
    return run(shlex.join(["nmcli", "--offline", *words[1:]]) + "\n")


def kept_by_ifupdown(text: str) -> str:
    """ifup itself with a file."""
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(
            "auto lo\niface lo inet loopback\n" + re.sub(r"^ +pre-up modprobe.*\n", "", text, flags=re.M)
        )
        file.flush()
        up = f"ifup -a -i {file.name} --state-dir /run/network\n"
        return run(f"{_PRIVATE_RUN}mkdir -p /run/network\n{up}ip -br addr\nip route\n")


def unit(text: str) -> str:
    """systemd's own reading of a unit."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "lvs.service"
        path.write_text(text)
        return run(f"systemd-analyze verify {path}\n")


def read_by_keepalived(text: str) -> str:
    """What ``keepalived -t`` says to a configuration; empty where it has nothing to say."""
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(text)
        file.flush()
        return run(f"keepalived -t -f {file.name} 2>&1 || true\n").strip()
