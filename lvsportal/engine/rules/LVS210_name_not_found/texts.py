"""What LVS210 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A name that nothing defines above it", "前面没有定义的名字")
SUMMARY = Text(
    "keepalived looks a tracked name up when it reads the line: one that is missing, removed or defined further down is ignored, and nothing is tracked.",
    "keepalived 读到那一行时才查找被跟踪的名字：没有定义、已被删除或定义在后面的，都会被忽略，什么也不跟踪。",
)
NOTHING = Text("No keepalived.conf is given.", "未提供 keepalived.conf。")

lost = violated(
    "{file}: {what} By it keepalived loses {blocks} ({count} in all): their clients are not served.",
    "{file}：{what}keepalived 因此不会加载 {blocks}（共 {count} 个）：它们的客户端得不到服务。",
    severity=Severity.ERROR,
)
not_found = violated(
    "{file}: {what}",
    "{file}：{what}",
)
fine = safe(
    "Every name that {item} uses is defined above its use.",
    "{item} 用到的每个名字都在使用之前定义。",
)
