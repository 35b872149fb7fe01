"""What LVS204 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A keyword of another release or fork", "其他版本或分支的关键字")
SUMMARY = Text(
    "What an older, a newer or a forked keepalived knows is ignored by the one that runs, or means something else there.",
    "旧版本、新版本或分支版本认识的关键字，在实际运行的 keepalived 里会被忽略，或含义不同。",
)
NOTHING = Text("No keepalived.conf is given.", "未提供 keepalived.conf。")

other = violated(
    "{file}: {what}",
    "{file}：{what}",
)
renamed = violated(
    "{file}: {what}",
    "{file}：{what}",
    severity=Severity.INFO,
)
fine = safe(
    "{item} uses no keyword of another release.",
    "{item} 没有使用其他版本的关键字。",
)
