"""What LVS000 says."""

from lvsportal.engine.rules.causes import safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("TITLE", "TODO 中文标题")
SUMMARY = Text("TODO: one sentence on what goes wrong.", "TODO：一句话说明会出什么问题。")
NOTHING = Text("TODO: why it has no subject here.", "TODO：为什么这里没有检查对象。")

wrong = violated(
    "TODO: what happens to a client's packet for {service} at {real}, port {port}.",
    "TODO：客户端发往 {service} 的包在 {real} 的 {port} 端口会怎样。",
)
not_decided = undecided(
    "TODO: what is not shown, and what it decides.",
    "TODO：缺少什么，它决定什么。",
)
right = safe(
    "TODO: what was looked at, and holds.",
    "TODO：检查了什么，结论是没有问题。",
)
