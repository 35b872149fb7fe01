"""What LVS102 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("VRRP peers whose files differ", "VRRP 两端的配置不一致")
SUMMARY = Text(
    "An advertisement that does not match is refused as if it had never been sent: both nodes become MASTER, and both "
    "answer for the VIP.",
    "对不上的 VRRP 通告会被丢弃，就像从未发出过：两台节点都成为 MASTER，都应答同一个 VIP。",
)
NOTHING = Text(
    "No two nodes here run a VRRP instance for one VIP.", "这里没有两台节点为同一个 VIP 运行 VRRP 实例。"
)

router_id_differs = violated(
    "virtual_router_id is {mine} on {node} and {theirs} on {other}: each takes the other for a different virtual router, "
    "so both are MASTER of {vip} for good.",
    "virtual_router_id 在 {node} 上是 {mine}，在 {other} 上是 {theirs}：双方把对方当成另一个虚拟路由器，于是一直同时是 {vip} 的 MASTER。",
)
version_differs = violated(
    "{node} speaks VRRP version {mine}, {other} version {theirs}: each refuses the other's advertisements, so both are "
    "MASTER of {vip}.",
    "{node} 使用 VRRP 版本 {mine}，{other} 使用版本 {theirs}：双方都拒收对方的通告，于是同时是 {vip} 的 MASTER。",
)
interval_differs = violated(
    "advert_int is {mine} on {node} and {theirs} on {other}. Version 2 refuses an advertisement with another interval, so "
    "both are MASTER of {vip}.",
    "advert_int 在 {node} 上是 {mine}，在 {other} 上是 {theirs}。版本 2 会拒收间隔不同的通告，于是两台同时是 {vip} 的 MASTER。",
)
auth_type_differs = violated(
    "Authentication that counts is “{mine}” on {node} and “{theirs}” on {other}: each refuses the other's advertisements, "
    "so both are MASTER of {vip}.",
    "实际生效的认证方式在 {node} 上是“{mine}”，在 {other} 上是“{theirs}”：双方都拒收对方的通告，于是同时是 {vip} 的 MASTER。",
)
password_differs = violated(
    "auth_pass differs between {node} and {other} in its first 8 characters: each refuses the other's advertisements, so "
    "both are MASTER of {vip}.",
    "{node} 与 {other} 的 auth_pass 前 8 个字符不同：双方都拒收对方的通告，于是同时是 {vip} 的 MASTER。",
)
vips_differ = violated(
    "{node} lists {mine}, {other} lists {theirs}: an advertisement whose VIPs differ is refused, so both are MASTER of {vip}.",
    "{node} 列出的是 {mine}，{other} 列出的是 {theirs}：VIP 不同的通告会被拒收，于是两台同时是 {vip} 的 MASTER。",
)
group_differs = violated(
    "{node} listens to {mine}, {other} sends to {theirs}: neither hears the other, so both are MASTER of {vip}.",
    "{node} 监听组播地址 {mine}，{other} 发往 {theirs}：双方互相听不到，于是同时是 {vip} 的 MASTER。",
)
unicast_here = violated(
    "{node} speaks to its peers by unicast, {other} by multicast: the two do not even share a socket, so both are MASTER of "
    "{vip}.",
    "{node} 用单播，{other} 用组播：两边连套接字都对不上，于是同时是 {vip} 的 MASTER。",
)
multicast_here = violated(
    "{node} uses multicast, {other} speaks to its peers by unicast: the two do not even share a socket, so both are MASTER of "
    "{vip}.",
    "{node} 用组播，{other} 用单播：两边连套接字都对不上，于是同时是 {vip} 的 MASTER。",
)
family_differs = violated(
    "The instance is IPv{mine} on {node} and IPv{theirs} on {other}: the first address of virtual_ipaddress decides, and the "
    "others are dropped, {vip} with them on one of the two.",
    "这个实例在 {node} 上是 IPv{mine}，在 {other} 上是 IPv{theirs}：由 virtual_ipaddress 里的第一个地址决定，其余族的地址会被丢弃，其中一台因此没有 {vip}。",
)
hidden = violated(
    "{setting} does not match {other}'s: neither accepts the other's advertisements. Only because something else keeps one "
    "of them back (a sync group, a fault) there is one MASTER now.",
    "{setting} 与 {other} 的不一致：双方都不接受对方的通告。眼下只有一个 MASTER，只是因为另有原因（同步组或故障）压住了其中一台。",
    severity=Severity.WARNING,
)
same = safe(
    "{node} and {other} agree in all that an advertisement is checked for.",
    "{node} 与 {other} 在通告会被检查的各项上都一致。",
)
