"""What a decision says, in both languages."""

from lvsportal.engine.source.language import Text

MET = Text("met", "满足")
OFF = Text("off", "关闭")
NEW_ERRORS = Text("{count} new error(s), first {first}", "新增 {count} 处错误，首先是 {first}")
ERRORS = Text("{count} error(s), first {first}", "{count} 处错误，首先是 {first}")
UNDECIDED = Text("{count} undecided, first {first}", "{count} 处未定，首先是 {first}")
SUSPECTED = Text("{count} strongly suspected, first {first}", "{count} 处高度可疑，首先是 {first}")
DECLARED = Text(
    "{count} result(s) rest on a declaration, first {first}", "{count} 项结果依据声明得出，首先是 {first}"
)
FLOWS_LOST = Text(
    "{count} flow(s) are lost or partly served, first {first}",
    "{count} 条流量丢失或部分得到服务，首先是 {first}",
)
FLOWS_NEWLY_LOST = Text(
    "{count} flow(s) were served and are lost or partly served, first {first}",
    "{count} 条流量原先得到服务，现在丢失或部分得到服务，首先是 {first}",
)
FLOWS_UNKNOWN = Text("{count} flow(s) are unknown, first {first}", "{count} 条流量未知，首先是 {first}")
FAILURES_LOSE = Text(
    "{count} flow(s) are lost after a single failure, first {first}",
    "{count} 条流量在单个故障后丢失，首先是 {first}",
)
WAIVERS_EXPIRED = Text("{count} waiver(s) have expired, first {first}", "{count} 项豁免已到期，首先是 {first}")

MEND = Text("mend {first} and the others named, or waive them", "修复 {first} 等所列各处，或申请豁免")
MEND_FLOWS = Text("mend what loses {first}, or waive the error", "修复使 {first} 丢失的问题，或豁免该错误")
SURVIVE = Text(
    "give {first} a second way, or make the requirement a warning",
    "为 {first} 提供第二条路，或把此要求改为警告",
)
GIVE = Text("give {evidence} of {node} ({command})", "提交 {node} 的 {evidence}（{command}）")
GIVE_EVIDENCE = Text("give the evidence that the report asks for", "提交报告所要的证据")
SHOW_DECLARED = Text("give evidence instead of the declaration for {first}", "为 {first} 提交证据，代替声明")
RENEW = Text("mend what it was for, or have the waiver renewed", "修复所豁免的问题，或续期豁免")
