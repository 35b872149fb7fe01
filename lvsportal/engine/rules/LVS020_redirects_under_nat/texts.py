"""What LVS020 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A one-armed NAT director sends redirects", "单臂 NAT 调度器发送 ICMP 重定向")
SUMMARY = Text(
    "Where VIP and real servers share a network, the director forwards out of the interface it receives by, and tells its real servers to answer clients directly.",
    "VIP 与真实服务器在同一网络时，调度器从收包的网卡再发出去，会用重定向告诉真实服务器直接应答客户端。",
)
NOTHING = Text(
    "No NAT service whose VIP and real servers are shown to share an interface of the director.",
    "没有 NAT 服务的 VIP 与真实服务器被证明在调度器的同一块网卡上。",
)
FIX = Text("Send no redirects on that interface.", "在这块网卡上不发送重定向。")

redirects = violated(
    "{director} gets the packets of {service} by {interface} and forwards them, and the replies, out of {interface} again: for each it may send an ICMP redirect. A real server that follows one answers the client directly, past {director}, and the client drops the answer.",
    "{director} 从 {interface} 收到 {service} 的包，转发出去和转发回包也都走 {interface}：每次都可能发出 ICMP 重定向。真实服务器一旦照做，就会绕过 {director} 直接应答客户端，客户端会丢弃这个应答。",
)
no_redirects = safe(
    "{director} forwards {service} in and out by {interface}, and sends no redirects there.",
    "{director} 的 {service} 进出都走 {interface}，但那里不发送重定向。",
)
