"""What LVS109 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A firewall drops VRRP advertisements", "防火墙丢弃 VRRP 通告")
SUMMARY = Text(
    "Advertisements are IP packets of protocol 112 (51 under AH). A backup whose firewall drops them hears no master, and "
    "becomes one.",
    "VRRP 通告是协议号 112（AH 认证时为 51）的 IP 包。备节点的防火墙若把它丢掉，就听不到主节点，于是自己也成为主节点。",
)
NOTHING = Text(
    "No two nodes here run a VRRP instance for one VIP.", "这里没有两台节点为同一个 VIP 运行 VRRP 实例。"
)

dropped = violated(
    "{node}'s firewall drops {other}'s advertisements (protocol {number}): {node} hears no master, so both are MASTER of "
    "{vip}.",
    "{node} 的防火墙丢弃 {other} 的通告（协议 {number}）：{node} 听不到主节点，于是两台同时是 {vip} 的 MASTER。",
)
dropped_on_the_way_out = violated(
    "{other}'s own firewall drops the advertisements that it sends (protocol {number}): {node} hears no master, so both are "
    "MASTER of {vip}.",
    "{other} 自己的防火墙丢弃它发出的通告（协议 {number}）：{node} 听不到主节点，于是两台同时是 {vip} 的 MASTER。",
)
hidden = violated(
    "A firewall drops {other}'s advertisements to {node} (protocol {number}). Only because something else keeps one of them "
    "back (a sync group, a fault) there is one MASTER now.",
    "防火墙丢弃 {other} 发给 {node} 的通告（协议 {number}）。眼下只有一个 MASTER，只是因为另有原因（同步组或故障）压住了其中一台。",
    severity=Severity.WARNING,
)
not_shown = undecided(
    "Whether {node} gets {other}'s advertisements (protocol {number}) depends on firewall rules that are not shown.",
    "{node} 能否收到 {other} 的通告（协议 {number}）取决于没有显示的防火墙规则。",
    severity=Severity.INFO,
)
condition_unknown = undecided(
    "A firewall rule between {other} and {node} has a condition that is not understood; whether it meets protocol {number} "
    "stays open.",
    "{other} 与 {node} 之间有一条防火墙规则的条件无法判断，它是否涉及协议 {number} 不能确定。",
    severity=Severity.INFO,
)
passes = safe(
    "{other}'s advertisements (protocol {number}) pass both firewalls to {node}.",
    "{other} 的通告（协议 {number}）能通过两端的防火墙到达 {node}。",
)
