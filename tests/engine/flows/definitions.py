"""Small clusters as cluster.yaml, with everything shown that decides."""

from collections.abc import Iterable

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import Bundle, from_files

VIP = "10.0.0.100"
QUIET = {
    "net.ipv4.conf.all.arp_ignore": 1,
    "net.ipv4.conf.all.arp_announce": 2,
    "net.ipv4.conf.eth0.arp_ignore": 0,
    "net.ipv4.conf.eth0.arp_announce": 0,
}
_PLAIN = {
    "net.ipv4.ip_forward": 0,
    "net.ipv4.conf.all.rp_filter": 0,
    "net.ipv4.conf.eth0.rp_filter": 0,
    "net.ipv4.conf.all.accept_local": 0,
    "net.ipv4.conf.eth0.accept_local": 0,
}
_OPEN = b"*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"


def node(
    name: str,
    address: str,
    *,
    vips: Iterable[str] = (),
    lo: Iterable[str] = (),
    listens: Iterable[str] = (),
    sysctls: dict[str, int] | None = None,
    gateway: str = "10.0.0.1",
    services: str = "",
) -> str:
    """A node on one wire. ``address`` with its prefix length; ``vips`` beside it, ``lo`` on the loopback."""
    settings = _PLAIN | (sysctls or {})
    lines = [
        f"  {name}:",
        "    interfaces:",
        f"      eth0: {{addresses: [{', '.join([address, *vips])}]}}",
        f"      lo: {{addresses: [{', '.join(['127.0.0.1/8', *lo])}]}}",
        *([f"    gateway: {gateway}"] if gateway else []),
        "    sysctls:",
        *(f"      {key}: {value}" for key, value in settings.items()),
        f"    listeners: [{', '.join(listens)}]",
    ]
    return "\n".join(lines) + "\n" + services


def service(*servers: str, method: str = "DR", vip: str = VIP, port: int = 80) -> str:
    reals = ", ".join(f"{{address: {server}, port: {port}}}" for server in servers)
    return (
        f"    services:\n      - vip: {vip}\n        port: {port}\n        method: {method}\n"
        f"        real_servers: [{reals}]\n"
    )


def director(*servers: str, **more: str) -> str:
    return node("lb1", "10.0.0.11/24", vips=[f"{VIP}/32"], services=service(*servers, **more))


def server(number: int, **more: object) -> str:
    """A DR real server that serves; ``more`` as for ``node``."""
    usual: dict[str, object] = {
        "lo": [f"{VIP}/32"],
        "listens": ["tcp/0.0.0.0:80"],
        "sysctls": QUIET,
    }
    return node(f"rs{number - 20}", f"10.0.0.{number}/24", **(usual | more))  # type: ignore[arg-type]


def client(address: str = "10.0.0.10/24") -> str:
    return node("client", address)


def bundle(*nodes: str) -> Bundle:
    """The nodes as one cluster.yaml, each with an open firewall; a node without services shows that it has none."""
    files = [("cluster.yaml", ("name: shop\nnodes:\n" + "".join(nodes)).encode())]
    for text in nodes:
        name = text.split(":")[0].strip()
        files.append((f"{name}/iptables-save.txt", _OPEN))
        if "services:" not in text:
            files.append((f"{name}/ipvsadm-save.txt", b""))
    return from_files(files)


def analysis(*nodes: str) -> Analysis:
    return Analysis(read_bundle(bundle(*nodes)).cluster)
