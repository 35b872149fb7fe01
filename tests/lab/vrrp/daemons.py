"""Real keepalived daemons on two or three nodes, each in namespaces of its own, their cables on bridges in another.

No guest kernel: VRRP needs no ip_vs. Power loss, a polite stop, a pulled cable and a cut wire are different failures.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

AGENT = Path(__file__).with_name("agent.py")
NAMESPACES = ["unshare", "--net", "--mount", "--pid", "--uts", "--fork", "--kill-child"]
SETTINGS = "accept_dad=0 rp_filter=0 arp_ignore=0 arp_announce=0"
DAEMON = "keepalived -l -D -P -f /etc/keepalived/keepalived.conf -p /run/k.pid -r /run/v.pid -c /run/c.pid"


class Machine:
    """A set of namespaces with an agent in it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [*NAMESPACES, sys.executable, "-I", str(AGENT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.run("mount -t proc proc /proc; mount -t tmpfs t /run; mount -t tmpfs t /tmp; ip link set lo up")
        self.pid = int(subprocess.check_output(["pgrep", "-P", str(self.process.pid)], text=True))

    def run(self, command: str) -> str:
        """What a shell command prints."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"run": command}) + "\n")
        self.process.stdin.flush()
        return str(json.loads(self.process.stdout.readline())["out"])

    def end(self) -> None:
        """All its processes and links are gone."""
        self.process.kill()
        self.process.wait()


class Network:
    """The nodes of one experiment and their wires. ``interfaces``: node → interface → (wire, addresses)."""

    def __init__(self, interfaces: dict[str, dict[str, tuple[str, tuple[str, ...]]]]) -> None:
        self.switch = Machine("switch")
        self.nodes = {name: Machine(name) for name in interfaces}
        self.off: set[str] = set()  # nodes without power: their namespaces stay, and what is left in them
        wires = {wire for listed in interfaces.values() for wire, _ in listed.values()}
        for wire in sorted(wires):
            self.switch.run(f"ip link add name br{wire} type bridge mcast_snooping 0; ip link set br{wire} up")
        for name, listed in interfaces.items():
            for interface, (wire, addresses) in listed.items():
                self._cable(name, interface, wire, addresses)

    def _cable(self, node: str, interface: str, wire: str, addresses: tuple[str, ...]) -> None:
        port, machine = f"{node}.{interface}", self.nodes[node]
        words = f"ip link add name {port} netns {self.switch.pid} type veth peer name {interface} netns {machine.pid}"
        subprocess.run(words.split(), check=True)
        self.switch.run(f"ip link set {port} master br{wire} up")
        sysctls = [f"net.ipv4.conf.{where}.rp_filter=0" for where in ("all", interface)]
        sysctls += [f"net.ipv6.conf.{interface}.accept_dad=0"]
        machine.run(f"sysctl -qw {' '.join(sysctls)}; ip link set {interface} up")
        for address in addresses:
            machine.run(f"ip addr add {address} dev {interface}")

    def __enter__(self) -> "Network":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for machine in [*self.nodes.values(), self.switch]:
            machine.end()

    # -- daemons ------------------------------------------------------------------------------------------------

    def configure(self, node: str, text: str) -> None:
        """A folder of its own under /etc/keepalived, with the file."""
        machine = self.nodes[node]
        machine.run("mount -t tmpfs t /etc/keepalived 2>/dev/null || mkdir -p /etc/keepalived")
        quoted = text.replace("'", "'\\''")
        machine.run(f"printf '%s' '{quoted}' > /etc/keepalived/keepalived.conf")

    def start(self, node: str) -> None:
        """keepalived, its VRRP part only."""
        self.nodes[node].run(f"{DAEMON} >/run/out 2>&1 </dev/null")

    def stop(self, node: str) -> None:
        self.nodes[node].run("kill -TERM $(cat /run/k.pid); for i in 1 2 3 4 5 6 7 8 9 10; do "
                             "[ -e /run/k.pid ] || break; sleep 0.1; done")  # fmt: skip

    def signal(self, node: str, name: str) -> None:
        """To parent and child alike."""
        self.nodes[node].run(f"kill -{name} $(cat /run/k.pid /run/v.pid)")

    # -- cables -------------------------------------------------------------------------------------------------

    def pull(self, node: str, interface: str, out: bool) -> None:
        """The other end of the cable goes down, or up again: the carrier is lost."""
        self.switch.run(f"ip link set {node}.{interface} {'down' if out else 'up'}")

    def lose_power(self, node: str) -> None:
        """Links down at the switch, the processes killed, the addresses gone with them."""
        ports = self.switch.run("ls /sys/class/net 2>/dev/null; ip -br link").split()
        names = sorted({port.partition("@")[0] for port in ports if port.startswith(f"{node}.")})
        self.switch.run("; ".join(f"ip link set {name} down" for name in names))
        self.nodes[node].run("kill -9 $(cat /run/k.pid /run/v.pid); rm -f /run/*.pid")
        self.off.add(node)

    def power_on(self, node: str, interfaces: dict[str, tuple[str, tuple[str, ...]]]) -> None:
        """As after a boot: the addresses as they were, the links up, keepalived started."""
        self.off.discard(node)
        for interface, (_, addresses) in interfaces.items():
            commands = [f"ip -4 addr flush dev {interface}", f"ip -6 addr flush dev {interface} scope global"]
            commands.append(
                f"ip -6 addr del fe80::100/64 dev {interface} 2>/dev/null; ip link del vrrp.51 2>/dev/null"
            )
            commands += [f"ip addr add {address} dev {interface}" for address in addresses]
            commands.append(
                "nft delete table ip keepalived 2>/dev/null; nft delete table ip6 keepalived 2>/dev/null"
            )
            self.nodes[node].run("; ".join(commands))
            self.switch.run(f"ip link set {node}.{interface} up")
        self.start(node)

    # -- what is there ------------------------------------------------------------------------------------------

    def masters(self, node: str) -> list[str]:
        """The instances in MASTER, from the daemon's own dump; none where no daemon runs."""
        text = self.nodes[node].run(
            "rm -f /tmp/keepalived.json; [ -e /run/v.pid ] && kill -$(keepalived --signum=JSON) $(cat /run/v.pid) && "
            "for i in 1 2 3 4 5 6 7 8 9 10; do [ -s /tmp/keepalived.json ] && break; sleep 0.05; done; "
            "sleep 0.02; cat /tmp/keepalived.json 2>/dev/null"
        )
        with contextlib.suppress(ValueError, KeyError, TypeError):
            return [one["data"]["iname"] for one in json.loads(text) if one["data"]["state"] == 2]
        return []

    def addresses(self, node: str) -> list[str]:
        """All addresses of the node off ``lo``; none while it has no power."""
        if node in self.off:
            return []
        shown = json.loads(self.nodes[node].run("ip -j addr") or "[]")
        return [info["local"] for row in shown if row["ifname"] != "lo" for info in row["addr_info"]]

    def evidence(self, node: str) -> dict[str, str]:
        """The files that a definition shows of the node, cut to what readers look at."""
        machine = self.nodes[node]
        rows = [
            {
                "ifname": row["ifname"],
                "flags": row["flags"],
                "addr_info": [
                    {key: info[key] for key in ("local", "prefixlen", "scope")} for info in row["addr_info"]
                ],
            }
            for row in json.loads(machine.run("ip -j addr"))
            if row["ifname"].startswith("eth")
        ]
        routes = [
            {key: row[key] for key in ("dst", "gateway", "dev", "prefsrc") if key in row}
            for row in json.loads(machine.run("ip -j route show table main") or "[]")
        ]
        sysctls = machine.run("sysctl -a 2>/dev/null | grep -E '^net.ipv4.conf.(all|eth[0-9]).rp_filter'")
        shown = {
            "ip-addr.json": json.dumps(rows, separators=(",", ":")),
            "ip-route.json": json.dumps(routes, separators=(",", ":")),
            "sysctl.txt": sysctls,
        }
        for tool in ("iptables", "ip6tables"):  # Debian's print nothing at all where no rule was ever set
            rules = machine.run(f"{tool}-save 2>/dev/null | grep -v '^#'")
            shown.update({f"{tool}-save.txt": rules} if rules else {})
        return shown


def pause(seconds: float) -> None:
    time.sleep(seconds)


def missing() -> list[str]:
    """What the host lacks for it."""
    tools = [
        tool
        for tool in ("unshare", "keepalived", "ip", "iptables", "nft", "pgrep")
        if not any(
            os.access(Path(folder) / tool, os.X_OK) for folder in ("/usr/sbin", "/usr/bin", "/sbin", "/bin")
        )
    ]
    return tools if os.geteuid() == 0 else [*tools, "root"]
