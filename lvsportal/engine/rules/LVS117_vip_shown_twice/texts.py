"""What LVS117 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A VIP on several directors at once", "同一个 VIP 同时在多台调度器上")
SUMMARY = Text(
    "Two nodes that have the VIP both answer ARP for it: clients land on one or the other, and change with every announcement.",
    "两台节点都有这个 VIP，就都会应答它的 ARP：客户端有的到这台，有的到那台，每次通告之后都可能变。",
)
NOTHING = Text("No director here shows a VIP on an interface.", "这里没有调度器显示网卡上有 VIP。")

twice = violated(
    "{holders} show {vip} on an interface at the same time: a split brain, or an address that was left behind by a keepalived "
    "that was killed, or set by hand.",
    "{holders} 的网卡上同时显示有 {vip}：可能是脑裂，也可能是被强行终止的 keepalived 留下的，或者手工配置的地址。",
)
once = safe("{vip} stands on {node} alone.", "{vip} 只在 {node} 上。")
