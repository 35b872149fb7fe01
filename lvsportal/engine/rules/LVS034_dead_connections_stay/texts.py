"""What LVS034 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Connections of a dead real server are kept", "失效的真实服务器的连接被保留")
SUMMARY = Text(
    "When a check takes a real server out, its open connections are dropped in silence until they time out, unless net.ipv4.vs.expire_nodest_conn is 1.",
    "健康检查摘除真实服务器后，除非 net.ipv4.vs.expire_nodest_conn 为 1，它的已有连接会被静默丢弃，直到超时。",
)
NOTHING = Text(
    "No director shows net.ipv4.vs.expire_nodest_conn together with checks that take real servers out.",
    "没有调度器既给出 net.ipv4.vs.expire_nodest_conn，又有会摘除真实服务器的健康检查。",
)
FIX = Text(
    "Let the kernel end such connections at their next packet: the client sees a reset and connects anew.",
    "让内核在下一个包到来时结束这样的连接：客户端会收到重置并重新连接。",
)

kept = violated(
    "On {node} {item} is 0: when a check takes a real server out, each packet of a client that was connected to it is dropped in silence, for up to 15 minutes (TCP). The client waits; it is not told to connect anew.",
    "{node} 上的 {item} 为 0：健康检查摘除一台真实服务器后，原来连着它的客户端发来的每个包都会被静默丢弃，TCP 可长达 15 分钟。客户端只能干等，不会得到重新连接的提示。",
)
set_right = safe(
    "On {node} {item} is {value}: connections of a real server that was taken out end at their next packet.",
    "{node} 上的 {item} 为 {value}：被摘除的真实服务器的连接在下一个包到来时就会结束。",
)
