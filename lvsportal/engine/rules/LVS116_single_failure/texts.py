"""What LVS116 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("One failure, and the VIP is nowhere or twice", "一处故障之后 VIP 无人持有或出现两份")
SUMMARY = Text(
    "A VIP that two nodes carry should survive the failure of one node, one cable, one daemon and one check. Each is tried out "
    "in the simulation.",
    "由两台节点承载的 VIP，应当经得起一台节点、一根网线、一个守护进程或一项检查的故障。逐一在模拟中试验。",
)
NOTHING = Text(
    "No VIP here is carried by two nodes and held by one of them today.",
    "这里没有由两台节点承载、当前恰由其中一台持有的 VIP。",
)

nobody_left = violated(
    "After {event} fails nobody holds {vip}: no other node is able to take over.",
    "{event} 出故障之后没有节点持有 {vip}：别的节点都接管不了。",
    severity=Severity.ERROR,
)
only_here = violated(
    "{vip} stands in {node}'s instance and not in {other}'s, which takes over when {node} fails: nobody holds {vip} then.",
    "{vip} 只写在 {node} 的实例里，{other} 的实例没有它；{node} 出故障由 {other} 接管之后，就没有节点持有 {vip}。",
    severity=Severity.ERROR,
)
nobody = violated(
    "After {event} fails nobody answers for {vip}: the node that is MASTER for it can't be reached there, and nobody takes over.",
    "{event} 出故障之后没有节点应答 {vip}：作为 MASTER 的节点在那里已不可达，又没有人接管。",
)
two = violated(
    "After {event} fails {holders} are MASTER of {vip} at once.",
    "{event} 出故障之后，{holders} 同时是 {vip} 的 MASTER。",
)
always_one = safe(
    "After each single failure exactly one node holds {vip}.", "任何一处故障之后，都恰有一台节点持有 {vip}。"
)
