"""What LVS209 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Alert mail that may not arrive", "告警邮件可能发不出去")
SUMMARY = Text(
    "Mail without an address, or a mail server by a name that is looked up once at start, arrives when nothing is wrong and fails when it counts.",
    "没有收件地址，或用启动时只解析一次的域名写邮件服务器：平时能发，出事时发不出。",
)
NOTHING = Text("No keepalived.conf is given.", "未提供 keepalived.conf。")

may_not_arrive = violated(
    "{file}: {what}",
    "{file}：{what}",
)
fine = safe(
    "{item} sets up no alert mail that can't work.",
    "{item} 没有设置发不出去的告警邮件。",
)
