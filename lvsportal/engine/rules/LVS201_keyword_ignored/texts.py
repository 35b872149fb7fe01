"""What LVS201 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A keyword that keepalived ignores", "keepalived 会忽略的关键字")
SUMMARY = Text(
    "keepalived skips a word that it does not know at that place, and a block that begins with one throws it out of step: what follows may not be loaded.",
    "keepalived 遇到在此处不认识的关键字就会跳过；如果它后面带块，后面的内容会错位，可能整段都不被加载。",
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
    "Every keyword of {item} is known where it stands.",
    "{item} 中的每个关键字在所在位置都是有效的。",
)
