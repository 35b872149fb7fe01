"""What LVS205 says."""

from lvsportal.engine.rules.causes import safe, violated
from lvsportal.engine.source.language import Text

TITLE = Text("Sample values left in", "留下了示例值")
SUMMARY = Text(
    "Addresses and names of keepalived's own sample file tell that a part was never adapted.",
    "keepalived 示例文件里的地址和名字还在，说明有一部分没有改过。",
)
NOTHING = Text("No keepalived.conf is given.", "未提供 keepalived.conf。")

left_in = violated(
    "{item} on {node} is the value of keepalived's sample file: it was probably never adapted.",
    "{node} 上的 {item} 是 keepalived 示例文件里的值，可能一直没有修改。",
)
fine = safe(
    "{item} holds no value of the sample file.",
    "{item} 没有示例文件里的值。",
)
