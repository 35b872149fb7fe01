"""What LVS105 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Equal priorities", "优先级相同")
SUMMARY = Text(
    "Of nodes with one priority whoever was first keeps the VIP, and after a partition the higher address does: which node is "
    "master depends on history.",
    "优先级相同时，谁先当上主谁就继续持有 VIP，网络分裂之后则由地址高的那台留下：哪台是主取决于历史。",
)
NOTHING = Text(
    "No two nodes here run a VRRP instance for one VIP and hear each other.",
    "这里没有两台互相听得到、为同一个 VIP 运行 VRRP 实例的节点。",
)

equal = violated(
    "{node} and {other} both have priority {priority}: which of them holds {vip} depends on who started first, and nobody takes "
    "it back.",
    "{node} 与 {other} 的优先级都是 {priority}：哪台持有 {vip} 取决于谁先启动，也不会有人夺回。",
)
two_owners = violated(
    "{node} and {other} both have priority 255: each returns to take {vip} from the other, the running one logs CONFIGURATION "
    "ERROR and lowers itself.",
    "{node} 与 {other} 的优先级都是 255：每台恢复时都会从对方手里夺走 {vip}，正在运行的那台记录 CONFIGURATION ERROR 并降低自己的优先级。",
)
apart = safe(
    "{node} has priority {priority}, {other} {theirs}.", "{node} 的优先级是 {priority}，{other} 是 {theirs}。"
)
