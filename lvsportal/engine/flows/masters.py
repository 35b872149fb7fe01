"""Who holds each VIP while something has failed: the one door to VRRP.

Where a VIP stands is shown first; else the instances elect the highest priority, of equal ones the higher address.
"""

from typing import NamedTuple

from lvsportal.engine.analysis import Analysis
from lvsportal.engine.flows.types import Key
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import Need, Node
from lvsportal.engine.model.vrrp import VirtualAddress, VrrpInstance
from lvsportal.engine.source.language import Text
from lvsportal.engine.walk.state import NO_FAILURES, Failures, virtual_addresses


class Mastership(NamedTuple):
    """``suffix``: what its state's id ends in, "" for the elected one. ``masters``: nodes by instance; ``holders``: names by
    VIP, where it is decided; ``hidden``: VIPs of which it is not shown who holds them."""

    suffix: str
    masters: dict[str, tuple[str, ...] | None]
    holders: dict[Key, frozenset[str]]
    hidden: frozenset[Key] = frozenset()
    needs: tuple[Need, ...] = ()
    remarks: tuple[Text, ...] = ()


_BEFORE_START = Text(
    "No node is shown with {vip}: the evidence was taken before keepalived started, so the election counts.",
    "没有节点显示持有 {vip}：证据是在 keepalived 启动之前采集的，因此以选举结果为准。",
)
_OTHER_THAN_ELECTED = Text(
    "{node} is shown with {vip}, where the election would give it to {elected}.",
    "证据显示 {vip} 在 {node} 上，而按选举应在 {elected} 上。",
)
_SPLIT = Text("{nodes} hold {vip} at once: a split brain.", "{nodes} 同时持有 {vip}：脑裂。")


class _Candidate(NamedTuple):
    node: Node
    instance: VrrpInstance
    virtual: VirtualAddress


def masterships(analysis: Analysis, failures: Failures = NO_FAILURES) -> tuple[Mastership, ...]:
    """The elected masters while ``failures`` last, and where nothing tells, each other one that there may be."""
    cluster = analysis.cluster
    found = _Draft(cluster, failures)
    for key in virtual_addresses(cluster):
        found.decide(key, analysis.once(_candidates).get(key, []))
    return found.all()


def _candidates(analysis: Analysis) -> dict[Key, list[_Candidate]]:
    """The instances that hold each VIP as master."""
    found: dict[Key, list[_Candidate]] = {}
    for node in analysis.cluster.directors:
        for instance in node.configuration.instances if node.configuration is not None else ():
            for virtual in instance.addresses:
                found.setdefault(virtual.address.key, []).append(_Candidate(node, instance, virtual))
    return found


class _Draft:
    """One decision after the other, VIP by VIP."""

    def __init__(self, cluster: Cluster, failures: Failures) -> None:
        self.cluster = cluster
        self.failures = failures
        self.today = failures == NO_FAILURES
        self.masters: dict[str, tuple[str, ...] | None] = {}
        self.holders: dict[Key, frozenset[str]] = {}
        self.hidden: set[Key] = set()
        self.needs: dict[Need, None] = {}
        self.remarks: dict[Text, None] = {}
        self.others: dict[str, dict[Key, frozenset[str]]] = {}

    def decide(self, key: Key, candidates: list[_Candidate]) -> None:
        serving = virtual_addresses(self.cluster)[key]
        if not candidates:
            self._without_vrrp(key, serving)
            return
        elected = self._elected(candidates)
        shown = [node.name for node in self._may_hold(candidates, serving) if _shows(node, key)]
        if shown and self.today:
            self._as_shown(key, candidates, shown, elected)
            return
        vip = candidates[0].virtual.address
        if self.today and all(one.node.addresses is not None for one in candidates):
            self.remarks[_BEFORE_START.fill(vip=vip)] = None
        if elected is None:
            self._hold(key, candidates, ())
        else:
            self._hold(key, candidates, (elected.node.name,))

    def _may_hold(self, candidates: list[_Candidate], serving: list[Node]) -> list[Node]:
        """The directors of the VIP that are up."""
        nodes = dict.fromkeys([one.node for one in candidates] + serving)
        return [node for node in nodes if node.name not in self.failures.nodes]

    def _as_shown(
        self, key: Key, candidates: list[_Candidate], shown: list[str], elected: _Candidate | None
    ) -> None:
        names = tuple(dict.fromkeys(shown))
        vip = candidates[0].virtual.address
        if len(names) > 1:
            self.remarks[_SPLIT.fill(nodes=", ".join(names), vip=vip)] = None
        elif elected is not None and elected.node.name != names[0]:
            other = _OTHER_THAN_ELECTED.fill(node=names[0], vip=vip, elected=elected.node.name)
            self.remarks[other] = None
        self._hold(key, candidates, names)

    def _hold(self, key: Key, candidates: list[_Candidate], names: tuple[str, ...]) -> None:
        self.holders[key] = frozenset(names)
        for one in candidates:
            self.masters.setdefault(one.instance.name, names)

    def _elected(self, candidates: list[_Candidate]) -> _Candidate | None:
        """Of the instances that run, the one with the highest priority, then the higher address (RFC 5798, 6.4.3)."""
        up = [one for one in candidates if self._works(one)]
        return max(up, key=_rank, default=None)

    def _works(self, one: _Candidate) -> bool:
        failed = self.failures
        interface = (one.node.name, one.instance.interface)
        return one.node.name not in failed.nodes and interface not in failed.interfaces

    def _without_vrrp(self, key: Key, serving: list[Node]) -> None:
        """No instance moves the VIP: it stays where it is shown; a node that is not shown may have it."""
        up = [node for node in serving if node.name not in self.failures.nodes]
        if any(_shows(node, key) for node in serving) or not serving:
            return
        hidden = [node for node in up if node.addresses is None]
        if not hidden:
            return
        self.holders[key] = frozenset((hidden[0].name,))
        for node in hidden:
            self.needs[Need(node.name, "ip-addr.json")] = None
        for node in hidden[1:] if self.today else ():
            self.others.setdefault(node.name, {})[key] = frozenset((node.name,))

    def all(self) -> tuple[Mastership, ...]:
        first = self._made("", {})
        return (first, *(self._made(name, holders) for name, holders in self.others.items()))

    def _made(self, suffix: str, instead: dict[Key, frozenset[str]]) -> Mastership:
        return Mastership(
            suffix,
            self.masters,
            {**self.holders, **instead},
            frozenset(self.hidden),
            tuple(self.needs),
            tuple(self.remarks),
        )


def _shows(node: Node, key: Key) -> bool:
    """Whether the node is shown with the VIP where neighbours can ask for it."""
    return any(shown.address.key == key and shown.interface != "lo" for shown in node.addresses or ())


def _rank(one: _Candidate) -> tuple[int, int, str]:
    instance = one.instance
    own = instance.source_address.address.value if instance.source_address is not None else 0
    if not own:
        on_it = (s.address.value for s in one.node.addresses or () if s.interface == instance.interface)
        own = next(on_it, 0)
    # a name only where nothing else tells: the same each time
    return instance.priority or 100, own, one.node.name
