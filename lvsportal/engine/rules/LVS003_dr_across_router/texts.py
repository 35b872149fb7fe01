"""What LVS003 says."""

from lvsportal.engine.rules.causes import safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("DR can't cross a router", "DR 不能跨越路由器")
SUMMARY = Text(
    "Under DR the director only chooses the frame's destination MAC: the route to the real server must have no gateway.",
    "DR 下调度器只决定帧的目的 MAC：到真实服务器的路由上不能有网关。",
)
NOTHING = Text("No service here forwards by DR.", "这里没有以 DR 转发的服务。")
FIX = Text(
    "One of three: give {director} an interface in the segment of {real} (a port there, and a route without a gateway); forward by "
    "TUN, which crosses routers (the real server needs tunl0 with the VIP and rp_filter off, and 20 bytes less MTU); or forward by NAT "
    "(the replies then go through {director} too).",
    "三选一：给 {director} 在 {real} 所在网段加一块网卡（该网段要有接口，路由不带网关）；改用可以跨越路由器的 TUN（真实服务器要有带 VIP 的 tunl0、"
    "关闭 rp_filter，MTU 少 20 字节）；或者改用 NAT（回包也都要经过 {director}）。",
)

no_route = violated(
    "{director} has no route to {real} at all: a packet for {service} that is given to it goes nowhere. DR needs the real server on a link of the director.",
    "{director} 根本没有到 {real} 的路由：交给它的 {service} 的包哪里也去不了。DR 要求真实服务器与调度器在同一条链路上。",
)
gateway = violated(
    "{director} reaches {real} by the gateway {gateway}. The frame for {service} goes to that router's MAC, with the "
    "VIP still as destination; the router sends it back to the director, round and round until the TTL is used up, "
    "or drops it. {real} never sees it.",
    "{director} 要经过网关 {gateway} 才能到 {real}。发往 {service} 的帧会送到路由器的 MAC，目的地址仍是 VIP；路由器再把它送回调度器，"
    "如此往复直到 TTL 用尽，或者直接丢弃。{real} 根本收不到。",
)
far = undecided(
    "{real} lies outside the VIP's network ({prefix}) and outside every network that {director} is shown to stand in. "
    "If the route to it has a gateway, DR can't work; only a second interface of the director in that segment would help.",
    "{real} 不在 VIP 所在网络（{prefix}）内，也不在 {director} 已知所在的任何网络内。如果到它的路由带网关，DR 就行不通；"
    "除非调度器在那个网段另有网卡。",
    strong=True,
)
route_unknown = undecided(
    "Whether {director} reaches {real} without a gateway is not shown: its routes and the prefixes of its interfaces are missing.",
    "未提供 {director} 的路由和网卡前缀，无法判断它到 {real} 是否不经网关。",
)
on_link = safe(
    "{director} reaches {real} straight by {interface}, without a gateway.",
    "{director} 经 {interface} 直接到达 {real}，中间没有网关。",
)
connected = safe(
    "{real} lies in {prefix}, a network that {director} has on an interface: the frame reaches it directly.",
    "{real} 位于 {prefix}，{director} 的网卡就在这个网络里：帧可以直接送达。",
)
localnode = safe(
    "{real} is {director} itself: no frame leaves it.",
    "{real} 就是 {director} 自己：帧不会离开本机。",
)
