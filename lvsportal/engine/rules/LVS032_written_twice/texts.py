"""What LVS032 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A service or real server is written twice", "同一个服务或真实服务器写了两次")
SUMMARY = Text(
    "ip_vs holds one service a VIP, port and protocol, and one destination a real server: of two that are written, one has no effect, and which one is easily mistaken.",
    "ip_vs 中，同一 VIP、端口、协议只有一个服务，同一真实服务器只有一个目的：写两次，其中一个不起作用，而且容易看错是哪一个。",
)
NOTHING = Text("No configuration writes a virtual service.", "没有配置写了虚拟服务。")

service_twice = violated(
    "{director} writes {service} twice, first at line {first}: the kernel holds it once. What stands only in the other block, real servers, checks, weights, does not come into force as it is written.",
    "{director} 把 {service} 写了两次，第一次在第 {first} 行：内核里只有一个。只写在另一段里的真实服务器、检查、权重不会按所写的生效。",
)
real_server_twice = violated(
    "{real} stands twice in {service}, first at line {first}: the kernel holds one entry for it, so its share is not doubled, and two checks contradict each other over the one entry.",
    "{real} 在 {service} 中写了两次，第一次在第 {first} 行：内核里只有一个条目，份额不会加倍，而两个检查会争着增删同一个条目。",
    severity=Severity.WARNING,
)
only_the_port_differs = violated(
    "{real} stands twice in {service} with different ports, first at line {first}. Under {method} the port of the entry is the service's, so both are one and the same destination: only one of them exists.",
    "{real} 在 {service} 中以不同端口写了两次，第一次在第 {first} 行。{method} 方式下条目的端口就是服务的端口，两者是同一个目的：只有一个存在。",
    severity=Severity.WARNING,
)
written_once = safe(
    "{service} and each of its real servers stand once on {director}.",
    "{service} 及其每台真实服务器在 {director} 上都只写了一次。",
)
