"""What LVS001 says."""

from lvsportal.engine.rules.causes import mitigated, safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("The real server's port is never used under DR or TUN", "DR 或 TUN 下，真实服务器的端口不会被用到")
SUMMARY = Text(
    "DR and TUN do not rewrite ports: a real server's port that differs from the service's is a port no client reaches.",
    "DR 和 TUN 不改写端口：真实服务器的端口若与服务端口不同，客户端永远到不了那个端口。",
)
NOTHING = Text(
    "No service here forwards by DR or TUN.",
    "这里没有以 DR 或 TUN 转发的服务。",
)
FIX = Text(
    "Write port {port}, the one that packets arrive with, instead of {written}.",
    "把端口 {written} 改成 {port}，也就是数据包到达时带的端口。",
)

differs = violated(
    "A client's packet for {service} reaches {real} with destination port {port}: {method} leaves the port as it "
    "is. Port {written} is asked by the health check only; unless something listens on {port} there, the client "
    "gets a RST.",
    "客户端发往 {service} 的包到达 {real} 时，目的端口仍是 {port}：{method} 不改端口。端口 {written} 只有健康检查会问；"
    "除非那台机器上有进程监听 {port}，否则客户端收到 RST。",
)
every_port = violated(
    "{service} takes every port, and {method} leaves each packet's port as it is: {real} never gets a packet for "
    "{written} because of what is written here.",
    "{service} 接收所有端口，而 {method} 不改任何包的端口：这里写的 {written} 不会让 {real} 收到发往该端口的包。",
)
fwmark_differs = violated(
    "Packets with mark {mark} are let through with destination port {ports}; {method} leaves it, so {real} is never "
    "asked on port {written}.",
    "带标记 {mark} 的包目的端口是 {ports}，{method} 不改端口，所以 {real} 的 {written} 端口不会被访问。",
)
fwmark_unknown = undecided(
    "Under fwmark {mark} a packet keeps its own port on the way to {real}. Which ports get the mark is decided by "
    "the marking rules of {director}, which are not shown; only if that is {written} is the entry right.",
    "在 fwmark {mark} 服务下，包到 {real} 时保持原来的端口。哪些端口会被打上标记取决于 {director} 的打标规则，这里未提供；"
    "只有它正好是 {written}，这一条才对。",
)
listens_anyway = mitigated(
    "{real} listens on port {port} as well, so clients are served; the written port {written} is never used and "
    "misleads the next reader.",
    "{real} 同时监听端口 {port}，客户端能得到服务；但配置的端口 {written} 从不使用，会误导下一个读配置的人。",
)
nothing_marked = safe(
    "No shown rule of {director} sets mark {mark}, so no packet comes to {real} by it, on whatever port.",
    "{director} 给出的规则都没有设置标记 {mark}，因此不会有包经它到达 {real}，也就谈不上端口。",
)
redirected = mitigated(
    "{real} redirects port {port} to {written} itself (nat PREROUTING REDIRECT), so the packet finds its listener.",
    "{real} 自己把端口 {port} 重定向到 {written}（nat PREROUTING REDIRECT），包能找到监听者。",
)
same_port = safe(
    "The port that packets arrive with is the port written for {real}.",
    "包到达时的端口就是为 {real} 写的端口。",
)
