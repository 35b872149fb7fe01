"""Runs as root inside the guest kernel: builds each scenario from network namespaces and bridges, lets a client connect,
notes who answered, and collects each node's evidence with the real tools. Standard library only: the guest has Debian's
own Python.

Argument: a folder with ``scenarios.json``; writes ``<scenario>/<node>/…`` and ``<scenario>/seen.json`` into it.
"""

import ctypes
import errno
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

LIBC = ctypes.CDLL("libc.so.6", use_errno=True)
CLONE_NEWNET = 0x40000000
# One process prints these five, a line each: a process costs 50 ms here.
IP_FILES = {
    "ip-addr.json": "addr",
    "ip-link.json": "link",
    "ip-route.json": "route show table all",
    "ip-rule.json": "rule",
    "ip-neigh.json": "neigh",
}
# Printed by the real tools where a scenario has something for them; empty, as they would print, where it has not.
TOOLS = {
    "iptables-save.txt": ("iptables-legacy-save", "iptables"),
    # Debian's script asks `arptables`, whichever alternative that is; the lab's rules are legacy ones
    "arptables-save.txt": (
        "sed 's#/sbin/arptables\"#/sbin/arptables-legacy\"#' /usr/sbin/arptables-legacy-save | perl",
        "arptables",
    ),
    "ipvsadm-save.txt": ("ipvsadm -Sn", "ipvs"),
    "ipvsadm-daemon.txt": ("ipvsadm -ln --daemon", "daemons"),
    "ss.txt": ("ss -Hlntu", "listeners"),
}
SETTINGS = ("net/ipv4/ip_forward", "net/ipv4/conf", "net/ipv4/vs", "net/ipv6/conf/all", "net/ipv6/conf/default")


def run(command: str, text: str | None = None, check: bool = True) -> str:
    done = subprocess.run(["/bin/sh", "-c", command], input=text, capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{command}: {done.stderr.strip()[-300:]}")
    return done.stdout


def enter(node: str) -> None:
    with open(f"/run/netns/{node}") as file:
        if LIBC.setns(file.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {node}")


def inside(node: str, work) -> int:
    """Fork a process in a node's namespace; its pid."""
    pid = os.fork()
    if pid:
        return pid
    try:
        enter(node)
        work()
    except BaseException as error:
        print(f"{node}: {error!r}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


# -- building --------------------------------------------------------------------------------------------------


def build(scenario: dict) -> None:
    segments = {port["segment"] for node in scenario["nodes"].values() for port in node["ports"].values()}
    lines = [
        f"link add br-{name} type bridge mcast_snooping 0\nlink set br-{name} up" for name in sorted(segments)
    ]
    lines += [f"netns add {name}" for name in scenario["nodes"]]
    for name, node in scenario["nodes"].items():
        for interface, port in node["ports"].items():
            outer = f"{name}-{interface}"[-15:]
            lines.append(f"link add {outer} type veth peer name {interface} address {port['mac']} netns {name}")
            lines.append(f"link set {outer} master br-{port['segment']} up")
    run("ip -batch -", "\n".join(lines) + "\n")
    pids = [inside(name, lambda node=node: configure(node)) for name, node in scenario["nodes"].items()]
    if any(os.waitpid(pid, 0)[1] for pid in pids):
        raise RuntimeError("a node could not be configured; see guest.log")


def configure(node: dict) -> None:
    """All that a node is given, in its own namespace."""
    lines = ["link set lo up"]
    for interface, port in node["ports"].items():
        lines.append(f"link set {interface} up")
        lines += [f"addr add {address} dev {interface}" + six(address) for address in port["addresses"]]
    lines += [f"addr add {address} dev lo" + six(address) for address in node["lo"]]
    lines += [f"route add {route}" for route in node["routes"]]
    lines += [f"rule add {rule}" for rule in node["rules"]]
    if node["tunnel"]:
        run("ip link add tunl0 type ipip", check=False)
        lines.append("link set tunl0 up")
    run("ip -batch -", "\n".join(lines) + "\n")
    if node["ipvs"]:
        run("ipvsadm -R", "\n".join(node["ipvs"]) + "\n")
    write_sysctls(node["sysctls"] | node["late_sysctls"])
    shell = [f"iptables-legacy {rule}" for rule in node["iptables"]]
    shell += [f"arptables-legacy {rule}" for rule in node["arptables"]]
    shell += node["commands"]
    shell += [f"ipvsadm --start-daemon {role} --mcast-interface {port}" for role, port in node["daemons"]]
    if shell:
        run("/bin/sh -e", "\n".join(shell) + "\n")


def write_sysctls(values: dict) -> None:
    for key, value in values.items():
        Path("/proc/sys", *key.split(".")).write_text(str(value))


def six(address: str) -> str:
    return " nodad" if ":" in address else ""


# -- sockets ---------------------------------------------------------------------------------------------------


def serve(name: str, listeners: list) -> int:
    """One process a node, with all its sockets; says the node's name to whoever connects."""
    ready, done = os.pipe()

    def work() -> None:
        sockets = []
        for protocol, address, port in listeners:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
            one = socket.socket(family, kind)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.setsockopt(socket.SOL_IP, 15, 1)  # IP_FREEBIND
            one.bind((address, port))
            if protocol == "tcp":
                one.listen(128)
            sockets.append(one)
        os.write(done, b"x")
        while True:
            for one in select.select(sockets, [], [])[0]:
                if one.type == socket.SOCK_STREAM:
                    peer, _ = one.accept()
                    peer.sendall(name.encode())
                    peer.close()
                else:
                    _, peer_address = one.recvfrom(64)
                    one.sendto(name.encode(), peer_address)

    pid = inside(name, work)
    if not select.select([ready], [], [], 10)[0]:
        raise RuntimeError(f"{name} does not listen")
    os.close(ready)
    os.close(done)
    return pid


def probe(node: str, target: str, port: int, protocol: str, count: int, patience: float) -> list[str]:
    """What ``count`` connections at once saw."""
    reader, writer = os.pipe()

    def work() -> None:
        os.write(writer, json.dumps(connect(target, port, protocol, count, patience)).encode())

    pid = inside(node, work)
    os.close(writer)
    with os.fdopen(reader) as file:
        text = file.read()
    os.waitpid(pid, 0)
    return json.loads(text or "[]")


NAMES = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.EHOSTUNREACH: "unreachable",
    errno.ENETUNREACH: "unreachable",
    errno.ENOPROTOOPT: "icmp_error",
}


def connect(target: str, port: int, protocol: str, count: int, patience: float) -> list[str]:
    """The first four one after the other, since an answer may change who the next one goes to; the rest at once."""
    found = [one for _ in range(4) for one in at_once(target, port, protocol, 1, patience / 2)]
    return found + at_once(target, port, protocol, count - 4, patience)


def at_once(target: str, port: int, protocol: str, count: int, patience: float) -> list[str]:
    family = socket.AF_INET6 if ":" in target else socket.AF_INET
    kind = socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM
    found: list[str] = []
    waiting: dict[int, socket.socket] = {}
    connected: set[int] = set()
    poll = select.poll()
    for _ in range(count):
        one = socket.socket(family, kind)
        one.setblocking(False)
        status = one.connect_ex((target, port))
        if status not in (0, errno.EINPROGRESS):
            found.append(NAMES.get(status, f"errno {status}"))
            one.close()
            continue
        if protocol == "udp":
            one.send(b"?")
            connected.add(one.fileno())
        waiting[one.fileno()] = one
        poll.register(one, select.POLLIN if protocol == "udp" else select.POLLOUT)
        time.sleep(0.002)
    end = time.monotonic() + patience
    while waiting and time.monotonic() < end:
        for number, _ in poll.poll(100):
            one = waiting[number]
            status = one.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if not status and number not in connected:
                connected.add(number)
                poll.modify(number, select.POLLIN)
                continue
            try:
                said = one.recv(64).decode() if not status else ""
            except BlockingIOError:
                continue
            except OSError as error:
                status, said = error.errno or 1, ""
            found.append(f"answered:{said}" if said else NAMES.get(status, f"errno {status}"))
            poll.unregister(number)
            del waiting[number]
            one.close()
    found += ["timeout"] * len(waiting)
    return found


# -- one scenario ----------------------------------------------------------------------------------------------


def play(scenario: dict, folder: Path) -> None:
    pids: list[int] = []
    clock = time.monotonic()

    def lap(what: str) -> None:
        nonlocal clock
        print(f"{scenario['name']} {what} {time.monotonic() - clock:.2f}", flush=True)
        clock = time.monotonic()

    try:
        build(scenario)
        lap("built")
        pids = [serve(name, node["listeners"]) for name, node in scenario["nodes"].items() if node["listeners"]]
        time.sleep(scenario["settle"])
        seen: list[dict] = []
        for asked in scenario["probes"]:
            results: list[str] = []
            for number in range(asked["rounds"]):
                if number:
                    forget(scenario)
                results += probe(
                    asked["from"],
                    asked["to"],
                    asked["port"],
                    asked["protocol"],
                    asked["count"],
                    asked["patience"],
                )
            seen.append({**asked, "seen": sorted(set(results)), "all": results})
        lap("probed")
        collect(scenario, folder)
        lap("collected")
        (folder / "seen.json").write_text(json.dumps(seen, indent=1))
    except Exception as error:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "failed.txt").write_text(f"{error}\n")
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        tear_down(scenario)


def forget(scenario: dict) -> None:
    """Neighbour caches emptied, so that each answer of ARP has its chance."""
    for name in scenario["nodes"]:
        os.waitpid(inside(name, lambda: run("ip neigh flush all", check=False)), 0)


def collect(scenario: dict, folder: Path) -> None:
    pids = [
        inside(name, lambda node=node, place=folder / name: evidence(node, place))
        for name, node in scenario["nodes"].items()
    ]
    for pid in pids:
        os.waitpid(pid, 0)


def evidence(node: dict, place: Path) -> None:
    """One node's files."""
    place.mkdir(parents=True, exist_ok=True)
    printed = run("ip -j -d -batch -", "\n".join(IP_FILES.values()) + "\n").splitlines()
    for file, text in zip(IP_FILES, printed, strict=True):
        (place / file).write_text(text)
    for file, (command, field) in TOOLS.items():
        used = node[field] or any(field.removesuffix("s") in one for one in node["commands"])
        (place / file).write_text(run(command) if used else "")
    (place / "sysctl.txt").write_text("".join(settings()))
    if node["keepalived"]:
        (place / "keepalived.conf").write_text(node["keepalived"])


def settings():
    """As `sysctl -a` prints them."""
    mount = Path("/proc/sys")
    for start in SETTINGS:
        for path in sorted([mount / start] if (mount / start).is_file() else (mount / start).rglob("*")):
            if path.is_file() and os.access(path, os.R_OK):
                try:
                    value = path.read_text().strip()
                except OSError:
                    continue
                yield f"{'.'.join(part.replace('.', '/') for part in path.relative_to(mount).parts)} = {value}\n"


def tear_down(scenario: dict) -> None:
    lines = [
        f"link del {f'{name}-{interface}'[-15:]}"  # a namespace goes in its own time, and its links with it
        for name, node in scenario["nodes"].items()
        for interface in node["ports"]
    ]
    lines += [f"netns del {name}" for name in scenario["nodes"]]
    segments = {port["segment"] for node in scenario["nodes"].values() for port in node["ports"].values()}
    lines += [f"link del br-{name}" for name in segments]
    run("ip -force -batch -", "\n".join(lines) + "\n", check=False)


def main() -> None:
    folder = Path(sys.argv[1])
    modules = "ip_vs ip_vs_rr ip_vs_wrr ip_vs_wlc ip_vs_lc ip_vs_sh ip_vs_dh ip_vs_fo ip_vs_mh ipip dummy"
    for module in modules.split():
        run(f"modprobe -d /run/lm {module}", check=False)
    for scenario in json.loads((folder / "scenarios.json").read_text()):
        play(scenario, folder / scenario["name"])


if __name__ == "__main__":
    main()
