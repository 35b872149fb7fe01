"""What LVS037 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A dead real server is noticed late", "真实服务器失效后很久才被发现")
SUMMARY = Text(
    "Interval, time-outs and retries of a check add up to the time for which clients go on being sent to a dead real server.",
    "检查的间隔、超时和重试加起来，就是客户端继续被交给失效真实服务器的时间。",
)
NOTHING = Text(
    "No keepalived service has a check that asks over the network.",
    "没有 keepalived 服务配置经网络进行的检查。",
)

too_long = violated(
    "A real server of {service} that dies is taken out after up to {seconds} s: until then {director} goes on sending it clients.",
    "{service} 的真实服务器失效后，最长要 {seconds} 秒才被摘除：在此之前，{director} 会一直把客户端交给它。",
)
soon = safe(
    "A real server of {service} that dies is taken out after {seconds} s at the longest.",
    "{service} 的真实服务器失效后，最长 {seconds} 秒被摘除。",
)
