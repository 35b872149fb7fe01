"""What keepalived does silently, or with a line in a log that nobody reads: told at its line."""

from typing import NamedTuple

from lvsportal.engine.source.language import Text


class Told(NamedTuple):
    severity: str
    message: Text
    code: str


DEFAULT_NAT = Told(
    "warning",
    Text(
        "No forwarding method is set: keepalived uses NAT. Write lvs_method.",
        "没有设置转发方式：keepalived 会使用 NAT。请写明 lvs_method。",
    ),
    "default_method",
)
DEFAULT_UDP = Told(
    "warning",
    Text(
        "No protocol is set: keepalived uses UDP. Write protocol.",
        "没有设置协议：keepalived 会使用 UDP。请写明 protocol。",
    ),
    "default_protocol",
)
PORT_ZERO = Told(
    "info",
    Text(
        "A service for every port needs persistence: keepalived sets 360 s by itself.",
        "面向所有端口的服务需要会话保持：keepalived 会自动设为 360 秒。",
    ),
    "port_zero",
)
FWMARK_PROTOCOL = Told(
    "info",
    Text(
        "A fwmark service has no protocol: keepalived ignores this one.",
        "fwmark 服务没有协议：keepalived 会忽略这里的 protocol。",
    ),
    "fwmark_protocol",
)
NO_REAL_SERVER = Told(
    "warning",
    Text(
        "No usable real server: keepalived ignores the whole service.",
        "没有可用的真实服务器：keepalived 会忽略整个服务。",
    ),
    "no_real_server",
)
FAMILY = Told(
    "error",
    Text(
        "The address family differs from the service's: keepalived skips this real server.",
        "地址族与服务的不同：keepalived 会跳过这台真实服务器。",
    ),
    "family",
)
AUTH_PASS_CUT = Told(
    "warning",
    Text(
        "auth_pass is longer than 8 characters: keepalived uses the first 8 only.",
        "auth_pass 超过 8 个字符：keepalived 只使用前 8 个。",
    ),
    "auth_pass",
)


def bad_address(text: str) -> Told:
    return Told(
        "error",
        Text(
            f"“{text[:60]}” is not an IP address: keepalived skips it.",
            f"“{text[:60]}” 不是 IP 地址：keepalived 会跳过它。",
        ),
        "bad_address",
    )


def bad_service(address: str, port: str) -> Told:
    return Told(
        "error",
        Text(
            f"“{address[:60]} {port[:20]}” is no address and port: keepalived skips the whole virtual server.",
            f"“{address[:60]} {port[:20]}” 不是地址和端口：keepalived 会跳过整个虚拟服务。",
        ),
        "bad_service",
    )


def bad_real_server(address: str, port: str) -> Told:
    return Told(
        "error",
        Text(
            f"“{address[:60]} {port[:20]}” is no address and port: keepalived skips this real server.",
            f"“{address[:60]} {port[:20]}” 不是地址和端口：keepalived 会跳过这台真实服务器。",
        ),
        "bad_real_server",
    )


def bad_mark(text: str) -> Told:
    return Told(
        "error",
        Text(
            f"“{text[:40]}” is no mark (1 – 4294967295).", f"“{text[:40]}” 不是有效的标记（1 – 4294967295）。"
        ),
        "bad_mark",
    )


def unknown_group(name: str) -> Told:
    return Told(
        "error",
        Text(
            f"There is no virtual_server_group “{name[:60]}”.",
            f"没有名为 “{name[:60]}” 的 virtual_server_group。",
        ),
        "unknown_group",
    )


def bad_entry(address: str, port: str) -> Told:
    return Told(
        "error",
        Text(
            f"“{f'{address[:60]} {port[:20]}'.strip()}” is no address, range or network with a port in digits: keepalived skips it.",
            f"“{f'{address[:60]} {port[:20]}'.strip()}” 不是带数字端口的地址、范围或网段：keepalived 会跳过它。",
        ),
        "bad_entry",
    )


def no_router_id(name: str) -> Told:
    return Told(
        "error",
        Text(
            f"The instance {name[:60]} has no virtual_router_id: keepalived does not start it.",
            f"实例 {name[:60]} 没有 virtual_router_id：keepalived 不会启动它。",
        ),
        "no_router_id",
    )


def nopreempt(state: str) -> Told | None:
    """``nopreempt`` is cleared where the instance starts as MASTER."""
    if state != "MASTER":
        return None
    return Told(
        "warning",
        Text(
            "nopreempt does not work with state MASTER: keepalived clears it. Write state BACKUP on both nodes.",
            "nopreempt 与 state MASTER 不能同时生效：keepalived 会清除它。请在两台节点上都写 state BACKUP。",
        ),
        "nopreempt",
    )


def twice(address: str) -> Told:
    return Told(
        "warning",
        Text(
            f"{address} stands here twice: keepalived drops this one.",
            f"{address} 出现了两次：keepalived 会丢弃这一条。",
        ),
        "twice",
    )


def port_differs(written: int, service: int, group: bool, fwmark: bool) -> Told:
    """A real server's port under DR or TUN: what becomes of it."""
    if fwmark:
        message = Text(
            f"keepalived clears the port {written} of a real server under a fwmark service, with a warning only.",
            f"在 fwmark 服务下，keepalived 会清除真实服务器的端口 {written}，只给出警告。",
        )
    elif group:
        message = Text(
            f"The port {written} is kept, with a warning, though nothing rewrites the packet's port.",
            f"keepalived 只警告并保留端口 {written}，但没有任何东西会改写包的端口。",
        )
    else:
        message = Text(
            f"keepalived resets the port {written} to {service or 0} and says so in its log only (before 2.0.15 the kernel gets {written}); the health check still asks {written}.",
            f"keepalived 会把端口 {written} 改回 {service or 0}，只在日志里提示（2.0.15 之前内核会得到 {written}）；健康检查仍然探测 {written}。",
        )
    return Told("warning", message, "port_reset")


EMPTY_GROUP = Told(
    "warning",
    Text(
        "The group has no entry: keepalived removes it.",
        "这个组没有任何条目：keepalived 会删除它。",
    ),
    "empty_group",
)


def too_many_services(most: int) -> Told:
    return Told(
        "error",
        Text(
            f"More than {most} virtual servers: those from here on are not read.",
            f"虚拟服务超过 {most} 个：从这里开始的不再读取。",
        ),
        "too_many_services",
    )


def lacks(keyword: str, name: str, setting: str) -> Told:
    """A block that keepalived removes, since it lacks a setting."""
    called = f"{keyword} {name[:60]}".strip()
    return Told(
        "warning",
        Text(
            f"{called} has no usable {setting}: keepalived removes it.",
            f"{called} 没有可用的 {setting}：keepalived 会删除它。",
        ),
        "lacks",
    )


def defined_twice(keyword: str, name: str) -> Told:
    return Told(
        "error",
        Text(
            f"{keyword} {name[:60]} is defined already: keepalived drops this one.",
            f"{keyword} {name[:60]} 已经定义过：keepalived 会丢弃这一个。",
        ),
        "defined_twice",
    )


def not_defined(name: str, keyword: str) -> Told:
    return Told(
        "error",
        Text(
            f"There is no {keyword} “{name[:60]}”, or keepalived has removed it: this line is ignored.",
            f"没有名为 “{name[:60]}” 的 {keyword}，或者它已被 keepalived 删除：这一行会被忽略。",
        ),
        "not_defined",
    )


def defined_below(name: str, keyword: str) -> Told:
    return Told(
        "error",
        Text(
            f"{keyword} “{name[:60]}” stands further down: keepalived does not find it here and tracks nothing. Move it above.",
            f"{keyword} “{name[:60]}” 写在后面：keepalived 读到这里时找不到它，不会跟踪。请把它移到前面。",
        ),
        "defined_below",
    )


def tracked_twice(name: str) -> Told:
    return Told(
        "warning",
        Text(
            f"“{name[:60]}” stands here already: keepalived ignores this line.",
            f"“{name[:60]}” 已经写过：keepalived 会忽略这一行。",
        ),
        "tracked_twice",
    )


def setting_twice(keyword: str) -> Told:
    return Told(
        "warning",
        Text(
            f"{keyword} is set already in this block: keepalived keeps the first one and ignores this one.",
            f"{keyword} 在这个块里已经设置过：keepalived 只保留第一个，忽略这一个。",
        ),
        "setting_twice",
    )


def unknown_option(text: str) -> Told:
    return Told(
        "warning",
        Text(
            f"keepalived does not know “{text[:60]}” here and ignores it.",
            f"keepalived 不认识这里的 “{text[:60]}”，会忽略它。",
        ),
        "unknown_option",
    )


def vmac_twice(name: str, instance: str) -> Told:
    return Told(
        "warning",
        Text(
            f"{instance[:60]} uses the interface name {name[:40]} already: keepalived chooses another one here.",
            f"{instance[:60]} 已经使用了接口名 {name[:40]}：keepalived 在这里会另取一个名字。",
        ),
        "vmac_twice",
    )


def mail_host(name: str) -> Told:
    return Told(
        "info",
        Text(
            f"“{name[:60]}” is looked up once, when keepalived starts: without DNS at that moment no alert mail is sent.",
            f"“{name[:60]}” 只在 keepalived 启动时解析一次：那时 DNS 不可用，就不会发送告警邮件。",
        ),
        "mail_host",
    )


EMPTY_MAIL = Told(
    "warning",
    Text("No address stands in notification_email.", "notification_email 里没有任何地址。"),
    "empty_mail",
)
EMPTY_SYNC_GROUP = Told(
    "warning",
    Text("The sync group has no member.", "这个 vrrp_sync_group 没有成员。"),
    "empty_sync_group",
)
ROUTE_WITHOUT_TARGET = Told(
    "warning",
    Text(
        "The route has no usable destination: keepalived skips it.", "路由没有可用的目标：keepalived 会跳过它。"
    ),
    "route_target",
)
ROUTE_WITHOUT_INTERFACE = Told(
    "info",
    Text(
        "The route names no interface, so keepalived can't track it: it is not put back when its interface returns.",
        "路由没有写明接口，keepalived 无法跟踪它：接口恢复后不会重新加入。",
    ),
    "route_untracked",
)
RULE_WITHOUT_ACTION = Told(
    "warning",
    Text(
        "The rule names neither a table nor another action: keepalived ignores it.",
        "规则既没有写路由表，也没有写其他动作：keepalived 会忽略它。",
    ),
    "rule_action",
)
RULE_WITHOUT_PREFERENCE = Told(
    "info",
    Text(
        "The rule has no priority: keepalived chooses one near 16384, and the order of rules is left to chance.",
        "规则没有写 priority：keepalived 会自己取一个接近 16384 的值，规则之间的先后就不确定了。",
    ),
    "rule_priority",
)
