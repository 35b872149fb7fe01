"""What LVS208 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A health check that may outlast its interval", "健康检查可能超过检查间隔")
SUMMARY = Text(
    "A check whose time-out is longer than the interval between checks notices a dead server later than the interval suggests.",
    "检查的超时比检查间隔还长，发现故障就会比间隔所暗示的更晚。",
)
NOTHING = Text(
    "No health check has both a time-out and an interval written.", "没有同时写了超时和间隔的健康检查。"
)

outlasts = violated(
    "The {kind} check of {real} in {service} may take {timeout} s and is due every {interval} s: a dead server is noticed after the time-out, not after the interval.",
    "{service} 中 {real} 的 {kind} 检查每 {interval} 秒一次，却可能用 {timeout} 秒：发现故障要等超时，而不是等一个间隔。",
)
fits = safe(
    "The checks of {service} end within their interval.",
    "{service} 的检查都能在间隔内结束。",
)
