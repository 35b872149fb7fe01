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
# Names that sosreport, people and other collectors give to the same commands' output.
_NAMES = (
    (
        r"ip_(?:-\w+_)*addr(?:ess)?(?:_show)?$|ifconfig(?:_-a)?$|ip[-_]a(?:ddr)?\.txt$|ip-addr\b",
        "ip-addr.json",
    ),
    (r"ip_(?:-\w+_)*link(?:_show)?$|ip-link\b", "ip-link.json"),
    (
        r"ip_(?:-\w+_)*route(?:_show_table_all|_show)?$|route_-\w+$|netstat_-\w*r\w*$|ip-route\b|route-n\b",
        "ip-route.json",
    ),
    (r"ip_(?:-\w+_)*rule(?:_show|_list)?$|ip-rule\b", "ip-rule.json"),
    (r"ip_(?:-\w+_)*neigh(?:_show)?$|ip-neigh\b", "ip-neigh.json"),
    (r"sysctl_-a$|sysctl-a\b|sysctl\.txt$", "sysctl.txt"),
    (r"sysctl\.conf$|sysctl\.d_", "sysctl.conf"),
    (r"ip6tables[-_]save", "ip6tables-save.txt"),
    (r"iptables[-_]save", "iptables-save.txt"),
    (r"nft_(?:-\w+_)*list_ruleset$|nft[-_]ruleset", "nft-ruleset.txt"),
    (r"arptables[-_]save", "arptables-save.txt"),
    (r"ipvsadm_-\w*L\w*$|ipvsadm(?:-Ln?|_-Ln?)?\.txt$|^ip_vs$", "ipvsadm-save.txt"),
    (r"ss_-\w+$|netstat_-\w*l\w*$|netstat_-W_-neopa$", "ss.txt"),
    (r"^hostname$", "hostname"),
)
_SCRIPT = re.compile(
    r"/proc/sys/net/ipv4/|^[ \t]*(?:/sbin/)?(?:sysctl -w|ifconfig lo:\d|ip addr add|ip address add)[ \t]",
    re.MULTILINE,
)


def kind_of(source: Source) -> str:
    """A name of the contracts' list (``keepalived.conf``, ``sysctl.txt`` …), ``ldirectord.cf``, ``lvs.cf``,
    ``cluster.yaml``, or "" where it can't be told."""
    name = source.path.rpartition("/")[2]
    if name in COMMANDS:
        return name
    if name in ("ldirectord.cf", "cluster.yaml", "cluster.yml", "lvs.cf"):
        return name.replace(".yml", ".yaml")
    if "/sysctl.d/" in source.path:
        return "sysctl.conf"
    text = source.text[:_SAMPLE]
    if name.endswith(".conf") and _KEEPALIVED.search(text):
        return "keepalived.conf"
    for pattern, kind in _NAMES:
        if re.search(pattern, name):
            return kind
    return _by_content(text, name)


def _by_content(text: str, name: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("[", "{")):
        return _json_kind(start)
    if re.search(r"^\*(?:filter|mangle|nat|raw)\b", text, re.MULTILINE):
        return "arptables-save.txt" if "arptables" in text[:300] else "iptables-save.txt"
    if re.match(r"table (?:ip6?|inet|arp|bridge|netdev) ", start):
        return "nft-ruleset.txt"
    for pattern, kind in _CONFIGURATIONS:
        if pattern.search(text):
            return kind
    listed = _by_listing(text)
    if listed:
        return listed
    if name.endswith((".sh", ".local")) or start.startswith("#!"):
        return "script" if _SCRIPT.search(text) else ""
    for pattern, kind in _PLAIN:
        if pattern.search(text):
            return kind
    return "keepalived.conf" if name.startswith("keepalived") else ""


_CONFIGURATIONS = (
    (_KEEPALIVED, "keepalived.conf"),
    (_PIRANHA, "lvs.cf"),
    (_LDIRECTORD, "ldirectord.cf"),
    (_IPVSADM, "ipvsadm-save.txt"),
)
_PLAIN = (
    (re.compile(r"^nodes:\s*$", re.MULTILINE), "cluster.yaml"),
    (re.compile(r"sync daemon \(mcast="), "ipvsadm-daemon.txt"),
    (_LISTENERS, "ss.txt"),
    (_SYSCTL, "sysctl.txt"),
)

# The text forms of what `ip`, net-tools and ipvsadm print.
_LISTINGS = (
    (r"^IP Virtual Server version|^Prot LocalAddress:Port", "ipvsadm-save.txt"),
    (r"^\d+: \S+[ \t].*\binet6? |^[ \t]+inet6? \S+/\d+|Link encap:|^\S+: flags=\d+<", "ip-addr.json"),
    (r"^\d+: \S+: <", "ip-link.json"),
    (r"^Destination[ \t]+Gateway[ \t]+Genmask|^default via |^\S+/\d+ (?:via|dev) ", "ip-route.json"),
    (r"^\d+:[ \t]+(?:not )?from \S+.*\blookup ", "ip-rule.json"),
    (r"^\S+ dev \S+ lladdr ", "ip-neigh.json"),
)


def _by_listing(text: str) -> str:
    return next((kind for pattern, kind in _LISTINGS if re.search(pattern, text, re.MULTILINE)), "")


def _json_kind(text: str) -> str:
    for word, kind in (
        ('"addr_info"', "ip-addr.json"),
        ('"dst"', "ip-route.json"),
        ('"ifname"', "ip-link.json"),
    ):
        if word in text:
            return "ip-neigh.json" if kind == "ip-route.json" and '"lladdr"' in text else kind
    return "ip-rule.json" if '"priority"' in text else ""
