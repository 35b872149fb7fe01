"""Netfilter as far as ip_vs sees its traces: the mark that a packet carries when it reaches LOCAL_IN."""

from typing import NamedTuple

from lvsportal.engine.model.address import Address, parse_prefix, prefix_of
from lvsportal.engine.model.netfilter import Match, Netfilter, Rule
from lvsportal.engine.model.node import Node

_DEEPEST = 12


class Packet(NamedTuple):
    """A request on its way. ``macs``: source MACs of the last hop that are possible; None where they are not shown."""

    destination: Address | None
    protocol: str
    port: int
    macs: frozenset[str] | None


class Mark(NamedTuple):
    """``value`` None: not shown; ``missing``: what would tell (``mac``, ``rules``). ``by``: the rule that set it."""

    value: int | None
    missing: str = ""
    by: Rule | None = None


def mark_of(node: Node, packet: Packet) -> Mark:
    """The mark after raw and mangle PREROUTING (legacy iptables order)."""
    if node.netfilter is None:
        return Mark(None, "rules")
    state = _State(node.netfilter, packet)
    for table in ("raw", "mangle"):
        state.chain(table, "PREROUTING", 0)
    return Mark(None if state.missing else state.mark, state.missing, state.by)


class _State:
    def __init__(self, netfilter: Netfilter, packet: Packet) -> None:
        self.netfilter = netfilter
        self.packet = packet
        self.mark = 0
        self.missing = ""
        self.by: Rule | None = None

    def chain(self, table: str, name: str, depth: int) -> bool:
        """Follow a chain; True where the packet leaves the table for good."""
        for rule in self.netfilter.rules.get((table, name), ()):
            applies = self._applies(rule)
            if applies is False:
                continue
            if rule.target == "MARK":
                self._set(rule, applies)
            elif applies is None:
                self._unsure(rule)
            elif rule.target in ("ACCEPT", "DROP"):
                return True
            elif rule.target == "RETURN":
                return False
            elif (table, rule.target) in self.netfilter.rules and depth < _DEEPEST:
                if self.chain(table, rule.target, depth + 1):
                    return True
                if rule.goto:
                    return False
        return False

    def _set(self, rule: Rule, applies: bool | None) -> None:
        value = _new_mark(self.mark, rule.options)
        if applies is None or value is None:
            if value != self.mark:
                self.missing = self.missing or _reason(rule)
            return
        self.mark, self.by = value, rule

    def _unsure(self, rule: Rule) -> None:
        if rule.target in ("CONNMARK", "RETURN", "ACCEPT", "DROP"):
            self.missing = self.missing or _reason(rule)

    def _applies(self, rule: Rule) -> bool | None:
        answer: bool | None = True
        for match in rule.matches:
            found = self._match(match)
            if found is not None and match.negated:
                found = not found
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    def _match(self, match: Match) -> bool | None:
        packet = self.packet
        option, value = match.option, match.value
        if option == "-d":
            found = parse_prefix(value)
            if packet.destination is None or found is None:
                return None
            return prefix_of(*found).holds(packet.destination)
        if option == "-p":
            return value.lower() in (packet.protocol.lower(), "all")
        if option in ("--dport", "--dports", "--destination-port"):
            return _port_in(packet.port, value)
        if option == "--mac-source":
            if packet.macs is None:
                return None
            hits = {mac == value.lower() for mac in packet.macs}
            return hits.pop() if len(hits) == 1 else None
        if option == "--mark":
            mark, _, mask = value.partition("/")
            return self.mark & (int(mask, 0) if mask else 0xFFFFFFFF) == int(mark, 0)
        if option == "--comment":
            return True
        return None


def _reason(rule: Rule) -> str:
    return "mac" if any(match.option == "--mac-source" for match in rule.matches) else "rules"


def _port_in(port: int, value: str) -> bool:
    for part in value.split(","):
        low, colon, high = part.partition(":")
        numbers = low.isdecimal() and (not colon or high.isdecimal())
        if numbers and int(low) <= port <= int(high or low):
            return True
    return False


def _new_mark(mark: int, options: dict[str, str]) -> int | None:
    for option, combine in (
        ("--set-xmark", "xor"),
        ("--set-mark", "or"),
        ("--or-mark", "or"),
        ("--and-mark", "and"),
    ):
        if option in options:
            text, _, mask_text = options[option].partition("/")
            try:
                value, mask = int(text, 0), int(mask_text, 0) if mask_text else 0xFFFFFFFF
            except ValueError:
                return None
            if option == "--and-mark":
                return mark & value
            if option == "--or-mark":
                return mark | value
            kept = mark & ~mask & 0xFFFFFFFF
            return kept ^ value if combine == "xor" else kept | value
    return None


def marked_traffic(node: Node, mark: int) -> list[tuple[Address, str, int]] | None:
    """(VIP, protocol, port) of the packets that the node's rules give ``mark``, as far as the rules name them; port 0
    for every port. None where no rules are shown."""
    if node.netfilter is None:
        return None
    found: list[tuple[Address, str, int]] = []
    for (table, _), rules in node.netfilter.rules.items():
        for rule in rules:
            if table != "mangle" or rule.target != "MARK" or _new_mark(0, rule.options) != mark:
                continue
            plain = {match.option: match.value for match in rule.matches if not match.negated}
            place = parse_prefix(plain.get("-d", ""))
            if place is None or place[1] != place[0].bits:
                continue
            ports = plain.get("--dport", plain.get("--dports", "0")).split(",")
            found.extend(
                (place[0], plain.get("-p", "").upper(), int(port)) for port in ports if port.isdecimal()
            )
    return found


def snat_applies(node: Node) -> bool | None:
    """Whether a SNAT or MASQUERADE rule without a condition that could spare the packet stands in nat POSTROUTING.
    None: rules not shown, or not clear."""
    if node.netfilter is None:
        return None
    answer: bool | None = False
    for rule in node.netfilter.rules.get(("nat", "POSTROUTING"), ()):
        if rule.target not in ("SNAT", "MASQUERADE"):
            continue
        if all(match.option in ("-o", "--comment") for match in rule.matches):
            return True
        answer = None
    return answer
