"""ARP for a VIP (``net/ipv4/arp.c``): who answers a request for it, and what a node announces in its own requests."""

from lvsportal.engine.model.address import Address, prefix_of
from lvsportal.engine.model.node import InterfaceAddress, Node, interface_key
from lvsportal.engine.walk.answer import NO, YES, Answer, unknown


def in_force(node: Node, setting: str, interface: str) -> int | None:
    """The larger of ``conf/all`` and ``conf/<interface>``; None where one that matters is not shown."""
    everywhere = node.number(f"net.ipv4.conf.all.{setting}")
    here = node.number(f"net.ipv4.conf.{interface_key(interface)}.{setting}")
    return None if everywhere is None or here is None else max(everywhere, here)


def places(node: Node, address: Address) -> list[InterfaceAddress] | None:
    """Where on the node the address stands; a prefix on ``lo`` makes all of it local. None: not shown."""
    if node.addresses is None:
        return None
    return [
        shown
        for shown in node.addresses
        if shown.address.key == address.key
        or (shown.interface == "lo" and prefix_of(shown.address, shown.length).holds(address))
    ]


def facing(node: Node, address: Address) -> list[str] | None:
    """The interfaces of the node on the segment of ``address``: those with an address of a prefix that holds it.
    None where the node's addresses are not shown."""
    if node.addresses is None:
        return None
    found = [
        shown.interface
        for shown in node.addresses
        if shown.interface != "lo"
        and shown.length < shown.address.bits
        and prefix_of(shown.address, shown.length).holds(address)
    ]
    return list(dict.fromkeys(found))


def macs_towards(node: Node, neighbour: Node) -> frozenset[str] | None:
    """Source MACs that frames of the node to the neighbour can carry: those of the interfaces that share a prefix with
    one of the neighbour's own addresses, else of all. None: not shown."""
    if not node.links:
        return None
    targets = [shown.address for shown in neighbour.addresses or ()]
    near = {interface for target in targets for interface in facing(node, target) or ()}
    macs = {link.mac for link in node.links.values() if link.name in near or (not near and link.name != "lo")}
    return frozenset(macs - {"", "00:00:00:00:00:00"})


def answers_request(node: Node, vip: Address, interface: str) -> Answer:
    """Whether the node answers a who-has for the VIP that comes in by ``interface``."""
    stands = places(node, vip)
    if stands is None:
        return unknown(node.name, "ip-addr.json")
    if not stands:
        return Answer(False, why="absent")
    on_interface = any(shown.interface == interface for shown in stands)
    if vip.family == 6:
        return Answer(on_interface, why="ipv6")
    ignore = in_force(node, "arp_ignore", interface)
    if ignore is None:
        return unknown(node.name, "sysctl.txt")
    if _ignored(ignore, stands, on_interface):
        return Answer(False, why="arp_ignore")
    return _past_arptables(node, vip, on_interface)


def _ignored(ignore: int, stands: list[InterfaceAddress], on_interface: bool) -> bool:
    if ignore in (1, 2):
        return not on_interface
    if ignore == 3:
        return all(shown.scope == "host" for shown in stands)
    return ignore == 8


def _past_arptables(node: Node, vip: Address, on_interface: bool) -> Answer:
    """Where the VIP stands on the asked interface, arptables is the usual cure, so it must be shown; elsewhere the
    settings would have been, and a table that nobody shows is not supposed."""
    if node.arptables is None:
        return (
            unknown(node.name, "arptables-save.txt", why="arptables")
            if on_interface
            else Answer(True, why="answers")
        )
    for rule in node.arptables.rules.get(("filter", "INPUT"), ()):
        values = {match.option: match.value for match in rule.matches if not match.negated}
        if values.get("-d", "").split("/")[0] == vip.text and rule.target == "DROP":
            return Answer(False, why="arptables")
    if node.arptables.policies.get(("filter", "INPUT")) == "DROP":
        return Answer(False, why="arptables")
    return Answer(True, why="answers")


def announces(node: Node, vip: Address, interface: str) -> Answer:
    """Whether the node's own ARP requests by ``interface`` can carry the VIP as their source."""
    if vip.family == 6:
        return NO
    stands = places(node, vip)
    if stands is not None and not stands:
        return Answer(False, why="absent")
    level = in_force(node, "arp_announce", interface)
    if level is None:
        return unknown(node.name, "sysctl.txt")
    if level >= 2:
        return Answer(False, why="arp_announce")
    if node.arptables is not None and _mangles(node, vip):
        return Answer(False, why="arptables")
    return YES


def _mangles(node: Node, vip: Address) -> bool:
    rules = node.arptables.rules.get(("filter", "OUTPUT"), ()) if node.arptables is not None else ()
    return any(
        rule.target == "mangle"
        and any(m.option == "-s" and m.value.split("/")[0] == vip.text for m in rule.matches)
        for rule in rules
    )
