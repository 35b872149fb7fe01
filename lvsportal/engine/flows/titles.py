"""What states are called, and what they rest on."""

from collections.abc import Iterator

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.model.address import Address
from lvsportal.engine.source.language import Text
from lvsportal.engine.vrrp.events import EventKind
from lvsportal.engine.vrrp.simulation import ClusterState

_TODAY = Text("today", "当前")
_INSTEAD = Text("today, if {node} is master", "当前（若 {node} 为主）")
NOT_SHOWN = Text("today, if {node}, which is not shown, is master", "当前（若未给出的 {node} 为主）")
_FAILED = {
    EventKind.NODE: Text("{node} is down", "{node} 停机"),
    EventKind.INTERFACE: Text("{name} of {node} is down", "{node} 的 {name} 断开"),
    EventKind.SCRIPT: Text("{name} fails on {node}", "{node} 上的 {name} 失败"),
    EventKind.DAEMON: Text("keepalived stops on {node}", "{node} 上的 keepalived 停止"),
    EventKind.HANG: Text("keepalived hangs on {node}", "{node} 上的 keepalived 卡死"),
    EventKind.CUT: Text("{node} and {name} do not hear each other", "{node} 与 {name} 互相收不到"),
}
_BACK = {
    EventKind.NODE: Text("{node} is back", "{node} 恢复"),
    EventKind.INTERFACE: Text("{name} of {node} is back", "{node} 的 {name} 恢复"),
    EventKind.SCRIPT: Text("{name} succeeds again on {node}", "{node} 上的 {name} 恢复成功"),
    EventKind.DAEMON: Text("keepalived runs again on {node}", "{node} 上的 keepalived 恢复运行"),
    EventKind.HANG: Text("keepalived goes on on {node}", "{node} 上的 keepalived 恢复响应"),
    EventKind.CUT: Text("{node} and {name} hear each other again", "{node} 与 {name} 恢复互通"),
}
_BEFORE_START = Text(
    "No node is shown with {vip}: the evidence was taken before keepalived started, so the election counts.",
    "没有节点显示持有 {vip}：证据是在 keepalived 启动之前采集的，因此以选举结果为准。",
)
_OTHER_THAN_ELECTED = Text(
    "The VIPs are shown on other nodes than those the election gives them to: what is shown counts.",
    "证据显示的 VIP 所在节点与选举结果不同：以证据为准。",
)
_SPLIT = Text("{nodes} hold {vip} at once: a split brain.", "{nodes} 同时持有 {vip}：脑裂。")
_MOST_REMARKS = 5


def title_of(state: ClusterState, prefers: str = "") -> Text:
    """In both languages."""
    if state.events:
        words = _BACK if state.back else _FAILED
        titles = [words[event.kind].fill(node=event.node, name=event.name) for event in state.events]
        return Text(", ".join(one.en for one in titles), "，".join(one.zh for one in titles))
    instead = prefers or state.id.partition("/")[2]
    return _INSTEAD.fill(node=instead) if instead else _TODAY


def remarks_of(analysis: Analysis, state: ClusterState) -> tuple[Text, ...]:
    """What is odd about who holds the VIPs today."""
    found = list(_remarks(analysis, state))
    return tuple(found[:_MOST_REMARKS])


def _remarks(analysis: Analysis, state: ClusterState) -> Iterator[Text]:
    if state.shown:
        yield _OTHER_THAN_ELECTED
    for vip in analysis.vrrp.carried_addresses():
        names = state.holders.get(vip.text)
        if names and len(names) > 1:
            yield _SPLIT.fill(nodes=", ".join(names), vip=vip)
        elif names and _nobody_shows(analysis, vip):
            yield _BEFORE_START.fill(vip=vip)


def _nobody_shows(analysis: Analysis, vip: Address) -> bool:
    """Whether all directors show their addresses, and none has the VIP."""
    nodes = analysis.cluster.directors
    return all(node.addresses is not None for node in nodes) and not any(
        shown.address.key == vip.key and shown.interface != "lo"
        for node in nodes
        for shown in node.addresses or ()
    )
