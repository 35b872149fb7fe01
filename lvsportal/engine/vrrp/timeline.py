"""A fail-over told as a short line of time: what fails, what the daemons do and when, until it is at rest."""

from typing import NamedTuple

from lvsportal.engine.source.language import Text
from lvsportal.engine.vrrp.events import Event, EventKind
from lvsportal.engine.vrrp.machine import Change, Status
from lvsportal.engine.vrrp.router import SECOND
from lvsportal.engine.vrrp.simulation import ClusterState, Simulation

_MOST = 12  # moments: more is flapping, and told as that


class Moment(NamedTuple):
    """``seconds`` since the event; negative for nothing."""

    seconds: float
    text: Text


def timeline(simulation: Simulation, state: ClusterState) -> tuple[Moment, ...]:
    """The moments of a state that an event leads to; none for today's."""
    if not state.events:
        return ()
    begin = [Moment(0.0, _event(event, state.back)) for event in state.events]
    delay = max((_delay(simulation, event, state.back) for event in state.events), default=0) / SECOND
    if delay:
        begin.append(Moment(delay, _COUNTS_AGAIN if state.back else _COUNTS))
    told: dict[tuple[float, str, Status], Moment] = {}
    for change in state.changes:
        text = _TRANSITIONS.get(change.status)
        seconds = round(delay + change.time / SECOND, 1)
        if text is not None and not _is_the_event(change, state.events):
            filled = text.fill(node=change.key[0])
            told.setdefault((seconds, change.key[0], change.status), Moment(seconds, filled))
    found = (*begin, *told.values())
    if state.flapping:
        nodes = ", ".join(sorted({node for node, _ in state.flapping}))
        found = (*found[:_MOST], Moment(found[min(len(found), _MOST) - 1].seconds, _FLAPS.fill(nodes=nodes)))
    return found


def say(moments: tuple[Moment, ...], language: str) -> str:
    """``0.0 s lb1 loses power · 3.6 s lb2 is master``."""
    unit = " 秒 " if language == "zh-hans" else " s "
    return " · ".join(f"{moment.seconds:.1f}{unit}{moment.text.say(language)}" for moment in moments)


def seconds_to_rest(state: ClusterState) -> float:
    """How long after the event the last transition comes, without the time that a check needs to count."""
    return max((change.time for change in state.changes), default=0) / SECOND


def _is_the_event(change: Change, events: tuple[Event, ...]) -> bool:
    """A node that has lost power is not told once more to be off."""
    return (
        change.status is Status.BACKUP and change.time == 0 and any(one.node == change.key[0] for one in events)
    )


def _delay(simulation: Simulation, event: Event, back: bool) -> int:
    """µs until a script's failure, or its success, counts."""
    if event.kind is not EventKind.SCRIPT:
        return 0
    return max(
        (
            watch.rise if back else watch.fall
            for members in simulation.known.classes
            for member in members.members
            if member.router.node.name == event.node
            for watch in member.watched.watches
            if watch.name == event.name
        ),
        default=0,
    )


def _event(event: Event, back: bool) -> Text:
    text = (_BACK if back else _HAPPENS)[event.kind]
    return text.fill(node=event.node, name=event.name)


_HAPPENS = {
    EventKind.NODE: Text("{node} loses power", "{node} 断电"),
    EventKind.DAEMON: Text("keepalived on {node} is stopped", "{node} 上的 keepalived 停止"),
    EventKind.HANG: Text("keepalived on {node} hangs", "{node} 上的 keepalived 挂起"),
    EventKind.INTERFACE: Text("{name} of {node} loses its carrier", "{node} 的 {name} 失去载波"),
    EventKind.SCRIPT: Text("{name} fails on {node}", "{node} 上的 {name} 失败"),
    EventKind.CUT: Text("the wire between {node} and {name} is cut", "{node} 与 {name} 之间的线路中断"),
}
_BACK = {
    EventKind.NODE: Text("{node} has power again", "{node} 恢复供电"),
    EventKind.DAEMON: Text("keepalived on {node} is started", "{node} 上的 keepalived 启动"),
    EventKind.HANG: Text("keepalived on {node} goes on", "{node} 上的 keepalived 继续运行"),
    EventKind.INTERFACE: Text("{name} of {node} has its carrier again", "{node} 的 {name} 恢复载波"),
    EventKind.SCRIPT: Text("{name} succeeds on {node} again", "{node} 上的 {name} 恢复成功"),
    EventKind.CUT: Text("the wire between {node} and {name} is whole again", "{node} 与 {name} 之间的线路恢复"),
}
_TRANSITIONS = {
    Status.MASTER: Text("{node} is master", "{node} 成为主节点"),
    Status.BACKUP: Text("{node} is backup", "{node} 成为备节点"),
    Status.FAULT: Text("{node} is in FAULT", "{node} 进入 FAULT"),
}
_COUNTS = Text("it counts as failed", "判定为失败")
_COUNTS_AGAIN = Text("it counts as well again", "判定为恢复")
_FLAPS = Text("and so on for ever: {nodes} never comes to rest", "如此反复：{nodes} 始终无法稳定")
