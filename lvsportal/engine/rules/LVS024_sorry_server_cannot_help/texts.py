"""What LVS024 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("The sorry server can't help", "sorry server 帮不上忙")
SUMMARY = Text(
    "A sorry server is a destination like the others: it meets the same traps, at the moment when nothing else is left.",
    "sorry server 与其他目的没有区别：同样的陷阱它也会遇到，而那时已经没有别的机器可用。",
)
NOTHING = Text("No service has a sorry server.", "没有服务配置 sorry server。")

other_port = violated(
    "The sorry server {real} of {service} is written with port {port}; by {method} the packet keeps port {used}. When all real servers are gone, clients reach {real} on port {used}, where its page does not listen unless somebody made it.",
    "{service} 的 sorry server {real} 写的端口是 {port}，而 {method} 方式下包的端口仍是 {used}。真实服务器全部失效后，客户端到达 {real} 的端口 {used}；除非专门配置过，那里没有页面在监听。",
    severity=Severity.ERROR,
)
one_of_the_pool = violated(
    "The sorry server {real} of {service} is one of its real servers (line {line}): when all of them have failed, it has failed too, and clients are sent to it all the same.",
    "{service} 的 sorry server {real} 就是它的真实服务器之一（第 {line} 行）：真实服务器全部失效时它也失效了，客户端却仍会被交给它。",
)
apart = safe(
    "The sorry server {real} of {service} is a machine of its own, on the port that clients use.",
    "{service} 的 sorry server {real} 是单独的机器，端口与客户端使用的一致。",
)
