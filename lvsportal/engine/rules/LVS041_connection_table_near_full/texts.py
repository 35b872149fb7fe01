"""What LVS041 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("The connection table is nearly full", "连接跟踪表快满了")
SUMMARY = Text(
    "At nf_conntrack_max the kernel drops the first packet of every new connection through the director.",
    "达到 nf_conntrack_max 后，经过调度器的每个新连接的第一个包都会被内核丢弃。",
)
NOTHING = Text("No director shows how full its connection table is.", "没有调度器给出连接跟踪表的使用量。")

nearly_full = violated(
    "{node} tracks {count} connections, and {most} is the limit ({item}). When it is reached, the first packet of each new connection is dropped: clients time out, while those that are connected notice nothing.",
    "{node} 正在跟踪 {count} 个连接，上限是 {most}（{item}）。一旦达到，每个新连接的第一个包都会被丢弃：新客户端超时，已连接的毫无察觉。",
)
room_left = safe(
    "{node} tracks {count} of at most {most} connections ({item}).",
    "{node} 正在跟踪 {count} 个连接，上限 {most}（{item}）。",
)
