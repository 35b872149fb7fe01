"""What LVS202 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Braces that do not match", "花括号不配对")
SUMMARY = Text(
    "A brace too few or too many moves everything behind it into another block: keepalived loads what is left, without stopping.",
    "少一个或多一个花括号，会让后面的全部内容落到别的块里：keepalived 不会停下，只加载剩下的部分。",
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
    "The braces of {item} match.",
    "{item} 中的花括号都配对。",
)
