"""What LVS019 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Half-seen connections are dropped as invalid", "只看到一半的连接被当作无效丢弃")
SUMMARY = Text(
    "Under DR and TUN replies pass the director by; with net.ipv4.vs.conntrack=1 a rule that drops INVALID drops the first data of every connection.",
    "DR 和 TUN 的回包不经过调度器；net.ipv4.vs.conntrack=1 时，丢弃 INVALID 的规则会丢掉每个连接的第一个数据包。",
)
NOTHING = Text(
    "No director that forwards by DR or TUN is shown to drop packets in state INVALID.",
    "没有以 DR 或 TUN 转发的调度器给出丢弃 INVALID 状态包的规则。",
)
FIX = Text(
    "Let ip_vs's packets go untracked: under DR and TUN nothing needs their state.",
    "让 ip_vs 的包不进入连接跟踪：DR 和 TUN 用不到它的状态。",
)

dropped = violated(
    "{node} drops packets in state INVALID, and net.ipv4.vs.conntrack is 1 there. Replies go past {node}, so it never sees a SYN-ACK: the handshake passes, the client's first data is INVALID and dropped. Connections open and then hang.",
    "{node} 丢弃 INVALID 状态的包，而那里的 net.ipv4.vs.conntrack 为 1。回包不经过 {node}，它从来看不到 SYN-ACK：握手能通过，客户端的第一个数据包却是 INVALID，被丢弃。连接建立之后就卡住。",
)
untracked = safe(
    "{node} drops packets in state INVALID, but net.ipv4.vs.conntrack is 0: ip_vs's packets have no state there.",
    "{node} 丢弃 INVALID 状态的包，但 net.ipv4.vs.conntrack 为 0：ip_vs 的包在那里没有状态。",
)
