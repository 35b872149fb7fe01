"""What LVS002 says."""

from lvsportal.engine.rules.causes import mitigated, safe, undecided, violated
from lvsportal.engine.rules.loop_texts import stands_aside as stands_aside
from lvsportal.engine.rules.loop_texts import vip_missing as vip_missing
from lvsportal.engine.source.language import Text

TITLE = Text("A real server is a director too", "真实服务器同时是调度器")
SUMMARY = Text(
    "A packet handed to another director meets that director's ip_vs before any socket, and may be sent on again.",
    "包交给另一台调度器后，会先遇到那台机器的 ip_vs，而不是监听进程，于是可能又被转走。",
)
NOTHING = Text("There is no service with a real server here.", "这里没有带真实服务器的服务。")

handed_back = violated(
    "{director} sends a client's SYN for {service} to {real} ({other}) with the VIP still as destination. {other} has "
    "the same service, so its ip_vs takes the SYN before the socket does and chooses among {share} real servers, "
    "{director} among them: such connections are handed back and forth until the TTL is used up.",
    "{director} 把客户端发往 {service} 的 SYN 交给 {real}（{other}），目的地址仍是 VIP。{other} 上有同样的服务，它的 ip_vs "
    "先于监听进程拿到 SYN，再从 {share} 台真实服务器中选择，其中就有 {director}：这样的连接会来回转发，直到 TTL 用尽。",
)
localnode_silent = violated(
    "{real} is {director} itself (localnode), and nothing listens there on {service}: what is given to it is refused.",
    "{real} 就是 {director} 自己（localnode），而那里没有进程监听 {service}：分给它的连接会被拒绝。",
)
peer = undecided(
    "{real} is a unicast_peer of {director}: the other director. If it runs the same services, as directors "
    "usually do, its ip_vs takes the packet for {service} first. Its configuration is not shown.",
    "{real} 是 {director} 的 unicast_peer，也就是另一台调度器。如果它像通常那样运行同样的服务，它的 ip_vs 会先拿到发往 {service} 的包。"
    "未提供它的配置。",
    strong=True,
)
other_unknown = undecided(
    "{real} is the director {other}. Whether its ip_vs takes the packet for {service} before the socket does depends "
    "on its marks, its services and its sync daemon, which are not all shown.",
    "{real} 就是调度器 {other}。它的 ip_vs 是否会先于监听进程拿走发往 {service} 的包，取决于它的标记、服务和同步守护进程，这些没有全部给出。",
)
director_without_address = undecided(
    "The definition holds another director whose addresses are not shown: {real} may be it.",
    "定义里还有另一台调度器，但未提供它的地址：{real} 可能就是它。",
)
directors_unknown = undecided(
    "Neither the addresses of {director} nor those of its peers are shown: {real} may be a director itself.",
    "未提供 {director} 自己的地址，也未提供对端的地址：{real} 可能就是一台调度器。",
)
peers_unknown = undecided(
    "{director} speaks VRRP, and no other director is shown or named (unicast_peer): {real} may be one.",
    "{director} 使用 VRRP，但未提供另一台调度器，也没有用 unicast_peer 写明：{real} 可能就是一台调度器。",
)
nat_rewrites = safe(
    "Under NAT the packet for {real} carries its own address as destination: should it be a director as well, its service for "
    "{vip} is not met.",
    "NAT 方式下，发给 {real} 的包目的地址就是它自己的地址：即使它也是调度器，也碰不到它为 {vip} 配置的服务。",
)
backup_only = mitigated(
    "{real} is the director {other}, but while it is backup its ip_vs does nothing (backup_only with a backup sync "
    "daemon): the packet for {service} reaches its socket.",
    "{real} 是调度器 {other}，但它作为备机时 ip_vs 不做任何事（backup_only 加备用同步守护进程）：发往 {service} 的包会到达它的监听进程。",
)
unmarked = mitigated(
    "{real} is the director {other}, but packets that come from {director} get no mark there and no VIP:port service "
    "is left: ip_vs lets them pass to the socket.",
    "{real} 是调度器 {other}，但来自 {director} 的包在那里不会被打标记，也没有留下 VIP:端口 形式的服务：ip_vs 会放行给监听进程。",
)
scheduled_twice = mitigated(
    "{real} is the director {other}, whose ip_vs schedules the packet once more but can't choose {director}: it "
    "arrives, and the distribution is skewed.",
    "{real} 是调度器 {other}，它的 ip_vs 会再调度一次，但选不到 {director}：包能到达，只是分布会倾斜。",
)
nat_to_director = safe(
    "{real} is the director {other}; NAT writes the packet's destination anew, so the service's VIP is not met there.",
    "{real} 是调度器 {other}；NAT 会改写目的地址，所以在那里不会再碰到这个 VIP 的服务。",
)
no_service_there = safe(
    "{real} is the director {other}, whose ip_vs does not get this traffic: it has no such service, or a REDIRECT in nat PREROUTING "
    "takes it first.",
    "{real} 是调度器 {other}，但它的 ip_vs 收不到这部分流量：没有这样的服务，或者 nat PREROUTING 的 REDIRECT 先拿走了。",
)
weight_zero = safe(
    "{real} is the director {other}, with weight 0: it gets no new connection.",
    "{real} 是调度器 {other}，权重为 0：不会得到新连接。",
)
localnode = safe(
    "{real} is {director} itself (localnode): the packet goes to its own socket.",
    "{real} 就是 {director} 自己（localnode）：包直接交给本机的监听进程。",
)
no_director = safe(
    "{real} is none of the directors that the definition shows.",
    "{real} 不是定义中给出的任何一台调度器。",
)
