"""What LVS033 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("The directors are configured differently", "两台调度器的配置不一致")
SUMMARY = Text(
    "Directors that hold the same VIP must have the same services: after a fail-over only what the new master has is served.",
    "持有同一 VIP 的调度器必须有相同的服务：切换之后，只有新主上有的服务可用。",
)
NOTHING = Text(
    "No two directors whose configuration is shown hold the same VIP.",
    "没有两台给出配置的调度器持有同一个 VIP。",
)

missing = violated(
    "{other} can hold {vip} too, but has no {service}: when {director} fails, {other} takes the VIP, and its kernel refuses every client of {service}.",
    "{other} 也能持有 {vip}，却没有 {service}：{director} 失效后 VIP 到了 {other} 上，它的内核会拒绝 {service} 的所有客户端。",
    severity=Severity.ERROR,
)
other_method = violated(
    "{service} is forwarded by {one} on {director} and by {two} on {other}: real servers that are set up for one of them do not answer the other.",
    "{service} 在 {director} 上以 {one} 转发，在 {other} 上以 {two} 转发：按其中一种方式配置的真实服务器，不会应答另一种。",
)
other_real_servers = violated(
    "{director} and {other} do not have the same real servers for {service}; they differ in {differing}. After a fail-over other machines get the clients.",
    "{director} 和 {other} 上 {service} 的真实服务器不同，差别在 {differing}。切换后由另一些机器接待客户端。",
)
other_setting = violated(
    "{service} has {setting} {one} on {director} and {two} on {other}: clients are spread differently after a fail-over.",
    "{service} 的 {setting} 在 {director} 上是 {one}，在 {other} 上是 {two}：切换后客户端的分配方式不同。",
)
alike = safe("{service} is the same on {director} and {other}.", "{service} 在 {director} 和 {other} 上相同。")
