"""What LVS115 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("keepalived's own firewall drops the VIP", "keepalived 自己的防火墙丢弃发往 VIP 的包")
SUMMARY = Text(
    "Under vrrp_strict or no_accept the MASTER drops what is sent to the VIP before ip_vs sees it: the address answers ARP, "
    "fail-over works, and every client times out.",
    "写了 vrrp_strict 或 no_accept 时，MASTER 会在 ip_vs 之前丢弃发往 VIP 的包：地址应答 ARP，切换也正常，但每个客户端都会超时。",
)
NOTHING = Text("No node here runs VRRP.", "这里没有运行 VRRP 的节点。")
FIX_ACCEPT = Text("Write accept instead of no_accept.", "把 no_accept 改为 accept。")
FIX_STRICT = Text("Take vrrp_strict out.", "去掉 vrrp_strict。")

dropped = violated(
    "{setting} makes keepalived on {node} drop what is sent to {vip} while {instance} is MASTER: ip_vs never sees it, and every "
    "client of the service times out.",
    "{setting} 会让 {node} 上的 keepalived 在 {instance} 为 MASTER 时丢弃发往 {vip} 的包：ip_vs 看不到它们，服务的每个客户端都会超时。",
)
no_service = violated(
    "{setting} makes keepalived on {node} drop what is sent to {vip} while {instance} is MASTER. Nothing that is shown here "
    "serves at that address; whatever listens on it on {node} is not reached.",
    "{setting} 会让 {node} 上的 keepalived 在 {instance} 为 MASTER 时丢弃发往 {vip} 的包。这里没有显示在该地址上提供的服务；"
    "{node} 上任何监听它的程序都访问不到。",
    severity=Severity.WARNING,
)
accepts = safe(
    "keepalived on {node} lets through what is sent to the VIPs of {instance}.",
    "{node} 上的 keepalived 会放行发往 {instance} 各 VIP 的包。",
)
