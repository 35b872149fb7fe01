"""How a hand-over between directors comes out quietly; LVS002 and LVS007 both say it."""

from lvsportal.engine.rules.base import MITIGATED, SAFE, Cause
from lvsportal.engine.source.language import Text

QUIET = {
    "stands_aside": Cause(
        MITIGATED,
        Text(
            "{director} itself runs a backup sync daemon with net.ipv4.vs.backup_only=1: its ip_vs balances nothing, and {service} is answered by its own socket.",
            "{director} 自己运行着备用同步守护进程且 net.ipv4.vs.backup_only=1：它的 ip_vs 不做任何调度，{service} 由本机的监听进程应答。",
        ),
    ),
    "vip_missing": Cause(
        SAFE,
        Text(
            "When {director} holds {vip}, it does not stand on {other}: what is handed over there meets no ip_vs, so nothing comes back. It does not arrive either.",
            "{director} 持有 {vip} 时，{other} 上没有这个地址：转过去的包不会遇到 ip_vs，也就不会被送回来；但同样到达不了服务。",
        ),
    ),
}
