"""What LVS114 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A VRRP instance is in FAULT from the start", "VRRP 实例一启动就处于 FAULT")
SUMMARY = Text(
    "An instance in FAULT neither sends nor hears advertisements and never takes over: what looks like a pair is one node.",
    "处于 FAULT 的实例既不发送也不接收通告，永远不会接管：看起来是一对，其实只有一台。",
)
NOTHING = Text("No node here runs VRRP.", "这里没有运行 VRRP 的节点。")

no_peers = violated(
    "{instance} on {node} says unicast_fault_no_peer and has no peers: it is in FAULT for good.",
    "{node} 上的 {instance} 写了 unicast_fault_no_peer 却没有对端：它会一直处于 FAULT。",
)
no_source = violated(
    "{node} does not have {address}, from which {instance} is to send: it is in FAULT.",
    "{instance} 要用 {address} 发送，而 {node} 上没有这个地址：它处于 FAULT。",
)
no_address = violated(
    "{interface} of {node} has no address that {instance} may send from (VIPs are taken away at the start; IPv6 needs the "
    "link-local one): it is in FAULT.",
    "{node} 的 {interface} 上没有 {instance} 可用来发送的地址（启动时会撤走 VIP；IPv6 需要链路本地地址）：它处于 FAULT。",
)
missing_interface = violated(
    "{node} does not have {interface} now: {instance} waits in FAULT until it appears.",
    "{node} 现在没有 {interface}：{instance} 会停在 FAULT，直到它出现。",
)
file_says_so = violated(
    "The file that {instance} on {node} tracks starts with a value that means FAULT.",
    "{node} 上 {instance} 跟踪的文件，初始值就意味着 FAULT。",
)
link_down = violated(
    "{name} of {node} is down, and {instance} needs it: it is in FAULT.",
    "{node} 的 {name} 处于断开状态，而 {instance} 需要它：它处于 FAULT。",
)
script_fails = violated(
    "The script {name} never succeeds as it is written, and {instance} on {node} tracks it without a weight: it is in FAULT.",
    "脚本 {name} 照现在的写法永远不会成功，而 {node} 上的 {instance} 不带权重地跟踪它：它处于 FAULT。",
)
no_fault = safe(
    "Nothing that is shown keeps {instance} on {node} in FAULT.",
    "没有任何已显示的情况会让 {node} 上的 {instance} 处于 FAULT。",
)
