"""What LVS036 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Connections are synchronised on one side only", "只有一侧同步连接")
SUMMARY = Text(
    "Connection synchronisation needs a daemon on each director: one alone sends to nobody, or listens to nobody.",
    "连接同步需要两台调度器都运行同步进程：只有一台，就是发给没人听，或者没人发给它。",
)
NOTHING = Text(
    "No two directors with a common VIP, one of which runs lvs_sync_daemon.",
    "没有两台共用 VIP 的调度器，其中至少一台配置了 lvs_sync_daemon。",
)

one_side = violated(
    "{node} has an {item}, {other} has none: no connection is known on the other director. After a fail-over every open connection of the clients is reset or hangs, as if nothing were synchronised.",
    "{node} 配置了 {item}，{other} 没有：另一台调度器不知道任何连接。切换后客户端所有已建立的连接都会被重置或卡住，等于没有同步。",
)
on_both = safe("{node} and {other} both have an {item}.", "{node} 和 {other} 都配置了 {item}。")
