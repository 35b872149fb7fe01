"""What LVS038 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("UDP questions stick to one real server", "UDP 请求固定在一台真实服务器上")
SUMMARY = Text(
    "Without ops ip_vs remembers a UDP client by address and port: a busy resolver sends everything to one real server, and to a dead one for up to 300 s.",
    "没有 ops 时，ip_vs 会按地址和端口记住 UDP 客户端：繁忙的解析器会把所有请求发给同一台真实服务器，那台失效后还会持续最长 300 秒。",
)
NOTHING = Text(
    "No UDP service for single questions (DNS, NTP, syslog, RADIUS) is here.",
    "没有一问一答的 UDP 服务（DNS、NTP、syslog、RADIUS）。",
)

sticks = violated(
    "{service} has no ops: a client that asks from one port (a resolver, a relay) is one connection to ip_vs, so all its questions go to one real server; when that is taken out they are lost until the entry ends, 300 s after the last packet.",
    "{service} 没有设置 ops：总用同一端口发请求的客户端（解析器、中继）在 ip_vs 看来是一个连接，所有请求都给同一台真实服务器；那台被摘除后，请求会一直丢失，直到最后一个包之后 300 秒条目结束。",
)
each_packet = safe(
    "{service} has ops: each packet is scheduled by itself.", "{service} 设置了 ops：每个包单独调度。"
)
