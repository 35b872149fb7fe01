"""What kind of file it is: by its name as the contracts list it, else by its content."""

import re

from lvsportal.engine.model.evidence import BY_NAME, KEEPALIVED, KINDS
from lvsportal.engine.source.source import Source

_KEEPALIVED = re.compile(
    r"^[ \t]*(?:@\S+[ \t]+)?(?:virtual_server|vrrp_instance|vrrp_sync_group|vrrp_script|global_defs|virtual_server_group|"
    r"static_routes|static_ipaddress|real_server|bfd_instance|track_file|vrrp_track_process|virtual_ipaddress|local_address_group|"
    r"include[rmbwa]?)\b",
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
_NAMES = [(re.compile(kind.also), kind.name) for kind in KINDS if kind.also]
_SYSCTL_CONF = re.compile(r"sysctl\.conf$|sysctl\.d_")
_SCRIPT = re.compile(
    r"/proc/sys/net/ipv4/|^[ \t]*(?:/sbin/)?(?:sysctl -w|ifconfig lo:\d|ip addr add|ip address add)[ \t]",
    re.MULTILINE,
)


def kind_of(source: Source) -> str:
    """A name of the evidence table (``sysctl.txt`` …), ``keepalived.conf``, ``ldirectord.cf``, ``lvs.cf``, ``cluster.yaml``,
    ``sysctl.conf``, ``hostname``, or "" where it can't be told."""
    name = source.path.rpartition("/")[2]
    if name in BY_NAME:
        return name
    if name in ("ldirectord.cf", "cluster.yaml", "cluster.yml", "lvs.cf"):
        return name.replace(".yml", ".yaml")
    if "/sysctl.d/" in source.path:
        return "sysctl.conf"
    text = source.text[:_SAMPLE]
    if (name == KEEPALIVED or ".conf" in name) and _KEEPALIVED.search(text):
        return KEEPALIVED
    if name == "hostname":
        return name
    return _by_name(name) or _by_content(text, name)


def _by_name(name: str) -> str:
    if _SYSCTL_CONF.search(name):
        return "sysctl.conf"
    return next((kind for pattern, kind in _NAMES if pattern.search(name)), "")


def _by_content(text: str, name: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith(("[", "{")):
        return _json_kind(start)
    if re.search(r"^\*(?:filter|mangle|nat|raw)\b", text, re.MULTILINE):
        return "arptables-save.txt" if "arptables" in text[:300] else "iptables-save.txt"
    if re.match(r"table (?:ip6?|inet|arp|bridge|netdev) ", start):
        return "nft-ruleset.txt"
    if re.match(r"Keepalived v\d", start):
        return "keepalived-version.txt"
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
    return ""


_CONFIGURATIONS = (
    (_KEEPALIVED, KEEPALIVED),
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
