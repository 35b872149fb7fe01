"""What LVS023 says."""

from lvsportal.engine.rules.causes import mitigated, safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("All real servers can go at once", "所有真实服务器可能同时被摘除")
SUMMARY = Text(
    "Where the checks of all real servers depend on one script or one address, its failure empties the pool; without a sorry server every client is refused.",
    "所有真实服务器的检查都依赖同一个脚本或同一个地址时，它一旦失败，转发表就空了；没有 sorry server，所有客户端都会被拒绝。",
)
NOTHING = Text(
    "No service has several real servers that are all checked.",
    "没有服务配置了多台且全部带健康检查的真实服务器。",
)

one_dependency = violated(
    "All checks of {service} ask {shared}. When that one thing fails, {director} takes every real server out at once, though each may be sound; there is no sorry server, so ip_vs refuses every client.",
    "{service} 的所有健康检查都依赖 {shared}。它一旦失败，{director} 会同时摘除全部真实服务器，哪怕每一台都正常；又没有 sorry server，ip_vs 会拒绝所有客户端。",
)
sorry_server = mitigated(
    "All checks of {service} ask {shared}, so all real servers can go at once; then the sorry server {sorry} answers.",
    "{service} 的所有健康检查都依赖 {shared}，真实服务器可能同时被摘除；那时由 sorry server {sorry} 应答。",
)
checked_apart = safe(
    "Each real server of {service} is checked by itself.", "{service} 的每台真实服务器都单独检查。"
)
