"""What would decide what is open, as questions: one for each group of machines that are asked the same."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lvsportal.engine.model.evidence import KINDS
from lvsportal.engine.model.terms import Severity, Verdict
from lvsportal.engine.report.data import both
from lvsportal.engine.report.fingerprint import fingerprint
from lvsportal.engine.source.language import Text

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Bilingual, Question, Result

MOST = 20
_ORDER = {kind.name: number for number, kind in enumerate(KINDS)}
# Evidence → what it is asked for, and what cluster.yaml can declare in its place.
_ASKS: dict[str, tuple[Text, str]] = {
    "ip-addr.json": (Text("on which interface does the VIP stand, and with which prefixes its own addresses?", "VIP 在哪个接口上，自己的地址前缀是多少？"), "vip"),
    "sysctl.txt": (Text("which kernel settings are in force (arp_ignore, arp_announce, forwarding …)?", "哪些内核参数在生效（arp_ignore、arp_announce、转发等）？"), "arp"),
    "ip-route.json": (Text("by which gateway does it answer?", "经哪个网关回复？"), "gateway"),
    "ipvsadm-save.txt": (Text("is its ip_vs empty (an empty answer, or no ipvsadm at all, is one)?", "它的 ip_vs 是空的吗（输出为空或没有安装 ipvsadm 也算回答）？"), "plain"),
    "ss.txt": (Text("what listens there?", "有哪些进程在监听？"), "listens"),
    "iptables-save.txt": (Text("do its rules mark, drop or redirect these packets?", "它的规则会标记、丢弃或重定向这些包吗？"), ""),
    "ip6tables-save.txt": (Text("do its IPv6 rules mark, drop or redirect these packets?", "它的 IPv6 规则会标记、丢弃或重定向这些包吗？"), ""),
    "keepalived.conf": (Text("what is its keepalived.conf?", "它的 keepalived.conf 是怎样的？"), ""),
}  # fmt: skip
_OTHER = Text("what does {evidence} show?", "{evidence} 的内容是什么？")
_KEYS = Text("what is {keys}?", "{keys} 的值是多少？")
_WHILE = Text(" (while it is {role})", "（在它是 {role} 时）")


class _Machine:
    """What one machine is asked, over all results."""

    def __init__(self) -> None:
        self.asked: dict[tuple[str, str], dict[str, None]] = {}
        self.decides: dict[str, None] = {}

    @property
    def shape(self) -> tuple[object, ...]:
        """Machines with equal shapes get one question."""
        return tuple(sorted((place, tuple(keys)) for place, keys in self.asked.items())), tuple(self.decides)[
            :1
        ]


def questions(results: "Iterable[Result[Bilingual]]") -> "list[Question[Bilingual]]":
    """The questions for what is undecided and matters, those that decide most first; at most ``MOST``."""
    machines: dict[str, _Machine] = {}
    for result in results:
        if result["verdict"] != Verdict.UNDECIDED or result["severity"] == Severity.INFO:
            continue
        for need in result["needs"]:
            machine = machines.setdefault(need["node"], _Machine())
            place = need["evidence"], need["while"] or ""
            machine.asked.setdefault(place, {}).update(dict.fromkeys(need["keys"] or ()))
            machine.decides.update(dict.fromkeys(subject["fingerprint"] for subject in result["subjects"]))
    alike: dict[tuple[object, ...], list[str]] = {}
    for name, machine in machines.items():
        alike.setdefault(machine.shape, []).append(name)
    made = [_question(nodes, machines) for nodes in alike.values()]
    return sorted(made, key=lambda question: -len(question["decides"]))[:MOST]


def _question(nodes: list[str], machines: dict[str, _Machine]) -> "Question[Bilingual]":
    first = machines[nodes[0]]
    places = sorted(first.asked, key=lambda place: (_ORDER.get(place[0], -1), place[1]))
    asks = [_asks(evidence, role, tuple(first.asked[evidence, role])) for evidence, role in places]
    evidence = list(dict.fromkeys(f"{role}/{name}" if role else name for name, role in places))
    return {
        "id": fingerprint("question", *nodes, *evidence),
        "nodes": nodes,
        "asks": both(Text(" ".join(one.en for one in asks), "".join(one.zh for one in asks))),
        "decides": list(dict.fromkeys(one for name in nodes for one in machines[name].decides)),
        "evidence": evidence,
        "declares": [declared for name, _ in places if (declared := _ASKS.get(name, (_OTHER, ""))[1])],
    }


def _asks(evidence: str, role: str, keys: tuple[str, ...]) -> Text:
    if keys:
        asked = _KEYS.fill(keys=", ".join(keys[:4]))
    elif evidence in _ASKS:
        asked = _ASKS[evidence][0]
    else:
        asked = _OTHER.fill(evidence=evidence)
    if not role:
        return asked
    state = _WHILE.fill(role=role)
    return Text(asked.en + state.en, asked.zh + state.zh)
