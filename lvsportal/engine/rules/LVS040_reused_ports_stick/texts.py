"""What LVS040 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Reused source ports stick to the old real server", "重复使用的源端口仍指向旧的真实服务器")
SUMMARY = Text(
    "With net.ipv4.vs.conn_reuse_mode=0 a new connection from a port that was used a minute ago goes by the old entry: to a real server that may be drained or gone.",
    "net.ipv4.vs.conn_reuse_mode=0 时，一分钟前用过的源端口发起新连接，会沿用旧的条目：目的可能是正在下线或已经摘除的真实服务器。",
)
NOTHING = Text("No director shows net.ipv4.vs.conn_reuse_mode.", "没有调度器给出 net.ipv4.vs.conn_reuse_mode。")
FIX = Text("Let a SYN that meets an old entry be scheduled anew.", "让遇到旧条目的 SYN 重新调度。")

sticks = violated(
    "On {node} {item} is 0: a client that comes again from the same port (a proxy, a NAT gateway, a load test) is sent by its old entry to the same real server, also where that has weight 0 now or is gone; new real servers get little.",
    "{node} 上的 {item} 为 0：客户端（代理、NAT 网关、压测工具）用同一端口再来时，会按旧条目交给同一台真实服务器，哪怕它现在权重为 0 或已经摘除；新加的真实服务器分不到多少连接。",
)
set_right = safe(
    "On {node} {item} is {value}: a new connection from a used port is scheduled anew.",
    "{node} 上的 {item} 为 {value}：用过的端口发起的新连接会重新调度。",
)
