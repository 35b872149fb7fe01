"""The words of the frame that articles are drawn in."""

from lvsportal.engine.source.language import Text

KINDS = {
    "look": Text("Look", "查看"),
    "change": Text("Change", "修改"),
    "undo": Text("Take back", "回退"),
    "persist": Text("Keep", "写入文件"),
    "wrong": Text("Not like this", "错误写法"),
    "right": Text("Like this", "正确写法"),
    "start": Text("Like this", "正确写法"),
}
ON = Text("on {node}", "在 {node} 上")
SHOWS = Text("shows", "输出")
TABS = Text("Alternatives", "可选写法")
LAB = Text("Replayed on a real kernel by make lab; scenario", "由 make lab 在真实内核上重放；场景")
# The terms that articles link where they first stand; others are in the glossary only.
GLOSSARY = frozenset(
    {
        "director", "real-server", "vip", "virtual-service", "localnode", "fwmark", "connection-entry", "scheduler",
        "persistence", "gratuitous-arp", "split-brain", "sync-daemon", "draining", "softirq", "rp-filter", "next-hop",
    }
)  # fmt: skip
SECTIONS = {
    "symptom": Text("What you see", "故障现象"),
    "rule": Text("The traps", "常见陷阱"),
    "chapter": Text("How it works", "原理与专题"),
}
