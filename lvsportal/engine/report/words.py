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
GATES = {"pass": Text("PASS", "通过"), "fail": Text("FAIL", "不通过"), "undecided": Text("UNDECIDED", "未定")}
SHAPES = {"violated": "■", "undecided": "◇", "mitigated": "◐", "safe": "✓", "not_applicable": "–"}
NEEDS = Text("would be decided by", "需要以下证据")
FIX = Text("fix", "修复")
STRONG = Text("strongly suspected", "高度可疑")
MORE = Text("and {count} more", "另有 {count} 处")
REMARKS = Text("Remarks on the text", "对文本的说明")
PROVEN = Text("proven", "已证明")
ARTICLE = Text("read", "阅读")
ON = Text("on", "在")
