"""What LVS007 says."""

from lvsportal.engine.rules.causes import mitigated, safe, undecided, violated
from lvsportal.engine.rules.loop_texts import stands_aside as stands_aside
from lvsportal.engine.rules.loop_texts import vip_missing as vip_missing
from lvsportal.engine.source.language import Text

TITLE = Text("Two directors hand packets to each other", "两台调度器互相转发")
SUMMARY = Text(
    "Directors that are each other's real servers pass packets in a circle, unless something keeps the second ip_vs from taking them.",
    "互为真实服务器的两台调度器会让报文循环转发，除非有办法阻止第二台的 ip_vs 接手。",
)
NOTHING = Text("No service here forwards by DR or TUN.", "这里没有以 DR 或 TUN 转发的服务。")

forwarding_loop = violated(
    "{director} gives a client's SYN for {service} to {other} ({real}). ip_vs on {other} has the service too and chooses "
    "among {share} real servers; where it chooses {director}, whose entry sends the SYN back to {other}, the packet "
    "circles until its TTL is used up. One request works, the next one times out.",
    "{director} 把客户端发往 {service} 的 SYN 交给 {other}（{real}）。{other} 的 ip_vs 也有这个服务，会从 {share} 台真实服务器中再选一次；"
    "一旦选中 {director}，而 {director} 已有的连接记录又把 SYN 送回 {other}，报文就一直循环转发，直到 TTL 耗尽。于是一次请求成功，下一次超时。",
    id="circle",
)
service_left_beside = violated(
    "Packets from {director} get no mark on {other}, as intended, but a VIP:port service is still there: ip_vs on {other} "
    "takes the unmarked packet by it and can send it back. Remove the VIP:port service.",
    "来自 {director} 的包在 {other} 上没有被打标记，这是对的；但 VIP:端口 形式的服务还在，{other} 的 ip_vs 会凭它接手未打标记的包并可能送回去。请删除这个服务。",
)
marked_all_the_same = violated(
    "The rules on {other} mark packets that come from {director} as well (the MAC that they leave out is not the one of "
    "{director}), so ip_vs on {other} takes them and can send them back: the circle stays.",
    "{other} 上的规则对来自 {director} 的包同样打了标记（规则排除的 MAC 不是 {director} 的），于是 {other} 的 ip_vs 接手并可能送回去：循环依旧。",
)
peer = undecided(
    "{real} is a unicast_peer of {director} and a real server of {service}: the other director, which presumably holds the "
    "same service. If its ip_vs takes what {director} sends, packets circle. Its side is not shown.",
    "{real} 既是 {director} 的 unicast_peer，又是 {service} 的真实服务器：它是另一台调度器，多半也有同样的服务。如果它的 ip_vs 接手 {director} 送来的包，"
    "就会循环转发。未提供它那一侧的材料。",
    strong=True,
)
peer_fwmark = undecided(
    "{real} is a unicast_peer of {director} and a real server of {service}. The fwmark cures the circle only if {real} leaves "
    "packets from the MAC of {director} unmarked (-m mac ! --mac-source), each side with the other's MAC, and no VIP:port "
    "service is left. Those rules are not shown.",
    "{real} 既是 {director} 的 unicast_peer，又是 {service} 的真实服务器。只有当 {real} 不给来自 {director} 的 MAC 的包打标记（-m mac ! --mac-source，"
    "两边各写对方的 MAC），并且没有留下 VIP:端口 形式的服务时，fwmark 才能消除循环。未提供这些规则。",
    strong=True,
)
marks_unknown = undecided(
    "{director} gives packets of {service} to {other}. Whether {other} marks them, and so takes them again, depends on its "
    "marking rules and on the MAC of {director}, which are not all shown.",
    "{director} 会把 {service} 的包交给 {other}。{other} 是否给它们打标记并再次接手，取决于它的打标规则和 {director} 的 MAC，这些没有全部给出。",
)
transition_unknown = undecided(
    "{director} gives packets of {service} to {other}, which has the service too and runs a notify script when its role changes. What "
    "the script leaves in the kernel of {other} while it is backup is not shown: a REDIRECT there cures the circle.",
    "{director} 会把 {service} 的包交给 {other}，而它也有这个服务，并且会在角色切换时运行 notify 脚本。脚本在 {other} 作为备机时在内核里留下了什么，"
    "未提供：那里如果有 REDIRECT，就不会循环。",
)
daemon_unknown = undecided(
    "{director} gives packets of {service} to {other}, which has the service too. Only backup_only together with a backup "
    "sync daemon would make {other} leave them alone; that is not shown.",
    "{director} 会把 {service} 的包交给 {other}，而它也有这个服务。只有 backup_only 加上备用同步守护进程才能让 {other} 不接手；未提供这方面的材料。",
)
director_without_address = undecided(
    "The definition holds another director whose addresses are not shown: it may be a real server of {service}.",
    "定义里还有另一台调度器，但未提供它的地址：它可能就是 {service} 的真实服务器。",
)
directors_unknown = undecided(
    "No other director is shown (no unicast_peer, no second configuration): whether two directors are real servers of {service} can't be told.",
    "未提供其他调度器（没有 unicast_peer，也没有第二份配置）：无法判断是否有两台调度器同时是 {service} 的真实服务器。",
)
backup_only = mitigated(
    "While {other} is backup its ip_vs does nothing (net.ipv4.vs.backup_only=1 with a backup sync daemon): what {director} sends for {service} reaches its socket.",
    "{other} 作为备机时 ip_vs 不做任何事（net.ipv4.vs.backup_only=1 加备用同步守护进程）：{director} 为 {service} 送来的包会到达它的监听进程。",
)
marks = mitigated(
    "{other} leaves packets from the MAC of {director} unmarked, and no VIP:port service is left: they reach its socket.",
    "{other} 不给来自 {director} 的 MAC 的包打标记，也没有留下 VIP:端口 形式的服务：包会到达它的监听进程。",
)
source_hash = mitigated(
    "Both directors choose by source hash from identical tables, so {other} chooses itself for what {director} gave it. A change of order or weight on one of them brings the circle.",
    "两台调度器都按源地址哈希、表也完全相同，所以 {other} 对 {director} 交来的包会选中自己。只要其中一台的顺序或权重变了，循环就会出现。",
)
no_service = mitigated(
    "ip_vs of {other} does not get this traffic (no such service is loaded there, or a REDIRECT in nat PREROUTING takes it first): what "
    "{director} sends reaches its socket.",
    "{other} 的 ip_vs 收不到这部分流量（没有加载这样的服务，或者 nat PREROUTING 的 REDIRECT 先拿走了）：{director} 送来的包会到达它的监听进程。",
)
no_way_back = safe(
    "{other} can't choose {director} for {service}: no circle.",
    "{other} 不会为 {service} 选中 {director}：不会形成循环。",
)
apart = safe(
    "None of the other directors that are shown is a real server of {service}.",
    "给出的其他调度器都不是 {service} 的真实服务器。",
)
