"""What LVS035 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Persistence goes on to the dead real server", "会话保持仍指向失效的真实服务器")
SUMMARY = Text(
    "With persistence and inhibit_on_failure new connections of a known client still go to the failed real server, unless net.ipv4.vs.expire_quiescent_template is 1.",
    "同时使用会话保持和 inhibit_on_failure 时，除非 net.ipv4.vs.expire_quiescent_template 为 1，老客户端的新连接仍会交给失效的真实服务器。",
)
NOTHING = Text(
    "No director shows net.ipv4.vs.expire_quiescent_template together with a persistent service that inhibits on failure.",
    "没有调度器既给出 net.ipv4.vs.expire_quiescent_template，又有失效时保留条目的会话保持服务。",
)
FIX = Text(
    "Let the kernel forget a client's real server when its weight is 0.",
    "让内核在真实服务器权重为 0 时忘掉客户端与它的绑定。",
)

kept = violated(
    "On {node} {item} is 0, and a persistent service there keeps failed real servers with weight 0: each new connection of a client that was there before still goes to the dead one, and renews the persistence.",
    "{node} 上的 {item} 为 0，而那里有会话保持的服务，失效的真实服务器以权重 0 保留：曾经连过它的客户端，每个新连接仍会交给这台失效的机器，还会刷新会话保持。",
)
set_right = safe(
    "On {node} {item} is {value}: a real server of weight 0 gets no new connections, persistence or not.",
    "{node} 上的 {item} 为 {value}：权重为 0 的真实服务器不会再得到新连接，有没有会话保持都一样。",
)
