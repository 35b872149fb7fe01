"""The words of the report's own frame, in both languages; the rules bring theirs."""

from lvsportal.engine.source.language import Text

VERDICTS = {
    "violated": Text("violated", "违反"),
    "undecided": Text("undecided", "未定"),
    "mitigated": Text("mitigated", "已缓解"),
    "safe": Text("safe", "安全"),
    "not_applicable": Text("not applicable", "不适用"),
}
SEVERITIES = {"error": Text("error", "错误"), "warning": Text("warning", "警告"), "info": Text("info", "提示")}
GATES = {
    "pass": Text("PASS", "通过"),
    "fail": Text("FAIL", "不通过"),
    "undecided": Text("UNDECIDED", "未定"),
    "not_applicable": Text("NOT APPLICABLE", "不适用"),
}
SERVICES_HIDDEN = Text(
    "No file shows a virtual service that can be read: no table of a director, or a configuration with parts that are not given or never rendered. Which traps there are can't be told without.",
    "没有文件给出可读的虚拟服务：缺少调度器的转发表，或者配置中有未提供、未渲染的部分。缺了它们，无法判断有哪些陷阱。",
)
SHAPES = {"violated": "■", "undecided": "◇", "mitigated": "◐", "safe": "✓", "not_applicable": "–"}
NEEDS = Text("would be decided by", "需要以下证据")
FIX = Text("fix", "修复")
STRONG = Text("strongly suspected", "高度可疑")
MORE = Text("and {count} more", "另有 {count} 处")
QUESTIONS = Text(
    "To decide the rest, run collect.sh on these machines (it brings all files), or give what is named",
    "要判断其余的问题，请在这些机器上运行 collect.sh（会带回全部文件），或给出下面列出的内容",
)
REMARKS = Text("Remarks on the text", "对文本的说明")
PROVEN = Text("proven", "已证明")
ARTICLE = Text("read", "阅读")
ON = Text("on", "在")

# What a node does with a packet, on the arrow of a walk.
ACTIONS = {
    "send": Text("sends", "发出"),
    "dr": Text("DR: new MAC", "DR：换 MAC"),
    "tun": Text("TUN: wrapped", "TUN：加外层头"),
    "unwrap": Text("TUN: outer header off", "TUN：去掉外层头"),
    "nat": Text("NAT: new destination", "NAT：改目的地址"),
    "fnat": Text("FNAT: both addresses new", "FNAT：两个地址都改"),
    "localnode": Text("localnode: to its own socket", "localnode：交给本机进程"),
    "pass_ip_vs": Text("ip_vs lets it pass", "ip_vs 放行"),
    "answer": Text("a socket answers", "进程应答"),
    "reply": Text("reply", "回包"),
    "forward": Text("forwards", "转发"),
    "redirect": Text("REDIRECT: another port", "REDIRECT：改端口"),
    "nat_back": Text("NAT: VIP put back", "NAT：换回 VIP"),
    "rst": Text("no socket here: RST", "没有监听：RST"),
    "icmp_port": Text("no socket here: ICMP error", "没有监听：ICMP 错误"),
    "reset": Text("never asked this address: RST", "没有访问过这个地址：RST"),
    "wrong_source": Text("not from whom it asked: dropped", "不是所问地址的回答：丢弃"),
    "drop": Text("dropped", "丢弃"),
    "martian": Text("source is its own address: dropped", "源地址是自己的地址：丢弃"),
    "rp_filter": Text("rp_filter: dropped", "rp_filter：丢弃"),
    "no_tunnel": Text("no tunnel device: ICMP error", "没有隧道设备：ICMP 错误"),
    "arp_unanswered": Text("nobody answers ARP", "没有机器应答 ARP"),
    "refuse": Text("no real server left: refused", "没有可用的真实服务器：拒绝"),
    "forward_back": Text(
        "the VIP is not local: routed back to the director", "VIP 不是本机地址：又路由回调度器"
    ),
    "ttl_used_up": Text("TTL used up: dropped", "TTL 用尽：丢弃"),
}
OUTCOMES = {
    "answered": Text("answered", "得到应答"),
    "refused": Text("refused", "被拒绝"),
    "reset": Text("reset by the client", "被客户端重置"),
    "lost": Text("no answer", "没有应答"),
    "loop": Text("circles until the TTL is used up", "循环到 TTL 用尽"),
    "icmp_error": Text("ICMP error", "ICMP 错误"),
    "undecided": Text("undecided", "未定"),
}
COMPARISONS = {
    "new": Text("new", "新增"),
    "unchanged": Text("unchanged", "未变"),
    "fixed": Text("fixed", "已修复"),
    "gone": Text("gone with its subject", "随对象移除"),
    "hidden": Text("hidden: its evidence was taken away", "被隐藏：证据被拿走"),
    "by_rule_update": Text("found by a newer rule", "规则更新后才发现"),
}
COMPARED = Text("compared with {base}", "与 {base} 比较")
BASE_AND_HEAD = Text("base {base}, judged {head}", "基准 {base}，本次检查 {head}")
WAIVED = Text("waived", "已豁免")
WAIVED_UNTIL = Text("waived until {date}", "豁免至 {date}")
LEFT_OUT = Text(
    "{count} more entries are left out here; the full report has them.",
    "这里另有 {count} 项未列出，完整报告中都有。",
)
AS_FIRST = Text(
    "{title}: {names}. The same as at {first}, where: {message}",
    "{title}：{names}。与 {first} 相同，那里的说明是：{message}",
)
DECISION = Text(
    "Decision: {decision} by policy {policy}, version {version}",
    "判定：{decision}（策略 {policy}，版本 {version}）",
)
NO_BASE = Text("There is no base: everything counts as new.", "没有基准：一切都算新增。")
WAIVER_STATES = {
    "requested": Text("waiver requested", "豁免待批"),
    "active": Text("waiver in force", "豁免有效"),
    "expiring": Text("waiver about to expire", "豁免即将到期"),
    "expired": Text("waiver expired", "豁免已到期"),
    "obsolete": Text("waiver obsolete, its reason is mended", "豁免已无必要，问题已修复"),
    "unmatched": Text("waiver that matches nothing", "豁免没有对应对象"),
}
