"""What LVS009 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("The service is not balanced", "服务没有被调度")
SUMMARY = Text(
    "ip_vs of the director that holds the VIP must take what clients send: awake, with the service in its table, and with the mark set before it looks.",
    "持有 VIP 的调度器，其 ip_vs 必须接手客户端的包：没有处于旁观状态，内核表里有这个服务，标记在 ip_vs 查看之前就已打上。",
)
NOTHING = Text(
    "No director here is shown with the VIP of a service and something of its kernel.",
    "这里没有哪台调度器既显示持有服务的 VIP、又给出了内核的情况。",
)

passive = violated(
    "{director} holds the VIP of {service} while a backup sync daemon runs on it with net.ipv4.vs.backup_only=1: its ip_vs "
    "does nothing. {director} answers by itself, or nobody does; no real server gets a connection.",
    "{director} 持有 {service} 的 VIP，却运行着备份同步守护进程且 net.ipv4.vs.backup_only=1：它的 ip_vs 什么也不做。"
    "要么 {director} 自己应答，要么无人应答；没有一台真实服务器收到连接。",
)
both_daemons = violated(
    "On {director}, which holds the VIP of {service}, the master and the backup sync daemon both run (lvs_sync_daemon without an "
    "instance starts both). With net.ipv4.vs.backup_only=1 its ip_vs is passive: {director} answers by itself, or nobody does.",
    "持有 {service} 的 VIP 的 {director} 上，主、备同步守护进程同时在运行（lvs_sync_daemon 不写实例就会两个都启动）。"
    "net.ipv4.vs.backup_only=1 使它的 ip_vs 处于旁观状态：要么 {director} 自己应答，要么无人应答。",
)
not_loaded = violated(
    "The configuration of {director} has {service}, and the kernel's table on it (ipvsadm -Sn) does not: packets for the VIP go "
    "to its own sockets.",
    "{director} 的配置里有 {service}，但它的内核表（ipvsadm -Sn）里没有：发往 VIP 的包会交给本机进程。",
)
unmarked = violated(
    "{service} on {director} waits for packets with mark {mark}, and none of the rules that are shown sets it: no packet ever "
    "meets the service.",
    "{director} 上的 {service} 等待标记为 {mark} 的包，而所给的规则没有一条打上它：没有任何包会遇到这个服务。",
)
other_hook = violated(
    "{director} sets mark {mark} on {hook}, and ip_vs looks on its way in, before that: no packet of a client ever meets {service}. "
    "The rule belongs into mangle PREROUTING.",
    "{director} 在 {hook} 上打标记 {mark}，而 ip_vs 在此之前的入口处就已查看：客户端的包遇不到 {service}。规则应放在 mangle PREROUTING。",
)
marks_not_shown = undecided(
    "Whether a rule on {director} sets mark {mark}, for which {service} waits, is not shown.",
    "未提供 {director} 上是否有规则打上 {service} 所等待的标记 {mark}。",
)
may_be_passive = undecided(
    "A backup sync daemon runs on {director}, which holds the VIP of {service}. If net.ipv4.vs.backup_only is 1 there, its ip_vs is "
    "passive and nothing is balanced; the value is not shown.",
    "持有 {service} 的 VIP 的 {director} 上运行着备份同步守护进程。如果那里的 net.ipv4.vs.backup_only 为 1，它的 ip_vs 就处于旁观状态，"
    "不做任何调度；未提供该值。",
    strong=True,
)
daemons_not_shown = undecided(
    "Which sync daemons run on {director}, and whether net.ipv4.vs.backup_only is on, is not shown: together they would make its ip_vs passive.",
    "未提供 {director} 上运行哪些同步守护进程，以及 net.ipv4.vs.backup_only 是否开启：两者合在一起会让它的 ip_vs 旁观。",
    severity=Severity.INFO,
)
balanced = safe(
    "{director} holds the VIP of {service}, and its ip_vs takes the packets.",
    "{director} 持有 {service} 的 VIP，它的 ip_vs 会接手数据包。",
)
