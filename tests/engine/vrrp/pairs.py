"""Two and three directors in a few words: keepalived.conf with what a case changes, and evidence where it matters."""

import json
from collections.abc import Mapping

from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.bundle import from_files
from lvsportal.engine.vrrp.simulation import ClusterState, Simulation


def instance(
    priority: int | None = 100,
    *lines: str,
    name: str = "VI_1",
    interface: str = "eth0",
    vrid: int | str = 51,
    advert: str = "0.3",
    version: int = 3,
    vips: str = "10.0.0.100/24",
    state: str = "BACKUP",
) -> str:
    """A vrrp_instance; ``lines`` are further lines of it, values "" leave their line away."""
    settings = {
        "state": state,
        "interface": interface,
        "virtual_router_id": vrid,
        "priority": priority,
        "version": version,
        "advert_int": advert,
    }
    written = [f"    {key} {value}" for key, value in settings.items() if value not in ("", None, 0)]
    written += [f"    {line}" for line in lines]
    if vips:
        written.append(
            "    virtual_ipaddress {\n" + "\n".join(f"        {vip}" for vip in vips.split()) + "\n    }"
        )
    return f"vrrp_instance {name} {{\n" + "\n".join(written) + "\n}\n"


def addresses(*interfaces: str, down: str = "") -> str:
    """``ip -j addr`` of interfaces written ``eth0=10.0.0.11/24,10.0.0.12/24``."""
    rows = []
    for number, text in enumerate(interfaces, 2):
        name, _, listed = text.partition("=")
        flags = ["BROADCAST", "MULTICAST", "UP", "NO-CARRIER" if name == down else "LOWER_UP"]
        info = [
            {
                "family": "inet6" if ":" in one else "inet",
                "local": one.partition("/")[0],
                "prefixlen": int(one.partition("/")[2]),
                "scope": "link" if one.startswith("fe80") else "global",
            }
            for one in listed.split(",")
            if one
        ]
        rows.append(
            {"ifindex": number, "ifname": name, "flags": flags, "link_type": "ether", "addr_info": info}
        )
    return json.dumps(rows)


def simulation(nodes: Mapping[str, str | Mapping[str, str]]) -> Simulation:
    """``nodes``: by name a keepalived.conf, or its files by name."""
    files = []
    for node, given in nodes.items():
        listed = {"keepalived.conf": given} if isinstance(given, str) else given
        files += [(f"{node}/{name}", text.encode()) for name, text in listed.items()]
    return Simulation(read_bundle(from_files(files)).cluster)


def masters(state: ClusterState, name: str = "VI_1") -> list[str]:
    return list(state.masters[name] or ())


def state(simulated: Simulation, name: str) -> ClusterState:
    """The state with an id, of all that the simulation lists."""
    return next(one for one in simulated.states() if one.id == name)
