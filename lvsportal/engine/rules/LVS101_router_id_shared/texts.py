"""What LVS101 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("One virtual_router_id for two virtual routers", "两个虚拟路由器共用一个 virtual_router_id")
SUMMARY = Text(
    "Two clusters on one segment with one virtual_router_id take each other for their own peer, refuse the advertisements and "
    "write it to the log every second; with use_vmac both use one MAC address.",
    "同一网段上的两个集群若使用同一个 virtual_router_id，会把对方当成自己的对端，拒收其通告，并且每秒往日志里写一行；"
    "使用 use_vmac 时两者还会用同一个 MAC 地址。",
)
NOTHING = Text("No node here runs VRRP.", "这里没有运行 VRRP 的节点。")

shared = violated(
    "{instance} on {node} and {theirs} on {other} have virtual_router_id {vrid} and no VIP in common, on one segment: each "
    "refuses the other's advertisements all the time. One more VIP, or one less, and one of them steps back for the other.",
    "{node} 的 {instance} 与 {other} 的 {theirs} 在同一网段上都使用 virtual_router_id {vrid}，却没有共同的 VIP：双方一直在拒收对方的通告。"
    "只要 VIP 稍有改动，其中一个就可能为另一个退回备用。",
    severity=Severity.WARNING,
)
shared_mac = violated(
    "{instance} on {node} and {theirs} on {other} are two virtual routers with one virtual_router_id {vrid} and use_vmac: both "
    "are MASTER with the same MAC 00:00:5e:00:01:xx, and the switch sends frames now to one, now to the other.",
    "{node} 的 {instance} 与 {other} 的 {theirs} 是两个虚拟路由器，却用同一个 virtual_router_id {vrid} 并且都写了 use_vmac："
    "两者同时是 MASTER，MAC 都是 00:00:5e:00:01:xx，交换机会把帧一会儿发给这台、一会儿发给那台。",
)
own = safe(
    "No other virtual router that is shown uses virtual_router_id {vrid} on the segment of {instance}.",
    "在 {instance} 所在的网段上，没有其他已显示的虚拟路由器使用 virtual_router_id {vrid}。",
)
