"""What LVS203 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A value that keepalived does not take", "keepalived 不接受的值")
SUMMARY = Text(
    "A number out of range, a word where a number belongs, an address that is none: keepalived puts a default in its place or skips the block, and says so in a log only.",
    "数值超出范围、该写数字的地方写了单词、地址无效：keepalived 会换成默认值或跳过整个块，只在日志里提一句。",
)
NOTHING = Text("No keepalived.conf is given.", "未提供 keepalived.conf。")

lost = violated(
    "{file}: {what} By it keepalived loses {blocks} ({count} in all): their clients are not served.",
    "{file}：{what}keepalived 因此不会加载 {blocks}（共 {count} 个）：它们的客户端得不到服务。",
    severity=Severity.ERROR,
)
ignored = violated(
    "{file}: {what}",
    "{file}：{what}",
)
fine = safe(
    "Every value of {item} is one that keepalived takes.",
    "{item} 中的值 keepalived 都接受。",
)
