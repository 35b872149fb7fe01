"""What LVS107 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A VIP that nobody holds", "没有节点持有的 VIP")
SUMMARY = Text(
    "A virtual service only takes packets that reach its node: somebody must answer ARP for the VIP. keepalived sets it only as "
    "part of a vrrp_instance.",
    "虚拟服务只能处理到达本机的包：必须有节点应答 VIP 的 ARP。keepalived 只会通过 vrrp_instance 配置 VIP。",
)
NOTHING = Text("No virtual service or VRRP instance here has a VIP.", "这里的虚拟服务和 VRRP 实例都没有 VIP。")

on_no_interface = violated(
    "{vip} is in no vrrp_instance and on no interface of the directors that serve it: nobody answers for it, and no client "
    "reaches the service.",
    "{vip} 不在任何 vrrp_instance 里，也不在提供该服务的调度器的任何网卡上：没有人应答它，客户端到不了这个服务。",
)
nobody_is_master = violated(
    "No instance that has {vip} is MASTER today: its nodes are in FAULT, or keepalived does not run there. Nobody answers for it.",
    "持有 {vip} 的实例今天没有一个是 MASTER：节点处于 FAULT，或者 keepalived 没有运行。没有人应答它。",
)
in_no_instance = undecided(
    "{vip} is in none of the vrrp_instances. Unless it stands on an interface by other means nobody answers for it; the "
    "addresses of the directors tell.",
    "{vip} 不在任何一个 vrrp_instance 里。除非用别的办法配在网卡上，否则没有人应答它；看调度器的地址就能知道。",
    strong=True,
    severity=Severity.WARNING,
)
not_shown = undecided(
    "There is no VRRP here, and it is not shown whether a director has {vip} on an interface.",
    "这里没有 VRRP，也没有显示调度器的网卡上是否有 {vip}。",
    severity=Severity.INFO,
)
held = safe("{vip} is held by {holders}.", "{vip} 由 {holders} 持有。")
