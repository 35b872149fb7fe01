"""Runs as root inside the guest kernel: the command blocks of articles, in order, on a small cluster made for each.

Argument: a folder with ``plays.json``; writes ``results.json`` into it: for each play, for each step, the exit status and
what was printed. Standard library only: the guest has Debian's own Python.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import guest

SHIMS = Path("/run/bin")
LEGACY = ("iptables", "ip6tables", "arptables", "iptables-save", "iptables-restore", "ip6tables-restore")


def main() -> None:
    folder = Path(sys.argv[1])
    for module in [
        "ip_vs",
        "ip_vs_rr",
        "ip_vs_wrr",
        "ip_vs_wlc",
        "ip_vs_lc",
        "ip_vs_sh",
        "ip_vs_mh",
        "ip_vs_fo",
        "ipip",
        "dummy",
    ]:
        guest.run(f"modprobe -d /run/lm {module}", check=False)
    SHIMS.mkdir(exist_ok=True)
    for name in LEGACY:  # Debian's default speaks nftables, whose families this kernel lacks
        path = f"/usr/sbin/{name.replace('tables', 'tables-legacy')}"
        (SHIMS / name).symlink_to(path)
    (SHIMS / "modprobe").write_text('#!/bin/sh\nexec /sbin/modprobe -d /run/lm "$@"\n')
    (SHIMS / "modprobe").chmod(0o755)
    (SHIMS / "systemctl").write_text('#!/bin/sh\nkill "$(cat /run/$NODE.p.pid)"\n')  # systemctl stop keepalived
    (SHIMS / "systemctl").chmod(0o755)
    os.environ["PATH"] = f"{SHIMS}:{os.environ['PATH']}"
    results = {}
    for play in json.loads((folder / "plays.json").read_text()):
        results[play["name"]] = one_play(play)
        print(play["name"], flush=True)
    (folder / "results.json").write_text(json.dumps(results))


def one_play(play: dict) -> list:
    pids: list[int] = []
    done = []
    try:
        guest.build(play)
        pids = [serve(name, node["listeners"]) for name, node in play["nodes"].items() if node["listeners"]]
        time.sleep(play["settle"])
        for step in play["steps"]:
            if step["kind"] == "start":
                what = "" if "vrrp" in step["flags"] else "-C"
                done += [start(node, step["text"], pids, what) for node in step["nodes"]]
                time.sleep(3)
            else:
                done += [one_step(step, node) for node in step["nodes"]]
    except Exception as error:
        done.append({"status": 99, "shown": repr(error)})
    finally:
        for pid in pids:
            kill(pid)
        guest.tear_down(play)
    return done


def one_step(step: dict, node: str) -> dict:
    """One block on one node, with clients that connect meanwhile where it asks for them."""
    meanwhile = guest.inside("client", traffic) if "traffic" in step["flags"] else 0
    time.sleep(1.5 if meanwhile else 0)  # the first connection has to get through on a busy machine
    try:
        return in_node(node, step["text"])
    finally:
        if meanwhile:
            kill(meanwhile)


def in_node(node: str, text: str) -> dict:
    reader, writer = os.pipe()

    def work() -> None:
        os.environ["NODE"] = node
        try:
            ran = subprocess.run(
                ["/bin/sh", "-e"], input=text, stdout=-1, stderr=-2, text=True, timeout=25, errors="replace"
            )
            found = {"status": ran.returncode, "shown": ran.stdout}
        except subprocess.TimeoutExpired as error:
            found = {"status": 98, "shown": (error.output or b"").decode(errors="replace")}
        os.write(writer, json.dumps(found).encode()[:60000])

    pid = guest.inside(node, work)
    os.close(writer)
    with os.fdopen(reader) as file:
        said = file.read()
    os.waitpid(pid, 0)
    return json.loads(said or '{"status": 97, "shown": ""}')


def start(node: str, text: str, pids: list[int], what: str) -> dict:
    """keepalived with a file, or its checkers alone (``-C``); it runs until the play ends."""
    path = Path(f"/run/{node}.conf")
    path.write_text(text)
    names = " ".join(f"-{letter} /run/{node}.{letter}.pid" for letter in "prc")

    def work() -> None:
        os.setsid()
        with open(f"/run/{node}.log", "w") as log:
            subprocess.run(
                ["/bin/sh", "-c", f"exec keepalived {what} -n -l -f {path} {names}"], stdout=log, stderr=log
            )

    pids.append(guest.inside(node, work))
    return {"status": 0, "shown": ""}


def traffic() -> None:
    os.setsid()
    ports = [80, 443]
    for number in range(400):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(("10.0.0.100", ports[number % 8 == 7]))
        time.sleep(0.05)
        if number % 20 == 19:
            subprocess.run(["curl", "-s", "-m", "1", "http://10.0.0.100/"], capture_output=True)


def kill(pid: int) -> None:
    for target in (-pid, pid):
        try:
            os.kill(target, signal.SIGKILL)
        except ProcessLookupError:
            continue
    os.waitpid(pid, 0)


# -- a server that says its name in HTTP -----------------------------------------------------------------------


def serve(name: str, listeners: list) -> int:
    ready, done = os.pipe()

    def work() -> None:
        for protocol, address, port in listeners:
            one = socket.socket(
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM,
            )
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if ":" in address:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.setsockopt(socket.SOL_IP, 15, 1)  # IP_FREEBIND
            one.bind((address, port))
            if protocol == "tcp":
                one.listen(128)
            loop = tcp if protocol == "tcp" else udp
            threading.Thread(target=loop, args=(one, name), daemon=True).start()
        os.write(done, b"x")
        while True:
            time.sleep(60)

    pid = guest.inside(name, work)
    os.read(ready, 1)
    os.close(ready)
    os.close(done)
    return pid


def tcp(listener: socket.socket, name: str) -> None:
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=answer, args=(peer, name), daemon=True).start()


def answer(peer: socket.socket, name: str) -> None:
    """``/``: the name. ``/slow``: the name each half second, twenty times: a connection that lasts."""
    try:
        peer.settimeout(12)
        asked = peer.recv(2000)
        peer.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        for _ in range(20 if b"/slow" in asked else 1):
            peer.sendall(name.encode() + b"\n")
            if b"/slow" in asked:
                time.sleep(0.5)
    except OSError:
        pass
    finally:
        peer.close()


def udp(one: socket.socket, name: str) -> None:
    while True:
        _, peer = one.recvfrom(2000)
        one.sendto(name.encode() + b"\n", peer)


if __name__ == "__main__":
    main()
