"""What LVS008 says: one text for each reason that a walk can end for."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Clients are not served", "客户端得不到服务")
SUMMARY = Text(
    "Every connection that a client can open must be answered, whichever real server is chosen and whoever answers ARP.",
    "无论选中哪台真实服务器、由谁应答 ARP，客户端发起的每个连接都必须得到应答。",
)
NOTHING = Text("No flow of clients is shown here.", "这里未提供客户端的流量。")

arp_unanswered = violated(
    "{client} → {service}: at {where} the next hop is asked for by ARP, and nobody answers. The packet ends there.",
    "{client} → {service}：{where} 用 ARP 询问下一跳，没有任何机器应答。包到此为止。",
)
circle = violated(
    "{client} → {service}: directors hand the packet to each other, {where} being the last, until its TTL is used up.",
    "{client} → {service}：调度器互相转交数据包，直到 TTL 在 {where} 处用尽。",
)
filter_forward = violated(
    "{client} → {service}: a firewall rule in FORWARD drops the packet at {where}.",
    "{client} → {service}：{where} 的 FORWARD 链有规则丢弃了这个包。",
)
filter_input = violated(
    "{client} → {service}: a firewall rule in INPUT drops or rejects the packet at {where}, before ip_vs or the "
    "service sees it.",
    "{client} → {service}：{where} 的 INPUT 链丢弃或拒绝了这个包，ip_vs 和服务进程都看不到它。",
)
filter_output = violated(
    "{client} → {service}: a firewall rule in OUTPUT drops what ip_vs sends to the real server, at {where}.",
    "{client} → {service}：{where} 的 OUTPUT 链丢弃了 ip_vs 发往真实服务器的包。",
)
filter_postrouting = violated(
    "{client} → {service}: a firewall rule in POSTROUTING drops the packet on its way out, at {where}.",
    "{client} → {service}：{where} 的 POSTROUTING 链在包发出时将其丢弃。",
)
filter_prerouting = violated(
    "{client} → {service}: a firewall rule in PREROUTING drops the packet as it comes in, at {where}.",
    "{client} → {service}：{where} 的 PREROUTING 链在包进入时将其丢弃。",
)
gateway = violated(
    "{client} → {service}: on the way to the real server the packet comes to a router ({where}), which routes a packet for "
    "the VIP {vip} back to the director.",
    "{client} → {service}：{where} 是通往真实服务器路上的路由器，它收到目的地址为 VIP {vip} 的包，又路由回调度器。",
)
martian = violated(
    "{client} → {service}: the packet's source is one of the receiver's own addresses at {where}, where it is dropped as a "
    "martian (accept_local is off).",
    "{client} → {service}：{where} 收到的包，源地址是它自己的地址，被当作 martian 丢弃（accept_local 未开启）。",
)
no_destination = violated(
    "{client} → {service}: no real server that takes connections is left in the service at {where}; the client is refused.",
    "{client} → {service}：{where} 上的这个服务已没有可接收连接的真实服务器，客户端被拒绝。",
)
no_director = violated(
    "{client} → {service}: no director has {vip}, so nobody takes the packet.",
    "{client} → {service}：没有调度器持有 {vip}，数据包无人接收。",
)
no_forwarding = violated(
    "{client} → {service}: the reply is dropped at {where}, which it must cross: forwarding is off there (ip_forward is 0).",
    "{client} → {service}：回包到了 {where}，而它不转发（ip_forward 为 0），回包在那里被丢弃。",
)
no_listener = violated(
    "{client} → {service}: at {where} nothing listens on the address and port that the packet has when it arrives; the "
    "client is refused.",
    "{client} → {service}：包到达 {where} 时，其目的地址和端口上没有进程监听，客户端被拒绝。",
)
no_route = violated(
    "{client} → {service}: there is no route for the packet at {where}.",
    "{client} → {service}：{where} 没有转发这个包的路由。",
)
no_route_back = violated(
    "{client} → {service}: the packet arrives, and there is no route back to the client at {where}.",
    "{client} → {service}：包到了 {where}，但它没有回客户端的路由。",
)
no_tunnel_device = violated(
    "{client} → {service}: the packet arrives wrapped in IP-in-IP, and no tunnel device is up to take it at {where}.",
    "{client} → {service}：{where} 收到 IP-in-IP 封装的包，却没有已启用的隧道设备来接收。",
)
not_balanced = violated(
    "{client} → {service}: {where} answers by itself. ip_vs on it does not take the packet, so nothing is balanced.",
    "{client} → {service}：由 {where} 自己应答。它的 ip_vs 没有接手这个包，没有任何调度。",
)
reply_astray = violated(
    "{client} → {service}: the reply ends at {where}, which is not the client.",
    "{client} → {service}：回包到了 {where}，而它不是客户端。",
)
reply_bypasses = violated(
    "{client} → {service}: the reply passes by the director and reaches {where} from the real server's own address. That "
    "gets a RST, while the connection to {vip} waits until it times out.",
    "{client} → {service}：回包绕过调度器，以真实服务器自己的地址到达 {where}，被回以 RST；客户端对 {vip} 的连接一直等到超时。",
)
reply_stays = violated(
    "{client} → {service}: the client's address is local at {where} too, so the reply never leaves the machine.",
    "{client} → {service}：客户端的地址在 {where} 上也是本机地址，回包根本不会离开这台机器。",
)
rp_filter = violated(
    "{client} → {service}: the packet is dropped by reverse path filtering at {where}: rp_filter is strict on the interface "
    "by which it comes in, and its source would be routed out by another one.",
    "{client} → {service}：{where} 的反向路径过滤丢弃了这个包：入接口的 rp_filter 为严格模式，而按路由其源地址应从另一接口出去。",
)
vip_not_local = violated(
    "{client} → {service}: the packet is dropped at {where}, where the VIP {vip} is not a local address. DR and TUN need the "
    "VIP on each real server (on lo), or a REDIRECT.",
    "{client} → {service}：包到了 {where}，但 {vip} 在那里不是本机地址，被丢弃。DR 和 TUN 要求每台真实服务器上都有 VIP"
    "（配在 lo 上）或 REDIRECT 规则。",
)
wrong_source = violated(
    "{client} → {service}: the answer reaches {where} from an address that was never asked, not from {vip}, and is "
    "dropped. A UDP server on a wildcard socket answers from the address that the route gives it.",
    "{client} → {service}：应答以从未被访问过的地址（而非 {vip}）到达 {where}，被丢弃。"
    "监听通配地址的 UDP 服务会用路由给出的地址应答。",
)
too_long = violated(
    "{client} → {service}: the packet goes on and on, last seen at {where}.",
    "{client} → {service}：数据包没完没了地转发，最后在 {where}。",
)

may_be_no_client = undecided(
    "Connections from {client} to {service} fail, but {client} may be a router and no client: whether it forwards is not shown.",
    "{client} 到 {service} 的连接会失败，但 {client} 可能是路由器而非客户端：未提供它是否转发。",
    severity=Severity.INFO,
)
not_shown = undecided(
    "Nothing shown says that {client} is not served at {service}, and not all that decides it is shown.",
    "现有证据没有显示 {client} 访问 {service} 会失败，但决定性的证据并未给全。",
    severity=Severity.INFO,
)
served = safe(
    "{client} is served at {service} by {by}: request and reply were followed hop by hop.",
    "{client} 访问 {service} 由 {by} 应答：请求和回包都已逐跳走通。",
)
by_sorry_server = safe(
    "{client} is served at {service} by the sorry server {by}.",
    "{client} 访问 {service} 由 sorry_server {by} 应答。",
)
