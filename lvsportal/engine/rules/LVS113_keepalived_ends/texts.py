"""What LVS113 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("keepalived ends with this configuration", "keepalived 用这份配置会退出")
SUMMARY = Text(
    "Some mistakes end keepalived as a whole: no instance runs, no health check, and the IPVS table is emptied. A reload of "
    "such a file leaves the VIPs on the interface beside that.",
    "有些错误会让整个 keepalived 退出：没有实例运行，没有健康检查，IPVS 表也被清空。reload 这样的文件，VIP 还会留在网卡上。",
)
NOTHING = Text("No node here runs VRRP.", "这里没有运行 VRRP 的节点。")

no_router_id = violated(
    "{instance} has no virtual_router_id from 1 to 255: keepalived on {node} ends, with all its instances and services.",
    "{instance} 没有 1 到 255 之间的 virtual_router_id：{node} 上的 keepalived 会退出，所有实例和服务随之停止。",
)
no_interface = violated(
    "{instance} names no interface: keepalived on {node} ends, with all its instances and services.",
    "{instance} 没有写 interface：{node} 上的 keepalived 会退出，所有实例和服务随之停止。",
)
missing_interface = violated(
    "{instance} runs on {interface}, which {node} does not have: keepalived ends, with all its instances and services.",
    "{instance} 使用的 {interface} 在 {node} 上不存在：keepalived 会退出，所有实例和服务随之停止。",
)
missing_tracked = violated(
    "{instance} needs interface {name} (tracked, or dev of a VIP), which {node} does not have: keepalived ends.",
    "{instance} 要用到网卡 {name}（被跟踪，或是某个 VIP 的 dev），而 {node} 上没有它：keepalived 会退出。",
)
no_vip = violated(
    "{instance} has no VIP that it can use; in version 3 or under vrrp_strict keepalived on {node} ends.",
    "{instance} 没有可用的 VIP；在版本 3 或 vrrp_strict 下，{node} 上的 keepalived 会退出。",
)
duplicate = violated(
    "{instance} has the virtual_router_id of {name} on the same interface {interface}: keepalived on {node} ends.",
    "{instance} 与 {name} 在同一网卡 {interface} 上使用了同一个 virtual_router_id：{node} 上的 keepalived 会退出。",
)
unfinished = violated(
    "The setting in line {line} of {instance} lacks its argument: keepalived on {node} ends.",
    "{instance} 第 {line} 行的设置缺少参数：{node} 上的 keepalived 会退出。",
)
runs = safe("keepalived on {node} runs {instance}.", "{node} 上的 keepalived 会运行 {instance}。")
