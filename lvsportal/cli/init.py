"""``lvsportal init``: a cluster.yaml of what the other files show, with what they don't show left to be filled in."""

import argparse

from lvsportal.cli.io import bundle_of, refuse, write
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Node
from lvsportal.engine.readers.assemble import read_bundle
from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput

_SETTINGS = ("arp_ignore", "arp_announce", "rp_filter")
_MOST = 2000


def run(options: argparse.Namespace) -> int:
    """Print the YAML; nothing is written to disk."""
    try:
        cluster = read_bundle(bundle_of(options.paths)).cluster
    except RefusedInput as error:
        return refuse(error, options.lang)
    write("\n".join(document(cluster, options.lang)) + "\n")
    return 0


def document(cluster: Cluster, language: str = "en") -> list[str]:
    """The lines of the document. What is not shown stands as a comment, so that it stays unknown until it is filled in."""
    lines = [f"# {_HEAD.say(language)}", "version: 1", f"name: {_quoted(cluster.name)}", "nodes:"]
    for node in cluster.nodes[:_MOST]:
        lines += _node(node, language)
    for hidden in cluster.hidden_servers(_MOST):
        address = hidden.text
        lines += [
            f"  # {_quoted(address)}:   # {_GUESS.say(language)}",
            "  #   interfaces:",
            f"  #     eth0: {{addresses: [{_quoted(address + '/24')}]}}",
            "  #     lo: {addresses: [VIP/32]}",
            "  #   gateway: A.B.C.D",
            "  #   sysctls: {net.ipv4.conf.all.arp_ignore: 1, net.ipv4.conf.all.arp_announce: 2}",
            "  #   listeners: [tcp/0.0.0.0:80]",
        ]
    lines += [
        f"# {_DECLARE.say(language)}",
        "# declare:",
        '#   "10.0.0.2*": {why: WHO SAW IT AND WHEN, plain: true, vip: lo, arp: suppressed, gateway: A.B.C.D, listens: [tcp/*:80]}',
    ]
    return [*lines, f"# {_SEGMENTS.say(language)}", "# segments:", "#   - [10.0.0.0/24, 10.0.1.0/24]"]


def _node(node: Node, language: str) -> list[str]:
    lines = [f"  {_quoted(node.name)}:"]
    if node.addresses is None:
        lines.append(f"    # interfaces: {{eth0: {{addresses: [A.B.C.D/24]}}}}   # {_NOT_SHOWN.say(language)}")
    else:
        lines += _interfaces(node)
    gateway = next(
        (r.gateway for r in node.routes or () if not r.prefix.length and r.gateway is not None), None
    )
    if gateway is not None:
        lines.append(f"    gateway: {_quoted(gateway.text)}")
    elif node.routes is None:
        lines.append(f"    # gateway: A.B.C.D   # {_NOT_SHOWN.say(language)}")
    settings = {
        key: found.value
        for key, found in (node.sysctls or {}).items()
        if key.endswith(_SETTINGS) and key.startswith("net.ipv4.conf.")
    }
    if settings:
        lines += ["    sysctls:", *(f"      {key}: {value}" for key, value in settings.items())]
    return lines if len(lines) > 1 else [f"  {_quoted(node.name)}: {{}}"]


def _interfaces(node: Node) -> list[str]:
    by_name: dict[str, list[str]] = {}
    for shown in node.addresses or ():
        if not (shown.interface == "lo" and shown.address.is_loopback) and shown.scope != "link":
            by_name.setdefault(shown.interface, []).append(_quoted(f"{shown.address}/{shown.length}"))
    macs = {link.name: link.mac for link in (node.links or {}).values() if link.mac and link.on_a_wire}
    if not by_name:
        return ["    interfaces: {}"]
    return ["    interfaces:"] + [
        f"      {name}: {{addresses: [{', '.join(addresses)}]"
        + (f", mac: {_quoted(macs[name])}" if name in macs else "")
        + "}"
        for name, addresses in by_name.items()
    ]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_HEAD = Text(
    "cluster.yaml of lvsportal: what the other files show. Complete what is commented out; what is left out stays unknown.",
    "lvsportal 的 cluster.yaml：其他文件给出的内容。请补全注释掉的部分；没有写的仍是未知。",
)
_GUESS = Text(
    "known by its address only: what stands here is a guess", "只知道地址：这里写的是猜测，请核对后再启用"
)
_DECLARE = Text(
    "What you vouch for without evidence, each with a reason; results that rest on it say so:",
    "没有证据、由你担保的内容，每条都要写明理由；依赖它的结论会注明：",
)
_NOT_SHOWN = Text("not shown", "未提供")
_SEGMENTS = Text("Prefixes that share one wire:", "位于同一条链路上的前缀：")
