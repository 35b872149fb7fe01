"""What kind of file it is: by its name as the contracts list it, else by its content."""

import re

from lvsportal.engine.model.node import COMMANDS
from lvsportal.engine.source.source import Source

_KEEPALIVED = re.compile(
    r"^[ \t]*(?:@\S+[ \t]+)?(?:virtual_server|vrrp_instance|vrrp_sync_group|vrrp_script|global_defs|virtual_server_group|"
    r"static_routes|static_ipaddress|real_server|bfd_instance|track_file|vrrp_track_process|include[rmbwa]?)\b",
    re.MULTILINE,
)
_IPVSADM = re.compile(
    r"^[ \t]*(?:sudo[ \t]+)?(?:\S*ipvsadm[ \t]+)?-[Aa][ \t]+(?:-6[ \t]+)?-[tuf][ \t]", re.MULTILINE
)
_LDIRECTORD = re.compile(r"^[ \t]*virtual6?[ \t]*=", re.MULTILINE)
_PIRANHA = re.compile(r"^[ \t]*(?:virtual|failover)[ \t]+\S+[ \t]*\{|^[ \t]*serial_no[ \t]*=", re.MULTILINE)
_SYSCTL = re.compile(r"^[ \t]*(?:net|kernel|vm|fs|dev)[./][\w./:@-]+[ \t]*[=:]", re.MULTILINE)
_LISTENERS = re.compile(r"^(?:tcp|udp)6?\s+(?:LISTEN|UNCONN|\d+)\s+\d+", re.MULTILINE)
_SAMPLE = 200_000


def kind_of(source: Source) -> str:
    """A name of the contracts' list (``keepalived.conf``, ``sysctl.txt`` …), ``ldirectord.cf``, ``lvs.cf``,
    ``cluster.yaml``, or "" where it can't be told."""
    name = source.path.rpartition("/")[2]
    if name in COMMANDS:
        return name
    if name in ("ldirectord.cf", "cluster.yaml", "cluster.yml", "lvs.cf"):
        return name.replace(".yml", ".yaml")
    return _by_content(source.text[:_SAMPLE], name)


def _by_content(text: str, name: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("[", "{")):
        return _json_kind(start)
    if re.search(r"^\*(?:filter|mangle|nat|raw)\b", text, re.MULTILINE):
        return "arptables-save.txt" if "arptables" in text[:300] else "iptables-save.txt"
    if re.match(r"table (?:ip6?|inet|arp|bridge|netdev) ", start):
        return "nft-ruleset.txt"
    if _KEEPALIVED.search(text):
        return "keepalived.conf"
    if _PIRANHA.search(text):
        return "lvs.cf"
    if _LDIRECTORD.search(text):
        return "ldirectord.cf"
    if _IPVSADM.search(text):
        return "ipvsadm-save.txt"
    if re.search(r"^nodes:\s*$", text, re.MULTILINE):
        return "cluster.yaml"
    if "sync daemon (mcast=" in text:
        return "ipvsadm-daemon.txt"
    if _LISTENERS.search(text):
        return "ss.txt"
    if _SYSCTL.search(text):
        return "sysctl.txt"
    return "keepalived.conf" if name.startswith("keepalived") else ""


def _json_kind(text: str) -> str:
    for word, kind in (
        ('"addr_info"', "ip-addr.json"),
        ('"dst"', "ip-route.json"),
        ('"ifname"', "ip-link.json"),
    ):
        if word in text:
            return "ip-neigh.json" if kind == "ip-route.json" and '"lladdr"' in text else kind
    return "ip-rule.json" if '"priority"' in text else ""
