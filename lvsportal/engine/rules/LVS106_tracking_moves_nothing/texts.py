"""What LVS106 says."""

from lvsportal.engine.model.terms import Severity
from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Tracking whose failure moves nothing", "跟踪失败了，VIP 却不动")
SUMMARY = Text(
    "A weight moves the VIP only if it brings the master's priority below the backup's, and only if the backup preempts. Else "
    "the check fails and the VIP stays with the node that fails.",
    "权重只有在让主节点的优先级低于备节点、并且备节点会抢占时，才会移动 VIP。否则检查失败了，VIP 仍留在出问题的节点上。",
)
NOTHING = Text(
    "No master here tracks anything by weight, and no script is left over.",
    "这里的主节点都没有带权重的跟踪，也没有多余的脚本。",
)

too_small = violated(
    "When {name} fails on {node}, its priority falls by {weight} to {left} at the least, which is not below {other}'s {theirs}: "
    "{node} keeps the VIP.",
    "{node} 上的 {name} 失败时，权重 {weight} 只能让优先级变为 {left}，并不低于 {other} 的 {theirs}：VIP 仍留在 {node} 上。",
)
nopreempt = violated(
    "When {name} fails on {node}, its priority falls to {left}, below {other}'s {theirs}; but {other} does not preempt a lower "
    "master: {node} keeps the VIP.",
    "{node} 上的 {name} 失败时，优先级降到 {left}，低于 {other} 的 {theirs}；但 {other} 不会抢占优先级更低的主节点：VIP 仍留在 {node} 上。",
)
owner = violated(
    "{instance} on {node} has priority 255, where weights do nothing: when {name} fails {node} keeps the VIP.",
    "{node} 上 {instance} 的优先级是 255，此时权重不起作用：{name} 失败时 VIP 仍留在 {node} 上。",
)
group_waits = violated(
    "When {name} fails on {node}, only this member of the sync group falls to {left}, below {other}'s {theirs}; the other "
    "members do not want to move, so none does.",
    "{node} 上的 {name} 失败时，只有同步组里的这个成员降到 {left}，低于 {other} 的 {theirs}；其他成员并不想动，于是谁也不动。",
)
nobody_listens = violated(
    "When {name} fails on {node}, its priority falls, and there is no other node of this virtual router to take over.",
    "{node} 上的 {name} 失败时优先级会下降，但这个虚拟路由器没有别的节点可以接管。",
)
dropped_in_group = violated(
    "{instance} is in a sync group, and its script {name} has a weight: keepalived on {node} drops it. Weights must stand in "
    "the group.",
    "{instance} 在同步组里，而它的脚本 {name} 带有权重：{node} 上的 keepalived 会丢弃它。权重必须写在组里。",
)
weight_dropped_in_group = violated(
    "{instance} is in a sync group: keepalived on {node} drops the weight of interface {name}, and its failure is a FAULT of "
    "the whole group.",
    "{instance} 在同步组里：{node} 上的 keepalived 会丢掉网卡 {name} 的权重，它一断开整个组就进入 FAULT。",
)
unused = violated(
    "The script {name} is defined on {node} and tracked nowhere: it has no effect.",
    "{node} 上定义了脚本 {name}，却没有任何地方跟踪它：它不起作用。",
    severity=Severity.INFO,
)
unknown = violated(
    "{instance} on {node} tracks {name}, and there is no such script: keepalived ignores the line.",
    "{node} 上的 {instance} 跟踪 {name}，但没有这个脚本：keepalived 会忽略这一行。",
    severity=Severity.INFO,
)
moves = safe(
    "When {name} fails on {node}, the VIP of {instance} goes to another node.",
    "{node} 上的 {name} 失败时，{instance} 的 VIP 会转到另一台。",
)
