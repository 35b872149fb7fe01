"""What LVS031 says."""

from lvsportal.engine.rules.causes import mitigated, safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("A quorum that can't hold", "达不到或保不住的 quorum")
SUMMARY = Text(
    "keepalived takes a service down when the weights of its living real servers fall under its quorum.",
    "存活的真实服务器的权重之和低于 quorum 时，keepalived 会停掉这个服务。",
)
NOTHING = Text("No service writes a quorum above 1.", "没有服务把 quorum 写成大于 1 的值。")

never_reached = violated(
    "{service} comes up at a weight of {quorum} (quorum plus hysteresis); all its real servers together have {total}. Once it is down it never comes up again.",
    "{service} 的权重之和要达到 {quorum}（quorum 加 hysteresis）才会恢复，而全部真实服务器加起来只有 {total}。一旦停掉，就再也恢复不了。",
)
one_breaks_it = violated(
    "{service} needs a weight of {quorum}, its real servers have {total} together: when the one with weight {largest} fails, {director} takes the whole service down, and there is no sorry server.",
    "{service} 需要 {quorum} 的权重，真实服务器总共 {total}：权重 {largest} 的那台一失效，{director} 就会停掉整个服务，而且没有 sorry server。",
)
sorry_server = mitigated(
    "One failed real server takes {service} under its quorum of {quorum}; then the sorry server {sorry} answers.",
    "{service} 只要有一台真实服务器失效就低于 quorum {quorum}；那时由 sorry server {sorry} 应答。",
)
survives_one = safe(
    "{service} keeps its quorum of {quorum} (of {total}) when any one real server fails.",
    "{service} 的任意一台真实服务器失效后，仍保得住 quorum {quorum}（总共 {total}）。",
)
