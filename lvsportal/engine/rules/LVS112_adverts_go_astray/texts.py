"""What LVS112 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Advertisements do not reach the peer's interface", "通告到不了对端的网卡")
SUMMARY = Text(
    "Advertisements need a segment that both interfaces stand on, and a source that the receiver's reverse path filter lets "
    "in. Without it the backup becomes MASTER too, or comes and goes for ever.",
    "通告要求两端网卡在同一网段，并且来源能通过接收方的反向路径过滤。否则备节点也会成为 MASTER，或者反复切换不停。",
)
NOTHING = Text(
    "No two nodes here run a VRRP instance for one VIP.", "这里没有两台节点为同一个 VIP 运行 VRRP 实例。"
)

no_common_segment = violated(
    "{interface} of {node} and {sending} of {other} stand on no common segment: advertisements do not get across, so both are "
    "MASTER of {vip}.",
    "{node} 的 {interface} 与 {other} 的 {sending} 不在同一网段：通告过不去，于是两台同时是 {vip} 的 MASTER。",
)
flaps = violated(
    "{node}'s rp_filter drops {other}'s advertisements from {address} while {node} is BACKUP. As MASTER it owns {vip}'s network, "
    "lets them in, steps back and is deaf again: it flaps for ever.",
    "{node} 处于 BACKUP 时，rp_filter 会丢弃来自 {address}（{other}）的通告；当上 MASTER 后拥有了 {vip} 的网段，又能收到，于是退回，再次听不到："
    "状态不停地来回切换。",
)
filtered = violated(
    "{node}'s rp_filter drops {other}'s advertisements: no route leads back to {address}. Both are MASTER of {vip}.",
    "{node} 的 rp_filter 丢弃 {other} 的通告：没有回到 {address} 的路由。于是两台同时是 {vip} 的 MASTER。",
)
own_source = violated(
    "{other} sends its advertisements from {address}, which {node} has itself: {node}'s kernel drops them as martians, so both "
    "are MASTER of {vip}.",
    "{other} 用 {address} 发送通告，而这个地址 {node} 自己也有：{node} 的内核把它当作 martian 丢弃，于是两台同时是 {vip} 的 MASTER。",
)
hidden = violated(
    "{other}'s advertisements do not reach {interface} of {node}. Only because something else keeps one of them back there is "
    "one MASTER now.",
    "{other} 的通告到不了 {node} 的 {interface}。眼下只有一个 MASTER，只是因为另有原因压住了其中一台。",
    severity=Severity.WARNING,
)
filter_not_shown = undecided(
    "{other} sends from a network that {node} may have no route to; whether rp_filter lets its advertisements in is not shown.",
    "{other} 的来源网段在 {node} 上可能没有路由；没有显示 rp_filter 是否放行它的通告。",
    severity=Severity.INFO,
)
wires_not_shown = undecided(
    "It is not shown whether {interface} of {node} and {other}'s interface stand on one segment.",
    "没有显示 {node} 的 {interface} 与 {other} 的网卡是否在同一网段。",
    severity=Severity.INFO,
)
arrive = safe(
    "{other}'s advertisements reach {interface} of {node}.", "{other} 的通告能到达 {node} 的 {interface}。"
)
