"""What LVS108 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Outside and inside VIP of NAT can part", "NAT 的外侧与内侧 VIP 可能分开")
SUMMARY = Text(
    "Under NAT the replies must come back to the director that has the connection. If the inside VIP, their gateway, stays on "
    "the other node, they get nowhere.",
    "NAT 下，回应必须回到持有该连接的调度器。如果作为网关的内侧 VIP 留在另一台上，回应就无处可去。",
)
NOTHING = Text(
    "No NAT director here has an instance outside and one inside.",
    "这里没有同时带外侧和内侧实例的 NAT 调度器。",
)

part = violated(
    "After {event} fails, {instance} and {inside} are MASTER on different nodes: requests come in at one, and the real servers' "
    "replies go to the other.",
    "{event} 断开之后，{instance} 与 {inside} 会在不同的节点上是 MASTER：请求从一台进来，真实服务器的回应却去了另一台。",
)
together = safe(
    "No single failed interface parts {instance} and {inside}.",
    "任何一块网卡断开都不会让 {instance} 与 {inside} 分开。",
)
