"""A node's own sockets: does something answer on an address and port, and from which address?"""

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Listener, Node
from lvsportal.engine.walk.netfilter import Seen, run_hook


def listener(
    node: Node, address: Address, port: int, protocol: str, came_by: str = ""
) -> Listener | bool | None:
    """The socket that takes a packet: one bound to the address before one on the wildcard. False: none; None: the
    sockets are not shown (``ss -lntu`` never shows those of SCTP)."""
    if node.listeners is None or (protocol == "SCTP" and not any(s.protocol == "sctp" for s in node.listeners)):
        return None
    found: Listener | None = None
    for one in node.listeners:
        if one.protocol != protocol.lower() or one.port != port:
            continue
        if one.interface and came_by and one.interface != came_by:
            continue
        if one.address is not None and one.address.key == address.key:
            return one
        if one.address is None and str(address.family) in str(one.family):
            found = one
    return found or False


def listens(node: Node, vip: Address, port: int, protocol: str) -> bool | None:
    """Whether a socket on the node takes a packet for VIP:port; None where the sockets are not shown."""
    found = listener(node, vip, port, protocol)
    return None if found is None else bool(found)


def redirected(node: Node, vip: Address, port: int, protocol: str) -> int | None:
    """The port to which the node redirects VIP:port (nat PREROUTING); None where no shown rule does."""
    seen = Seen(vip, vip, protocol, 0, port, "", "*")
    rule = run_hook(node, "PREROUTING", seen, lambda rule, missing: False).rewrite
    if rule is None or rule.target != "REDIRECT":
        return None
    to = rule.options.get("--to-ports", rule.options.get("--to-port", "")).partition("-")[0]
    return int(to) if to.isdecimal() else port
