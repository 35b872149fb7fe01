"""The firewall on a packet's way: hook by hook, chain by chain, as ``nf_hook_slow`` and ``ipt_do_table`` run them."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lvsportal.engine.model.address import Address, Prefix, parse_address, parse_prefix, prefix_of
from lvsportal.engine.model.netfilter import Match, Netfilter, Rule
from lvsportal.engine.model.node import Node
from lvsportal.engine.readers.ports import port_number
from lvsportal.engine.walk.trace import Packet

_DEEPEST = 16


class Seen(NamedTuple):
    """A packet as rules see it. ``mac``: source of the last hop's frame; "" for a node that is not of the definition,
    None where it is not shown. ``state``: NEW, ESTABLISHED or INVALID. ``to_self``: its address is the node's own."""

    source: Address
    destination: Address
    protocol: str
    source_port: int
    port: int
    mac: str | None = ""
    came_by: str = ""
    leaves_by: str = ""
    mark: int = 0
    state: str = "NEW"
    to_self: bool | None = None


def as_seen(
    packet: Packet,
    state: str,
    mac: str | None = None,
    came_by: str = "",
    leaves_by: str = "",
    mark: int = 0,
    to_self: bool | None = None,
) -> Seen:
    """A packet of the walk as rules see it: of what TUN wraps, the outer header."""
    outer = packet.outer
    return Seen(
        packet.source if outer is None else outer[0],
        packet.target,
        packet.protocol if outer is None else "ipencap",
        packet.source_port,
        packet.port,
        mac,
        came_by,
        leaves_by,
        mark,
        state,
        to_self,
    )


class Verdict(NamedTuple):
    """``dropped``: by DROP or REJECT (``rejected``). ``rewrite``: the NAT rule that applies, None for none."""

    dropped: bool
    mark: int
    rewrite: Rule | None = None
    by: Rule | None = None
    rejected: bool = False


# Asks whether a rule applies where what is shown does not tell; the second word says what would (``mac``, ``rules``).
Ask = Callable[[Rule, str], bool]


def run_hook(node: Node, hook: str, seen: Seen, ask: Ask, above: int = -1000, below: int = 1000) -> Verdict:
    """What the chains on a hook do with a packet; only those with a priority in [above, below)."""
    netfilter = node.firewall(seen.destination.family)
    if netfilter is None:
        return Verdict(False, seen.mark)
    run = _Run(netfilter, seen, ask)
    for base in netfilter.on(hook, str(seen.destination.family)):
        if not above <= base.priority < below or (base.nat and seen.state != "NEW"):
            continue
        end = run.chain(base.table, base.chain, 0)
        if (end or base.policy) in ("DROP", "REJECT"):
            return Verdict(True, run.mark, None, run.by, end == "REJECT")
    return Verdict(False, run.mark, run.rewrite, run.by)


class _Run:
    def __init__(self, netfilter: Netfilter, seen: Seen, ask: Ask) -> None:
        self.netfilter = netfilter
        self.seen = seen
        self.ask = ask
        self.mark = seen.mark
        self.rewrite: Rule | None = None
        self.by: Rule | None = None

    def chain(self, table: str, name: str, depth: int) -> str:
        """The verdict that ends the table: ACCEPT, DROP, REJECT, or "" where the chain's end is reached."""
        for rule in self.netfilter.rules.get((table, name), ()):
            if not self._hits(rule):
                continue
            target = rule.target
            if target in ("DROP", "REJECT"):
                self.by = rule
                return target
            if target == "ACCEPT":
                return target
            if target == "RETURN":
                return ""
            if target == "MARK":
                self._set_mark(rule)
            elif target in ("REDIRECT", "DNAT", "SNAT", "MASQUERADE"):
                self.rewrite = rule
                return "ACCEPT"
            elif (table, target) in self.netfilter.rules and depth < _DEEPEST:
                end = self.chain(table, target, depth + 1)
                if end or rule.goto:
                    return end
        return ""

    def _hits(self, rule: Rule) -> bool:
        """Whether the rule applies; a condition that can't be told is asked for, if the rule does anything."""
        open_match = ""
        for match in rule.matches:
            holds = self._match(match)
            if holds is None:
                open_match = "mac" if match.option == "--mac-source" else open_match or "rules"
            elif holds == match.negated:
                return False
        if not open_match:
            return True
        return rule.target not in ("", "LOG", "NFLOG", "CT", "NOTRACK") and self.ask(rule, open_match)

    def _set_mark(self, rule: Rule) -> None:
        value = new_mark(self.mark, rule.options)
        if value is not None:
            self.mark, self.by = value, rule

    def _match(self, match: Match) -> bool | None:
        option, value, seen = match.option, match.value, self.seen
        plain = _PLAIN.get(option)
        if plain is not None:
            return plain(value, seen)
        if option == "--mark":
            return _mark_is(self.mark, value)
        if option == "--mac-source":
            return None if seen.mac is None else seen.mac in value.lower().split(",")
        return None


def _address(text: str, address: Address) -> bool | None:
    answer: bool | None = False
    for part in text.split(","):
        low, dash, high = part.partition("-")
        first, last = parse_address(low), parse_address(high)
        if dash and first is not None and last is not None:
            hits: bool | None = first.value <= address.value <= last.value
        else:
            found = parse_prefix(part)
            hits = None if found is None else prefix_of(*found).holds(address)
        if hits:
            return True
        answer = None if hits is None else answer
    return answer


def _interface(value: str, name: str) -> bool:
    return any(
        name.startswith(part[:-1]) if part.endswith(("+", "*")) else part == name for part in value.split(",")
    )


def _port_in(port: int, value: str) -> bool | None:
    answer: bool | None = False
    for part in value.split(","):
        low, colon, high = part.partition(":")
        numbers = (low.isdecimal() or (not low and bool(colon))) and (not colon or high.isdecimal() or not high)
        if not numbers:
            named = port_number(part)
            if named is None:
                answer = None
            elif named == port:
                return True
        elif int(low or 0) <= port <= int((high or "65535") if colon else low):
            return True
    return answer


def _mark_is(mark: int, value: str) -> bool | None:
    answer: bool | None = False
    for part in value.split(","):
        text, _, mask = part.partition("/")
        try:
            if mark & (int(mask, 0) if mask else 0xFFFFFFFF) == int(text, 0):
                return True
        except ValueError:
            answer = None
    return answer


# Protocol numbers of /etc/protocols, as rules write them.
_NUMBERS = {
    "0": "all",
    "1": "icmp",
    "4": "ipencap",
    "6": "tcp",
    "17": "udp",
    "51": "ah",
    "58": "ipv6-icmp",
    "112": "vrrp",
    "132": "sctp",
}


def _protocol(value: str, seen: Seen) -> bool:
    names = {_NUMBERS.get(part, part) for part in value.lower().split(",")}
    return bool(names & {"all", seen.protocol.lower()})


def _local(value: str, seen: Seen) -> bool | None:
    if value.upper() == "LOCAL":
        return seen.to_self
    return None


_PLAIN: dict[str, Callable[[str, Seen], bool | None]] = {
    "-s": lambda value, seen: _address(value, seen.source),
    "-d": lambda value, seen: _address(value, seen.destination),
    "--dst-range": lambda value, seen: _address(value, seen.destination),
    "--src-range": lambda value, seen: _address(value, seen.source),
    "-p": _protocol,
    "-i": lambda value, seen: _interface(value, seen.came_by),
    "-o": lambda value, seen: _interface(value, seen.leaves_by),
    "--dport": lambda value, seen: _port_in(seen.port, value),
    "--sport": lambda value, seen: _port_in(seen.source_port, value),
    "--ctstate": lambda value, seen: seen.state in value.upper().split(","),
    "--dst-type": _local,
    "--comment": lambda value, seen: True,
    "--limit": lambda value, seen: True,
    "--limit-burst": lambda value, seen: True,
    "--syn": lambda value, seen: seen.state == "NEW",
}


def new_mark(mark: int, options: dict[str, str]) -> int | None:
    """The mark that a MARK target leaves (``xt_mark.c``); None where its options are not understood."""
    for option in ("--set-xmark", "--set-mark", "--or-mark", "--and-mark"):
        if option not in options:
            continue
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
        return kept ^ value if option == "--set-xmark" else kept | value
    return None


def marked_traffic(node: Node, mark: int, family: int) -> list[tuple[Address, str, int]] | None:
    """(VIP, protocol, port) of the packets that the node's rules give ``mark``, as far as the rules name them; port 0
    for every port. None where no rules are shown."""
    if node.firewall(family) is None:
        return None
    return [
        (address, protocol, port)
        for address, length, protocol, port in _marked(node, mark, family)
        if length == address.bits
    ]


def marks_services(node: Node, mark: int, family: int) -> bool:
    """Whether any shown rule sets the mark where ip_vs sees it, whatever packets it names."""
    return any(
        new_mark(0, rule.options) == mark or _may_add(rule, mark) for rule in _marking_rules(node, family)
    )


def _may_add(rule: Rule, mark: int) -> bool:
    """Whether a rule adds bits to a mark that another has set: together they may make it."""
    value = new_mark(0, rule.options)
    return "--or-mark" in rule.options and value is not None and bool(value) and value & ~mark == 0


def marked_networks(node: Node, mark: int, family: int) -> list[tuple[Prefix, str, int]]:
    """As ``marked_traffic``, for rules that name whole networks."""
    return [
        (prefix_of(address, length), protocol, port)
        for address, length, protocol, port in _marked(node, mark, family)
        if length < address.bits
    ]


_Marked = tuple[Address, int, str, int]  # address, prefix length, protocol, port


def _marked(node: Node, mark: int, family: int) -> list[_Marked]:
    """What the node's rules mark so; found once for all marks."""
    key = f"marks {family}"
    known: dict[int, list[_Marked]] | None = node.derived.get(key)
    if known is None:
        known = node.derived[key] = {}
        for rule in _marking_rules(node, family):
            value = new_mark(0, rule.options)
            if value is not None:
                known.setdefault(value, []).extend(_named_by(rule))
    return known.get(mark, [])


def _marking_rules(node: Node, family: int) -> Iterator[Rule]:
    netfilter = node.firewall(family)
    for hook in ("PREROUTING", "INPUT") if netfilter is not None else ():  # those before ip_vs on LOCAL_IN
        for rule in netfilter.rules_on(hook, str(family)) if netfilter is not None else ():
            if rule.target == "MARK":
                yield rule


def _named_by(rule: Rule) -> Iterator[_Marked]:
    plain = {match.option: match.value for match in rule.matches if not match.negated}
    for part in plain.get("-d", "").split(","):
        place = parse_prefix(part)
        for port in plain.get("--dport", "0").split(",") if place is not None else ():
            if place is not None and port.isdecimal():
                yield (*place, plain.get("-p", "").upper(), int(port))


def rewrites_source(node: Node, family: int) -> bool | None:
    """Whether a SNAT or MASQUERADE rule of the family stands on POSTROUTING at all; None: rules not shown."""
    netfilter = node.firewall(family)
    if netfilter is None:
        return None
    return any(rule.target in ("SNAT", "MASQUERADE") for rule in netfilter.rules_on("POSTROUTING", str(family)))
