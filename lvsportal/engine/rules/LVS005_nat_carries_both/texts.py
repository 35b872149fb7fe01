"""What LVS005 says."""

from lvsportal.engine.rules.causes import mitigated, violated
from lvsportal.engine.source.language import Text

TITLE = Text("NAT carries both directions through the director", "NAT 的双向流量都经过调度器")
SUMMARY = Text(
    "Requests are small and replies are large; under NAT the director carries both, under DR and TUN the requests only.",
    "请求小、回应大；NAT 下调度器要承担双向流量，DR 和 TUN 下只承担请求。",
)
NOTHING = Text("No service here forwards by NAT.", "这里没有以 NAT 转发的服务。")

both_directions = violated(
    "Every reply of {service} goes through {director}, which is usually the larger part of the bytes. `ipvsadm -Ln "
    "--stats --exact` shows how much DR would take off it.",
    "{service} 的每个回包都要经过 {director}，通常占字节数的大部分。用 `ipvsadm -Ln --stats --exact` 可以看出改用 DR 能减轻多少。",
)
measured = violated(
    "{director} carried {bytes_in} of requests and {bytes_out} of replies for {service}: {share} % of the bytes are "
    "replies, which DR would take off it.",
    "{director} 为 {service} 承担了 {bytes_in} 的请求和 {bytes_out} 的回应：{share}% 的字节是回应，改用 DR 就不再经过它。",
)
port_rewritten = mitigated(
    "{service} rewrites port {port} to {written}, which only NAT can do: carrying both directions is the price.",
    "{service} 要把端口 {port} 改写成 {written}，只有 NAT 能做到：双向流量都经过调度器是它的代价。",
)
