"""Which node holds the VIPs: as shown, or as after a fail-over (VRRP; section 8 of the behaviour that is modelled)."""

from functools import lru_cache

from lvsportal.engine.model.address import Address, prefix_of
from lvsportal.engine.model.cluster import Cluster
from lvsportal.engine.model.node import InterfaceAddress, Need, Node
from lvsportal.engine.walk.netfilter import marked_traffic

Key = tuple[int, int]


class State:
    """``holder``: the director that holds the floating VIPs; None: the addresses are where the evidence shows them."""

    __slots__ = ("_memo", "_virtual", "cluster", "holder")

    def __init__(self, cluster: Cluster, holder: Node | None = None) -> None:
        self.cluster = cluster
        self.holder = holder
        self._virtual = virtual_addresses(cluster)
        self._memo: dict[tuple[str, Key], list[InterfaceAddress] | None] = {}

    def floats(self, key: Key) -> bool:
        """Whether the address goes where the holder is."""
        return key in self._virtual

    @property
    def is_today(self) -> bool:
        """Whether this is the state that the evidence shows."""
        return self.holder is None or self._shows_a_vip(self.holder)

    def holds(self, node: Node) -> bool | None:
        """Whether the node holds the floating VIPs; None where that is not shown."""
        if self.holder is not None:
            return node is self.holder
        return self._shows_a_vip(node) if node.addresses is not None else None

    def _shows_a_vip(self, node: Node) -> bool:
        return any(
            shown.address.key in self._virtual and node.is_wired(shown.interface)
            for shown in node.addresses or ()
        )

    def places(self, node: Node, address: Address) -> list[InterfaceAddress] | None:
        """Where on the node the address stands, in this state; None where it is not shown."""
        key = (node.name, address.key)
        if key not in self._memo:
            self._memo[key] = self._find(node, address)
        return self._memo[key]

    def _find(self, node: Node, address: Address) -> list[InterfaceAddress] | None:
        shown = node.standing(address)
        if self.holder is None or not self.floats(address.key):
            return shown
        if node is self.holder:
            if shown and any(place.interface != "lo" for place in shown):
                return shown
            return [*(shown or ()), self._taken_over(node, address)]
        if shown is None or node not in self.cluster.directors:
            return shown
        return [place for place in shown if place.interface == "lo" or not _floating_place(node, place)]

    def _taken_over(self, node: Node, address: Address) -> InterfaceAddress:
        """The VIP as keepalived sets it on the new master."""
        written = node.written_vip(address)
        length = written.length if written is not None else None
        interface = written.interface if written is not None else ""
        at = written.at if written is not None else node.virtual_addresses().get(address.key)
        if not interface:
            interface = _interface_towards(node, address) or _other_holder_interface(self.cluster, address)
        if at is None:
            at = node.services[0].at
        return InterfaceAddress(address, length or address.bits, interface, "global", at)


@lru_cache(maxsize=16)
def holding(cluster: Cluster, holder: Node) -> State:
    """The state in which a director holds the floating VIPs, made once."""
    return State(cluster, holder)


@lru_cache(maxsize=4)
def virtual_addresses(cluster: Cluster) -> dict[Key, list[Node]]:
    """Every VIP of the definition with the directors that serve it; those of fwmark services as their rules name them."""
    found: dict[Key, list[Node]] = {}
    for node in cluster.directors:
        marked = [
            vip.key
            for service in node.active_services
            if service.vip is None
            for vip, _, _ in marked_traffic(node, service.fwmark, service.family) or ()
        ]
        for key in dict.fromkeys([*node.virtual_addresses(), *marked]):
            found.setdefault(key, []).append(node)
    return found


def _floating_place(node: Node, place: InterfaceAddress) -> bool:
    """Whether a shown VIP is one that fail-over takes away: where VRRP puts it, or on a wire."""
    written = node.written_vip(place.address)
    if written is not None and written.interface:
        return place.interface == written.interface
    link = (node.links or {}).get(place.interface)
    return link is None or link.on_a_wire


def _interface_towards(node: Node, address: Address) -> str:
    """The interface with an address of a prefix that holds ``address``, else the only one there is."""
    wired = [
        shown for shown in node.addresses or () if shown.interface != "lo" and shown.length < shown.address.bits
    ]
    for shown in wired:
        if prefix_of(shown.address, shown.length).holds(address):
            return shown.interface
    names = {shown.interface for shown in wired}
    return names.pop() if len(names) == 1 else ""


def _other_holder_interface(cluster: Cluster, address: Address) -> str:
    for node in cluster.directors:
        for place in node.standing(address) or ():
            if place.interface != "lo":
                return place.interface
    return ""


def serving(cluster: Cluster, vip: Address) -> list[Node]:
    """The directors that have, or float, the VIP."""
    return virtual_addresses(cluster).get(vip.key, [])


def present(cluster: Cluster, vip: Address) -> tuple[list[State], tuple[Need, ...]]:
    """The states that can be today's, and what would tell which: one where the evidence shows it."""
    directors = serving(cluster, vip) or cluster.directors
    shown = [node for node in directors if any(_on_wire(node, vip))]
    hidden = [node for node in directors if node.addresses is None]
    if shown or not hidden:
        return [State(cluster)], ()
    needs = tuple(Need(node.name, "ip-addr.json") for node in hidden) if len(hidden) > 1 else ()
    return [State(cluster, node) for node in hidden], needs


def _on_wire(node: Node, vip: Address) -> list[InterfaceAddress]:
    return [place for place in node.standing(vip) or () if place.interface != "lo"]
