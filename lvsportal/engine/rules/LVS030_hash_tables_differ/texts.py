"""What LVS030 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Hash tables differ between the directors", "两台调度器的哈希表不同")
SUMMARY = Text(
    "With sh and mh the order and the weights of the real servers decide who gets which client: where they differ, every client may change its real server at fail-over.",
    "使用 sh 和 mh 时，真实服务器的顺序和权重决定客户端落在哪一台：两台调度器不一致，切换后客户端可能全部换到别的真实服务器。",
)
NOTHING = Text(
    "No service with sh or mh stands on two directors.", "没有在两台调度器上都使用 sh 或 mh 的服务。"
)

other_order = violated(
    "{director} and {other} list the real servers of {service} in another order. {scheduler} fills its table in that order, so after a fail-over a client is sent to another real server than before: sessions and caches there are lost.",
    "{director} 和 {other} 上 {service} 的真实服务器顺序不同。{scheduler} 按这个顺序填表，所以切换后同一客户端会被交给另一台真实服务器，那里的会话和缓存都失效。",
)
other_servers = violated(
    "{director} and {other} have other real servers or weights for {service}: their {scheduler} tables differ, and after a fail-over clients are sent elsewhere.",
    "{director} 和 {other} 上 {service} 的真实服务器或权重不同：两边的 {scheduler} 表不同，切换后客户端会被交给别的真实服务器。",
)
other_scheduler = violated(
    "{director} chooses for {service} by {one}, {other} by {two}: after a fail-over the same client is sent elsewhere.",
    "{service} 在 {director} 上用 {one} 调度，在 {other} 上用 {two}：切换后同一客户端会被交给别的真实服务器。",
)
same_tables = safe(
    "{director} and {other} have the same real servers for {service}, in the same order, with the same weights.",
    "{director} 和 {other} 上 {service} 的真实服务器、顺序和权重都相同。",
)
