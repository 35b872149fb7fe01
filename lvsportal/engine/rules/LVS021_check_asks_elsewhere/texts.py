"""What LVS021 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A health check asks elsewhere than clients do", "健康检查检查的不是客户端访问的地方")
SUMMARY = Text(
    "A check that asks another port, address or protocol than clients use can succeed while clients fail, and fail while they are served.",
    "健康检查的端口、地址或协议与客户端使用的不同时，可能检查成功而客户端失败，也可能相反。",
)
NOTHING = Text(
    "No real server has a check that asks over the network.", "没有真实服务器配置经网络进行的健康检查。"
)

other_port = violated(
    "The check of {real} connects to port {asked}; clients of {service} reach it on port {port}. While the process on port {port} is dead and the one on {asked} lives, {director} goes on sending clients to {real}.",
    "对 {real} 的健康检查连接端口 {asked}，而 {service} 的客户端到达的是端口 {port}。端口 {port} 上的进程挂掉、{asked} 上的还活着时，{director} 会继续把客户端交给 {real}。",
)
other_address = violated(
    "The check of {real} connects to {asked}, another address: it says whether {asked} lives, and nothing about {real}. {director} keeps or removes {real} by it.",
    "对 {real} 的健康检查连接的是另一个地址 {asked}：它只说明 {asked} 是否可用，与 {real} 无关；{director} 却据此保留或摘除 {real}。",
)
other_protocol = violated(
    "{service} is UDP, and the check of {real} goes by TCP ({kind}): a process that answers TCP alone counts as healthy, and one that answers UDP alone is never used.",
    "{service} 是 UDP 服务，而对 {real} 的检查走 TCP（{kind}）：只应答 TCP 的进程会被当作正常，只应答 UDP 的进程则永远不会被使用。",
)
asks_what_clients_use = safe(
    "The check of {real} asks what clients of {service} use.",
    "对 {real} 的健康检查检查的正是 {service} 的客户端使用的地址和端口。",
)
