"""What LVS004 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import mitigated, safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("NAT replies must pass the director", "NAT 的回包必须经过调度器")
SUMMARY = Text(
    "Under NAT only the director can put the VIP back into the reply: a reply that goes another way is reset by the client.",
    "NAT 下只有调度器能把回包的源地址改回 VIP：未经调度器的回包会被客户端重置。",
)
NOTHING = Text("No service here forwards by NAT.", "这里没有以 NAT 转发的服务。")

FIX_FORWARD = Text("Let the director forward.", "让调度器转发。")
FIX_SNAT = Text(
    "On {node}: also rewrite the source (MASQUERADE with net.ipv4.vs.conntrack=1). The real server then sees the director's address, no longer the client's. In files: net.ipv4.vs.* is lost at boot unless /etc/modules-load.d lists ip_vs.",
    "在 {node} 上：同时改写源地址（MASQUERADE，且 net.ipv4.vs.conntrack=1）。此后真实服务器看到的是调度器的地址，不再是客户端的。写入文件时注意：/etc/modules-load.d 里没有 ip_vs，net.ipv4.vs.* 开机时会丢失。",
)
FIX_GATEWAY = Text(
    "On {node}: the default route by {gateway}, an address of the director.",
    "在 {node} 上：默认路由改为经过调度器的地址 {gateway}。",
)

same_subnet = violated(
    "{client} is in a subnet of {real}: {real} answers it straight on the link, from its own address, past {director}. The client asked {service}, and answers RST.",
    "{client} 和 {real} 在同一个子网里：{real} 直接在链路上用自己的地址回答它，绕过了 {director}。客户端访问的是 {service}，于是回一个 RST。",
)
policy_route = mitigated(
    "{real} answers the clients of {service} by {director}: not by its default gateway, but by a policy rule or a route of its own for them.",
    "{real} 经 {director} 回答 {service} 的客户端：靠的不是默认网关，而是专门的策略路由或明细路由。",
)
other_gateway = violated(
    "{real} answers a client of {service} by its gateway {gateway}, which is not {director}. The reply leaves with the "
    "real server's own address as source; the client never asked that address and answers RST.",
    "{real} 回答 {service} 的客户端时走网关 {gateway}，而不是 {director}。回包带着真实服务器自己的源地址出去；客户端从没访问过这个地址，回以 RST。",
)
no_route = violated(
    "{real} has no route by which an answer to a client outside passes {director}: the reply is lost.",
    "{real} 没有经过 {director} 到外部客户端的路由：回包会丢失。",
)
no_forwarding = violated(
    "{director} has ip_forward 0: it accepts the reply of {real} from the wire and drops it, and the client of {service} waits in vain.",
    "{director} 的 ip_forward 为 0：{real} 的回包到了它这里就被丢弃，{service} 的客户端等不到回答。",
)
fixed_gateway = violated(
    "The gateway of {real} is {gateway}, an address of {other} alone. When {director} holds the VIP and rewrites the requests for "
    "{service}, the replies still go to {other}, which has no entry for them: connections die. Use a floating (VRRP) address.",
    "{real} 的网关 {gateway} 只属于 {other}。当 {director} 持有 VIP 并改写 {service} 的请求时，回包仍送到 {other}，而它没有对应的连接记录，"
    "连接就断了。网关应使用浮动（VRRP）地址。",
    severity=Severity.WARNING,
)
not_shown = undecided(
    "Whether the reply of {real} to a client of {service} comes back through {director} is open: what would decide it is named here and "
    "was not given.",
    "{real} 回复 {service} 的客户端时是否经过 {director}，还不能确定：能说明它的内容列在这里，目前未提供。",
)
snat_unknown = undecided(
    "{real} answers by {gateway}, which is not {director}. Only SNAT on {director} together with net.ipv4.vs.conntrack=1 "
    "would bring the reply back; that is not shown.",
    "{real} 经 {gateway} 回包，而不是经 {director}。只有 {director} 上的 SNAT 加上 net.ipv4.vs.conntrack=1 才能让回包回来；未提供这方面的材料。",
    strong=True,
)
snat = mitigated(
    "{director} also rewrites the source (SNAT with net.ipv4.vs.conntrack=1): {real} answers to the director by itself.",
    "{director} 同时改写源地址（SNAT 且 net.ipv4.vs.conntrack=1）：{real} 的回包自然回到调度器。",
)
through_director = safe(
    "{real} answers the clients of {service} by {director}, which forwards: the reply gets its VIP back.",
    "{real} 经 {director} 回答 {service} 的客户端，而它已开启转发：回包能换回 VIP。",
)
localnode = safe(
    "{real} is {director} itself: the reply begins on the director.",
    "{real} 就是 {director} 自己：回包从调度器上发出。",
)
