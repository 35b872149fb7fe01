"""What LVS022 says."""

from lvsportal.engine.rules.causes import mitigated, safe, undecided, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A real server without a health check", "真实服务器没有健康检查")
SUMMARY = Text(
    "ip_vs never asks whether a real server lives: without a check a dead one keeps its share of the connections.",
    "ip_vs 从不过问真实服务器是否存活：没有健康检查，宕掉的服务器照样分到连接。",
)
NOTHING = Text("There is no service with a real server here.", "这里没有带真实服务器的服务。")

unchecked = violated(
    "Nothing asks {real} whether it lives. When it dies, {director} goes on giving it its share of the connections for {service}, "
    "and those clients get no answer until somebody takes it out by hand.",
    "没有任何检查过问 {real} 是否存活。它一旦宕机，{director} 仍会把 {service} 的一部分连接分给它，这些客户端得不到应答，直到有人手工摘除。",
)
cannot_fail = violated(
    "The check of {real} always succeeds (checktype on): when it dies, {director} goes on giving it its share of the connections "
    "for {service}.",
    "{real} 的检查永远成功（checktype on）：它宕机后，{director} 仍会把 {service} 的一部分连接分给它。",
)
checker_not_shown = undecided(
    "What checks {real} is not shown: the kernel's table of {director} does not say who takes a dead real server out of {service}.",
    "未提供由谁检查 {real}：{director} 的内核转发表看不出谁会把宕掉的真实服务器从 {service} 中摘除。",
)
checked_by_default = mitigated(
    "No check is written for {real}, but nanny opens a TCP connection to it all the same and takes it out of {service} when that fails.",
    "没有为 {real} 写检查，但 nanny 默认会对它建立 TCP 连接，失败时把它从 {service} 中摘除。",
)
checked = safe(
    "A check takes {real} out of {service} when it fails.",
    "{real} 有健康检查，失败时会从 {service} 中摘除。",
)
drained = safe(
    "{real} has weight 0: it gets no new connection of {service}, so there is nothing to take out.",
    "{real} 的权重为 0：它得不到 {service} 的新连接，也就无需摘除。",
)
