"""The real server's own sockets: does something answer on VIP:port?"""

from lvsportal.engine.model.address import Address
from lvsportal.engine.model.node import Node


def listens(node: Node, vip: Address, port: int, protocol: str) -> bool | None:
    """Whether a socket on the node takes a packet for VIP:port; None where the sockets are not shown."""
    if node.listeners is None:
        return None
    for listener in node.listeners:
        if listener.protocol != protocol.lower() or listener.port != port:
            continue
        if listener.address is None and str(vip.family) in str(listener.family):
            return True
        if listener.address is not None and listener.address.key == vip.key:
            return True
    return False


def redirected(node: Node, port: int) -> int | None:
    """The port to which the node redirects ``port`` (nat PREROUTING REDIRECT); None where no shown rule does."""
    if node.netfilter is None:
        return None
    for rule in node.netfilter.rules.get(("nat", "PREROUTING"), ()):
        ports = [match.value for match in rule.matches if match.option == "--dport" and not match.negated]
        to = rule.options.get("--to-ports", rule.options.get("--to-port", ""))
        if rule.target == "REDIRECT" and ports == [str(port)] and to.isdecimal():
            return int(to)
    return None
