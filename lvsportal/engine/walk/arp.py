"""ARP for a VIP (``net/ipv4/arp.c``): who answers a request for it, and what a node announces in its own requests."""

from lvsportal.engine.model.address import Address, parse_prefix, prefix_of
from lvsportal.engine.model.netfilter import Rule
from lvsportal.engine.model.node import InterfaceAddress, Node, interface_key
from lvsportal.engine.walk.answer import NO, YES, Answer, unknown, unset
from lvsportal.engine.walk.state import State


def in_force(node: Node, setting: str, interface: str, most: int | None = None) -> int | None:
    """The larger of ``conf/all`` and ``conf/<interface>``; None where one that matters is not shown. ``most``: a value
    that nothing can exceed in effect, so that one of the two is enough."""
    everywhere = node.number(f"net.ipv4.conf.all.{setting}")
    here = node.number(f"net.ipv4.conf.{interface_key(interface)}.{setting}")
    for value in (everywhere, here):
        if value is not None and most is not None and value >= most:
            return value
    return None if everywhere is None or here is None else max(everywhere, here)


def facing(node: Node, address: Address) -> list[str] | None:
    """The interfaces of the node on the segment of ``address``: those with an address of a prefix that holds it.
    None where the node's addresses are not shown."""
    if node.addresses is None:
        return None
    found = [
        shown.interface
        for shown in node.addresses
        if node.is_wired(shown.interface)
        and shown.length < shown.address.bits
        and prefix_of(shown.address, shown.length).holds(address)
    ]
    return list(dict.fromkeys(found))


def answers_request(
    node: Node, vip: Address, interface: str, state: State, asker: Address | None = None
) -> Answer:
    """Whether the node answers a who-has for the VIP that comes in by ``interface``; ``asker``: the sender's address,
    None where it is not known (then it is taken to be of the segment's own subnet)."""
    stands = state.places(node, vip)
    if stands is None:
        return unknown(node.name, "ip-addr.json")
    if not stands:
        return Answer(False, why="absent")
    on_interface = [shown for shown in stands if shown.interface == interface]
    if vip.family == 6:
        return Answer(bool(on_interface), why="ipv6")
    ignore = in_force(node, "arp_ignore", interface)
    if ignore is None:
        return _unset(node, "arp_ignore", interface)
    if _ignored(node, ignore, stands, on_interface, interface, asker):
        return Answer(False, why="arp_ignore")
    return _past_arptables(node, vip, interface, bool(on_interface))


def _ignored(
    node: Node,
    ignore: int,
    stands: list[InterfaceAddress],
    on_interface: list[InterfaceAddress],
    interface: str,
    asker: Address | None,
) -> bool:
    if ignore == 1:
        return not on_interface
    if ignore == 2:
        # inet_confirm_addr: the target and the asker must lie in one subnet of an address of the interface
        if not on_interface:
            return True
        if asker is None:
            return False
        nets = [prefix_of(s.address, s.length) for s in node.addresses or () if s.interface == interface]
        own = [prefix_of(s.address, s.length) for s in on_interface]
        return not any(net.holds(asker) and net.holds(on_interface[0].address) for net in (*nets, *own))
    if ignore == 3:
        return all(shown.scope == "host" for shown in stands)
    return ignore == 8


def _past_arptables(node: Node, vip: Address, interface: str, on_interface: bool) -> Answer:
    """Where the VIP stands on the asked interface, arptables is the usual cure, so it must be shown; elsewhere the
    settings would have been, and a table that nobody shows is not supposed."""
    if node.arptables is None:
        return (
            unknown(node.name, "arptables-save.txt", why="arptables")
            if on_interface
            else Answer(True, why="answers")
        )
    if _arp_drops(node, "INPUT", "-d", vip, "-i", interface):
        return Answer(False, why="arptables")
    # what is answered goes out with the VIP as its source
    if _arp_drops(node, "OUTPUT", "-s", vip, "-o", interface):
        return Answer(False, why="arptables")
    return Answer(True, why="answers")


def _arp_drops(node: Node, hook: str, option: str, vip: Address, side: str, interface: str) -> bool:
    netfilter = node.arptables
    if netfilter is None:
        return False
    for base in netfilter.on(hook, "arp"):
        for rule in netfilter.rules.get((base.table, base.chain), ()):
            if rule.target in ("DROP", "ACCEPT") and _arp_applies(rule, option, vip, side, interface):
                if rule.target == "DROP":
                    return True
                break
        else:
            if base.policy == "DROP":
                return True
    return False


def _arp_applies(rule: Rule, option: str, vip: Address, side: str, interface: str) -> bool:
    for match in rule.matches:
        if match.option == option:
            found = parse_prefix(match.value)
            hits = found is not None and prefix_of(*found).holds(vip)
        elif match.option == side:
            hits = match.value.rstrip("+") == interface or (
                match.value.endswith("+") and interface.startswith(match.value[:-1])
            )
        elif match.option == "--opcode":
            # a reply goes out by OUTPUT, a request comes in by INPUT
            wanted = ("2", "reply") if side == "-o" else ("1", "request")
            hits = match.value.lower() in wanted
        else:
            hits = False
        if hits == match.negated:
            return False
    return True


def _unset(node: Node, setting: str, interface: str) -> Answer:
    return unset(node, *(f"net.ipv4.conf.{name}.{setting}" for name in ("all", interface_key(interface))))


def announces(node: Node, vip: Address, interface: str, state: State) -> Answer:
    """Whether the node's own ARP requests by ``interface`` can carry the VIP as their source."""
    if vip.family == 6:
        return NO
    stands = state.places(node, vip)
    if stands is not None and not stands:
        return Answer(False, why="absent")
    level = in_force(node, "arp_announce", interface, 2)
    if level is None:
        return _unset(node, "arp_announce", interface)
    if level >= 2:
        return Answer(False, why="arp_announce")
    if level == 1 and not _same_subnet(node, vip, interface):
        return Answer(False, why="arp_announce")
    if node.arptables is not None and _mangles(node, vip, interface):
        return Answer(False, why="arptables")
    return YES


def _same_subnet(node: Node, vip: Address, interface: str) -> bool:
    """``arp_announce`` 1 keeps the source where it lies in a subnet of the outgoing interface (``inet_addr_onlink``)."""
    return any(
        prefix_of(shown.address, shown.length).holds(vip)
        for shown in node.addresses or ()
        if shown.interface == interface and shown.length < shown.address.bits
    )


def _mangles(node: Node, vip: Address, interface: str) -> bool:
    """Whether requests with the VIP as their source are rewritten or dropped."""
    if node.arptables is None:
        return False
    for base in node.arptables.on("OUTPUT", "arp"):
        for rule in node.arptables.rules.get((base.table, base.chain), ()):
            plain = rule._replace(matches=tuple(m for m in rule.matches if m.option != "--opcode"))
            if rule.target in ("mangle", "DROP") and _arp_applies(plain, "-s", vip, "-o", interface):
                return True
    return False
