"""What LVS006 says."""

from lvsportal.engine.rules.causes import mitigated, safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Real servers must not answer ARP for the VIP", "真实服务器不得应答或通告 VIP 的 ARP")
SUMMARY = Text(
    "Under DR and TUN the VIP stands on every real server; only the director may answer ARP for it and announce it.",
    "DR 和 TUN 下每台真实服务器上都有 VIP；只有调度器可以应答并通告它的 ARP。",
)
NOTHING = Text("No service here forwards by DR or TUN.", "这里没有以 DR 或 TUN 转发的服务。")
FIX = Text(
    "On {node}: arp_ignore 1 and arp_announce 2 on `all`, and in /etc/sysctl.d so that they survive a boot.",
    "在 {node} 上把 `all` 的 arp_ignore 设为 1、arp_announce 设为 2，并写入 /etc/sysctl.d 以便重启后仍有效。",
)

FIX_MOVE = Text(
    "On {node}: {vip} stands on `lo`, where it is silent, instead of on the interface that is asked.",
    "在 {node} 上：把 {vip} 从会被询问的网卡移到 `lo`，在那里它不会应答。",
)

on_interface = violated(
    "{vip} is configured on {interface} of {real} itself: a request that comes in there is answered (arp_ignore in force: {ignore}), "
    "and no arptables rule keeps it back. Packets for {service} go to {real}, past {director}.",
    "{vip} 就配置在 {real} 的 {interface} 上：从这块网卡进来的请求会被应答（生效的 arp_ignore：{ignore}），也没有 arptables 规则拦住。"
    "发往 {service} 的包会绕过 {director}，直接到 {real}。",
)
six_on_interface = violated(
    "{vip} is configured on {interface} of {real}, which answers every neighbour solicitation for it: packets for {service} go to {real}, past {director}. "
    "On `lo` an IPv6 address is never answered for, without any setting.",
    "{vip} 配置在 {real} 的 {interface} 上，它会应答所有针对这个地址的邻居请求：发往 {service} 的包会绕过 {director}，直接到 {real}。"
    "IPv6 地址放在 `lo` 上时，不需要任何设置也不会应答。",
)
other_interface_only = violated(
    "arp_ignore is set on {elsewhere} of {real}, where it does nothing for requests that come in by {interface}: in force there is max(all, {interface}), "
    "arp_ignore {ignore} and arp_announce {announce}. {real} answers for {vip}.",
    "{real} 的 arp_ignore 设在 {elsewhere} 上，对从 {interface} 进来的请求不起作用：生效的是 all 与 {interface} 中较大的值，"
    "arp_ignore 为 {ignore}，arp_announce 为 {announce}。{real} 会应答 {vip}。",
)
default_only = violated(
    "arp_ignore and arp_announce are set on `default` of {real}, which gives a value only to interfaces that come up later or were never set themselves: in force on {interface} "
    "is max(all, {interface}), arp_ignore {ignore} and arp_announce {announce}. {real} answers for {vip}.",
    "{real} 只在 `default` 上设置了 arp_ignore 和 arp_announce，它只影响之后出现的、或自己没有单独设置过的网卡：在 {interface} 上生效的是 all 与 {interface} 中较大的值，"
    "arp_ignore 为 {ignore}，arp_announce 为 {announce}。{real} 会应答 {vip}。",
)
may_be_director = undecided(
    "{vip} stands on an interface of {real} and on none of {director}: {real} may be the director that holds it now, which is meant to answer. Its table is not shown.",
    "{vip} 在 {real} 的网卡上，而不在 {director} 上：{real} 可能就是现在持有它的调度器，本来就该应答。它的转发表未提供。",
)
other_segment = safe(
    "{real} has no interface on the segment of {vip}: nobody who asks for it there can be answered by it.",
    "{real} 没有接在 {vip} 所在网段的网卡：那里的 ARP 询问到不了它。",
)
both_halves = violated(
    "{real} answers an ARP request for {vip} that comes in by {interface} (arp_ignore in force: {ignore}) and announces the "
    "VIP in its own requests (arp_announce: {announce}). Whoever asks last or hears last sends all packets for {service} "
    "to {real}, past {director}.",
    "从 {interface} 进来的、询问 {vip} 的 ARP 请求，{real} 会应答（生效的 arp_ignore：{ignore}），它自己发的请求也会通告 VIP（arp_announce：{announce}）。"
    "学到它 MAC 的机器会绕过 {director}，把发往 {service} 的包全部送给 {real}。",
)
lo_only = violated(
    "arp_ignore and arp_announce are set on `lo` of {real}, where they do nothing for requests that come in by {interface}: "
    "in force there is max(all, {interface}), arp_ignore {ignore} and arp_announce {announce}. {real} answers for {vip}.",
    "{real} 只在 `lo` 上设置了 arp_ignore 和 arp_announce，对从 {interface} 进来的请求不起作用：生效的是 all 与 {interface} 中较大的值，"
    "arp_ignore 为 {ignore}，arp_announce 为 {announce}。{real} 会应答 {vip}。",
)
answers = violated(
    "{real} answers an ARP request for {vip} that comes in by {interface}: arp_ignore in force is {ignore}, or the VIP stands on "
    "that interface. The router learns the MAC of {real}, and packets for {service} pass by {director}.",
    "{real} 会应答从 {interface} 进来的、询问 {vip} 的 ARP 请求：生效的 arp_ignore 是 {ignore}，或者 VIP 就配置在这块网卡上。"
    "路由器学到 {real} 的 MAC，发往 {service} 的包就绕过了 {director}。",
)
announces = violated(
    "{real} does not answer for {vip}, but its own ARP requests by {interface} carry the VIP as source (arp_announce in "
    "force: {announce}): the asked node learns VIP → {real}, and packets for {service} pass by {director}.",
    "{real} 不应答 {vip}，但它经 {interface} 发出的 ARP 请求会以 VIP 为源地址（生效的 arp_announce：{announce}）：被询问的机器由此学到 VIP → {real}，"
    "发往 {service} 的包就绕过了 {director}。",
)
neighbours_unknown = undecided(
    "Whether {real} answers neighbour solicitations for the VIP of {service} is not shown: an address on lo is not answered for, one on the "
    "interface that faces the segment is.",
    "{real} 是否会应答对 {service} 的 VIP 的邻居请求，未提供：地址在 lo 上不会应答，在面向该网段的接口上就会应答。",
)
not_shown = undecided(
    "Whether {real} answers ARP for the VIP of {service} is not shown: where the VIP stands on it, and arp_ignore and "
    "arp_announce in force on the interface that faces the segment, decide.",
    "未提供 {real} 是否会应答 {service} 的 VIP 的 ARP：这取决于 VIP 配置在它的哪块网卡上，以及面向该网段的网卡上生效的 arp_ignore 和 arp_announce。",
)
fwmark_vip = undecided(
    "The VIPs of {service} are named by the marking rules of {director} only, which are not shown: whether {real} answers ARP for them can't be told.",
    "{service} 的 VIP 只写在 {director} 的打标规则里，而规则未提供：无法判断 {real} 是否会应答它们的 ARP。",
)
arptables = mitigated(
    "arptables on {real} keeps {vip} out of its answers and requests by {interface}.",
    "{real} 上的 arptables 使它经 {interface} 的应答和请求都不涉及 {vip}。",
)
silent = safe(
    "{real} neither answers ARP for {vip} by {interface} nor announces it.",
    "{real} 经 {interface} 既不应答也不通告 {vip}。",
)
no_vip = safe(
    "{vip} stands on no interface of {real}: it can't answer for it.",
    "{real} 的任何网卡上都没有 {vip}：它不可能应答。",
)
localnode = safe(
    "{real} is {director} itself, which is meant to answer.",
    "{real} 就是 {director} 自己，本来就该由它应答。",
)
