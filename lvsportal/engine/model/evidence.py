"""The kinds of evidence: what each file is called, which command prints it, who reads it, what it shows. One table; contracts,
needs, readers and ``collect.sh`` go by it."""

from typing import NamedTuple

from lvsportal.engine.source.language import Text


class EvidenceKind(NamedTuple):
    """``name``: the file's, as the contracts list it. ``command``: what prints it on the node. ``reader``: module and function of
    ``readers.evidence``. ``also``: other names of the same output, a regular expression for the end of the path.
    ``adds``: several files of a node are all read."""

    name: str
    command: str
    reader: str
    shows: Text
    also: str = ""
    adds: bool = False


# In the order in which they are read: links before addresses, so that `ip -d link` counts where both are there.
KINDS = (
    EvidenceKind(
        "ip-link.json", "ip -j -d link", "ip:read_links",
        Text("interfaces, their kind and state", "网络接口及其类型、状态"),
        r"ip_(?:-[^\W_]{1,9}_){0,4}link(?:_show)?$|ip-link\b",
    ),
    EvidenceKind(
        "ip-addr.json", "ip -j addr", "ip:read_addresses",
        Text("addresses, where the VIP stands", "地址，以及 VIP 在哪个接口上"),
        r"ip_(?:-[^\W_]{1,9}_){0,4}addr(?:ess)?(?:_show)?$|ifconfig(?:_-a)?$|ip[-_]a(?:ddr)?\.txt$|ip-addr\b",
    ),
    EvidenceKind(
        "ip-route.json", "ip -j route show table all", "ip:read_routes",
        Text("routes of every table", "所有路由表中的路由"),
        r"ip_(?:-[^\W_]{1,9}_){0,4}route(?:_show_table_all|_show)?$|route_-\w+$|netstat_-\w*r\w*$|ip-route\b|route-n\b",
    ),
    EvidenceKind(
        "ip-rule.json", "ip -j rule", "ip:read_rules",
        Text("policy rules", "策略路由规则"),
        r"ip_(?:-[^\W_]{1,9}_){0,4}rule(?:_show|_list)?$|ip-rule\b",
    ),
    EvidenceKind(
        "ip-neigh.json", "ip -j neigh", "ip:read_neighbours",
        Text("who answered ARP", "谁应答了 ARP"),
        r"ip_(?:-[^\W_]{1,9}_){0,4}neigh(?:_show)?$|ip-neigh\b",
    ),
    EvidenceKind(
        "sysctl.txt", "sysctl -a", "plain:read_sysctls",
        Text("kernel settings in force", "当前生效的内核参数"),
        r"sysctl_-a$|sysctl-a\b|sysctl\.txt$",
    ),
    EvidenceKind(
        "ss.txt", "ss -Hlntu", "plain:read_listeners",
        Text("listening sockets", "监听的套接字"),
        r"ss_-\w+$|netstat_-\w*l\w*$|netstat_-W_-neopa$",
    ),
    EvidenceKind(
        "iptables-save.txt", "iptables-save", "netfilter:read_iptables",
        Text("firewall rules and marks, IPv4", "IPv4 防火墙规则与标记"),
        r"iptables[-_]save", adds=True,
    ),
    EvidenceKind(
        "ip6tables-save.txt", "ip6tables-save", "netfilter:read_ip6tables",
        Text("firewall rules and marks, IPv6", "IPv6 防火墙规则与标记"),
        r"ip6tables[-_]save",
    ),
    EvidenceKind(
        "arptables-save.txt", "arptables-save", "netfilter:read_arptables",
        Text("ARP rules", "ARP 规则"),
        r"arptables[-_]save",
    ),
    EvidenceKind(
        "nft-ruleset.txt", "nft list ruleset", "nft:read_nft",
        Text("nftables rules", "nftables 规则"),
        r"nft_(?:-[^\W_]{1,9}_){0,4}list_ruleset$|nft[-_]ruleset",
    ),
    EvidenceKind(
        "ipvsadm-daemon.txt", "ipvsadm -ln --daemon", "ipvs:read_daemons",
        Text("sync daemons", "同步守护进程"),
    ),
    EvidenceKind(
        "ipvsadm-stats.txt", "ipvsadm -Ln --stats --exact", "ipvs:read_traffic",
        Text("traffic of the services", "各服务的流量"),
    ),
    EvidenceKind(
        "ipvsadm-save.txt", "ipvsadm -Sn", "ipvs:read_live",
        Text("the kernel's table of virtual services", "内核中的虚拟服务表"),
        r"ipvsadm_-\w*L\w*$|ipvsadm(?:-Ln?|_-Ln?)?\.txt$|^ip_vs$",
    ),
    EvidenceKind(
        "keepalived-version.txt", "keepalived -v", "plain:read_keepalived_version",
        Text("which keepalived runs", "运行的 keepalived 版本"),
        r"keepalived_-v\w*$|keepalived[-_]version\b",
    ),
    EvidenceKind(
        "uname.txt", "uname -r", "plain:read_kernel",
        Text("which kernel runs", "运行的内核版本"),
        r"uname(?:_-\w+)?$|^uname\b",
    ),
    EvidenceKind(
        "os-release.txt", "cat /etc/os-release", "plain:read_distribution",
        Text("the distribution", "发行版"),
        r"os-release$|redhat-release$|lsb-release$",
    ),
    EvidenceKind(
        "script", "", "script:read_script",
        Text("what a start script sets", "启动脚本的设置"),
        adds=True,
    ),
)  # fmt: skip
KEEPALIVED = "keepalived.conf"
BY_NAME = {kind.name: kind for kind in KINDS}
# Folders inside a node's, for what its kernel holds while it is in that VRRP state.
ROLES = ("master", "backup")


def command(name: str) -> str:
    """What prints the evidence file on its node; "" for a file that no command prints."""
    if name == KEEPALIVED:
        return "cat /etc/keepalived/keepalived.conf"
    kind = BY_NAME.get(name)
    return kind.command if kind is not None else ""
