"""Definitions of any size, made up on the spot."""

import json
from pathlib import Path

_HEAD = (
    "vrrp_instance VI_1 {\n state MASTER\n interface lo\n virtual_router_id 51\n priority 150\n"
    " virtual_ipaddress {\n  10.0.0.1/32\n }\n}\n"
)


def keepalived(services: int) -> str:
    """``services`` virtual servers with four real servers each."""
    parts = [_HEAD]
    for number in range(services):
        high, low = divmod(number, 256)
        vip = f"10.{100 + high // 256}.{high % 256}.{low}"
        parts.append(
            f"virtual_server {vip} 80 {{\n    delay_loop 6\n    lb_algo wrr\n    lb_kind DR\n    protocol TCP\n"
        )
        for server in range(4):
            parts.append(
                f"    real_server 10.{200 + server}.{high % 256}.{low} 80 {{\n        weight {server + 1}\n"
                "        TCP_CHECK {\n            connect_timeout 3\n            connect_port 80\n        }\n    }\n"
            )
        parts.append("}\n")
    return "".join(parts)


def many_files(folder: Path, count: int) -> None:
    """A folder a node, each with a small configuration."""
    for number in range(count):
        place = folder / f"lb{number}"
        place.mkdir(parents=True)
        (place / "keepalived.conf").write_text(keepalived(2).replace("10.100.", f"10.{number % 100}."))


def evidence(folder: Path, servers: int) -> None:
    """Two directors with one service, and ``servers`` real servers with all their evidence."""
    reals = [f"10.0.{number // 200}.{number % 200 + 20}" for number in range(servers)]
    lines = "".join(f"    real_server {address} 80 {{\n        weight 1\n    }}\n" for address in reals)
    for number, name in ((11, "lb1"), (12, "lb2")):
        place = folder / name
        place.mkdir(parents=True)
        (place / "keepalived.conf").write_text(
            "vrrp_instance V {\n state BACKUP\n interface eth0\n virtual_router_id 5\n virtual_ipaddress {\n  10.0.0.5\n }\n}\n"
            f"virtual_server 10.0.0.5 80 {{\n    lb_algo rr\n    lb_kind DR\n    protocol TCP\n{lines}}}\n"
        )
        vips = ["10.0.0.5/32"] if name == "lb1" else []
        _node(place, f"10.0.3.{number}", number, vips, [])
    for number, address in enumerate(reals):
        place = folder / f"rs{number}"
        place.mkdir()
        _node(place, address, 1000 + number, [], ["10.0.0.5/32"])


def _node(place: Path, address: str, number: int, vips: list[str], lo: list[str]) -> None:
    mac = f"02:00:00:00:{number >> 8:02x}:{number & 255:02x}"
    links = [
        {"ifname": "lo", "flags": ["LOOPBACK", "UP"], "addr_info": [_address(one) for one in ["127.0.0.1/8", *lo]]},
        {"ifname": "eth0", "flags": ["BROADCAST", "UP"], "address": mac, "addr_info": [_address(one) for one in [f"{address}/22", *vips]]},
    ]  # fmt: skip
    (place / "ip-addr.json").write_text(json.dumps(links))
    (place / "ip-route.json").write_text(
        json.dumps(
            [{"dst": "default", "gateway": "10.0.3.254", "dev": "eth0"}, {"dst": "10.0.0.0/22", "dev": "eth0"}]
        )
    )
    settings = "".join(
        f"net.ipv4.conf.{name}.{key} = {value}\n"
        for name in ("all", "eth0", "lo")
        for key, value in (("arp_ignore", 1), ("arp_announce", 2), ("rp_filter", 0), ("forwarding", 0))
    )
    (place / "sysctl.txt").write_text(settings + "net.ipv4.ip_forward = 0\n")
    (place / "ss.txt").write_text("tcp LISTEN 0 128 0.0.0.0:80 0.0.0.0:*\n")
    if lo:
        (place / "ipvsadm-save.txt").write_text("")


def _address(text: str) -> dict[str, object]:
    local, _, length = text.partition("/")
    return {"local": local, "prefixlen": int(length), "scope": "host" if local.startswith("127.") else "global"}
