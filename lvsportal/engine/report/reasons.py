"""Why a connection ends, in a few words: for cells of the matrix and the summary line of a walk."""

from lvsportal.engine.source.language import EMPTY, Text

REASONS = {
    "address_not_shown": Text("an address is not shown", "地址未给出"),
    "arp_unanswered": Text("nobody answers ARP", "无人应答 ARP"),
    "circle": Text("directors hand it to each other", "调度器互相转交"),
    "filter_forward": Text("dropped in FORWARD", "在 FORWARD 链被丢弃"),
    "filter_input": Text("dropped in INPUT", "在 INPUT 链被丢弃"),
    "filter_output": Text("dropped in OUTPUT", "在 OUTPUT 链被丢弃"),
    "filter_postrouting": Text("dropped in POSTROUTING", "在 POSTROUTING 链被丢弃"),
    "filter_prerouting": Text("dropped in PREROUTING", "在 PREROUTING 链被丢弃"),
    "gateway": Text("routed back to the director", "被路由回调度器"),
    "martian": Text("source is its own address", "源地址是它自己的地址"),
    "no_destination": Text("no real server left", "没有可用的真实服务器"),
    "no_director": Text("no director holds the VIP", "没有调度器持有 VIP"),
    "no_forwarding": Text("does not forward the reply", "不转发回包"),
    "no_listener": Text("nothing listens", "没有监听"),
    "no_route": Text("no route", "没有路由"),
    "no_route_back": Text("no route back to the client", "没有回客户端的路由"),
    "no_tunnel_device": Text("no tunnel device", "没有隧道设备"),
    "not_balanced": Text("answers by itself, ip_vs does not balance", "自己应答，ip_vs 没有调度"),
    "reply_astray": Text("the reply goes astray", "回包走错了方向"),
    "reply_bypasses": Text("the reply passes by the director", "回包绕过调度器"),
    "reply_stays": Text("the client's address is its own too", "客户端地址也是它自己的"),
    "rp_filter": Text("dropped by rp_filter", "被 rp_filter 丢弃"),
    "too_long": Text("the way has no end", "路径没有尽头"),
    "vip_not_local": Text("the VIP is not local", "VIP 不是本机地址"),
    "wrong_source": Text("the reply comes from another address", "回包来自别的地址"),
}


def reason_text(reason: str) -> Text:
    """A walk's reason in words; "" has none."""
    return REASONS.get(reason, Text(reason, reason)) if reason else EMPTY
