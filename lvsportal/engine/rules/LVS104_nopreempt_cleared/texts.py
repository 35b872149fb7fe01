"""What LVS104 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("nopreempt that keepalived clears", "被 keepalived 清除的 nopreempt")
SUMMARY = Text(
    "With state MASTER, or at priority 255, keepalived drops nopreempt silently: after its return the node takes the VIP back "
    "at once, and connections break a second time.",
    "写了 state MASTER，或者优先级为 255 时，keepalived 会悄悄丢掉 nopreempt：节点恢复后立即夺回 VIP，连接会再断一次。",
)
NOTHING = Text("No instance here says nopreempt.", "这里没有实例写 nopreempt。")
FIX = Text("Write state BACKUP; the priority decides who is master.", "改为 state BACKUP，由优先级决定谁是主。")

state_master = violated(
    "nopreempt does not work with state MASTER: keepalived on {node} clears it, and {instance} takes the VIP back when the node "
    "returns.",
    "nopreempt 与 state MASTER 不能同时生效：{node} 上的 keepalived 会清除它，节点恢复后 {instance} 会夺回 VIP。",
)
owner = violated(
    "nopreempt does not work at priority 255: keepalived on {node} clears it, and {instance} takes the VIP back when the node "
    "returns.",
    "优先级为 255 时 nopreempt 不生效：{node} 上的 keepalived 会清除它，节点恢复后 {instance} 会夺回 VIP。",
)
on_the_lowest = safe(
    "nopreempt of {instance} on {node} counts, and has nothing to do: the node has the lowest priority and preempts nobody.",
    "{node} 上 {instance} 的 nopreempt 生效，但无事可做：这台优先级最低，本来就不会抢占谁。",
)
kept = safe("nopreempt of {instance} on {node} counts.", "{node} 上 {instance} 的 nopreempt 生效。")
