"""What LVS103 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("unicast_peer does not reach the peer", "unicast_peer 没有指向对端")
SUMMARY = Text(
    "Unicast advertisements go only to the addresses in unicast_peer, and are taken only on the peer's own source address. "
    "A backup that gets none becomes MASTER beside the other.",
    "单播通告只发往 unicast_peer 里的地址，对端也只在自己的源地址上接收。收不到通告的备节点会成为第二个 MASTER。",
)
NOTHING = Text("No two nodes here speak VRRP by unicast.", "这里没有两台节点以单播方式运行 VRRP。")

not_named = violated(
    "unicast_peer of {node} does not name {other} ({address}): {other} hears nothing, so both are MASTER of {vip}.",
    "{node} 的 unicast_peer 里没有 {other}（{address}）：{other} 什么也收不到，于是两台同时是 {vip} 的 MASTER。",
)
names_itself = violated(
    "unicast_peer of {node} names {node} itself instead of {other} ({address}): {other} hears nothing, so both are MASTER "
    "of {vip}.",
    "{node} 的 unicast_peer 写的是它自己，而不是 {other}（{address}）：{other} 什么也收不到，于是两台同时是 {vip} 的 MASTER。",
)
other_address = violated(
    "{node} sends to an address of {other} that its socket is not bound to: {other} listens on {address} alone. Both are "
    "MASTER of {vip}.",
    "{node} 发往 {other} 的另一个地址，而 {other} 的套接字只绑定在 {address} 上。于是两台同时是 {vip} 的 MASTER。",
)
source_refused = violated(
    "{node} checks where advertisements come from, and {other}'s source {address} is not among its peers: they are refused, "
    "so both are MASTER of {vip}.",
    "{node} 会检查通告的来源，而 {other} 的源地址 {address} 不在它的对端列表里：通告被拒收，于是两台同时是 {vip} 的 MASTER。",
)
ttl_refused = violated(
    "The TTL of {other}'s advertisements ({address}) is outside what {node} allows for that peer: they are refused, so both "
    "are MASTER of {vip}.",
    "{other}（{address}）的通告 TTL 超出了 {node} 为这个对端允许的范围：通告被拒收，于是两台同时是 {vip} 的 MASTER。",
)
hidden = violated(
    "{node}'s unicast_peer and {other}'s address do not fit. Only because something else keeps one of them back there is one "
    "MASTER now.",
    "{node} 的 unicast_peer 与 {other} 的地址对不上。眼下只有一个 MASTER，只是因为另有原因压住了其中一台。",
    severity=Severity.WARNING,
)
source_not_shown = undecided(
    "It is not shown which address {node} or {other} sends from, so the peers can't be compared.",
    "没有显示 {node} 或 {other} 用哪个地址发送，无法核对对端列表。",
    severity=Severity.INFO,
)
named = safe("{node} sends to the address that {other} listens on.", "{node} 发往 {other} 监听的地址。")
