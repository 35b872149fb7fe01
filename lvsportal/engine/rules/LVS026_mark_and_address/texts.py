"""What LVS026 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A mark and an address for the same packets", "同一流量既按标记又按地址")
SUMMARY = Text(
    "ip_vs looks for a fwmark service first; an address service for the same VIP and port gets what carries no mark, which is rarely meant.",
    "ip_vs 先找 fwmark 服务；同一 VIP 和端口的地址服务只会得到没有标记的包，这很少是本意。",
)
NOTHING = Text(
    "No director with a fwmark service shows which packets get the mark.",
    "没有 fwmark 服务的调度器给出哪些包会打标记。",
)

both = violated(
    "{director} marks the packets for {service} with {mark}, and has both a service for the mark and {service}: marked packets go by the one, unmarked ones by the other. Where the mark was to keep the other director's packets out of ip_vs, {service} takes them in again.",
    "{director} 给 {service} 的包打上标记 {mark}，又同时有这个标记的服务和 {service}：打了标记的按前者走，没打的按后者走。如果打标记是为了不让另一台调度器转来的包进入 ip_vs，{service} 又把它们收了进来。",
)
mark_alone = safe(
    "What {director} marks for {service} meets no address service beside it.",
    "{director} 为 {service} 打标记的包，旁边没有同样的地址服务。",
)
