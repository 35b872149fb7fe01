"""What keeps a packet that one director hands to another from looping; LVS002 and LVS007 both say it."""

from enum import StrEnum

from lvsportal.engine.rules.causes import mitigated, safe


class Remedy(StrEnum):
    """Why a hand-over between directors comes to an end."""

    BACKUP_ONLY = "backup_only"
    MARKS = "marks"
    NO_SERVICE = "no_service"
    VIP_MISSING = "vip_missing"
    STANDS_ASIDE = "stands_aside"
    SOURCE_HASH = "source_hash"
    NO_WAY_BACK = "no_way_back"


stands_aside = mitigated(
    "{director} itself runs a backup sync daemon with net.ipv4.vs.backup_only=1: its ip_vs balances nothing, and {service} is answered by its own socket.",
    "{director} 自己运行着备用同步守护进程且 net.ipv4.vs.backup_only=1：它的 ip_vs 不做任何调度，{service} 由本机的监听进程应答。",
)
vip_missing = safe(
    "When {director} holds {vip}, it does not stand on {other}: what is handed over there meets no ip_vs, so nothing comes back. It does not arrive either.",
    "{director} 持有 {vip} 时，{other} 上没有这个地址：转过去的包不会遇到 ip_vs，也就不会被送回来；但同样到达不了服务。",
)
