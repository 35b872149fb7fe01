"""Firewall rules: iptables, ip6tables, nftables and arptables in one form, by hook and priority as the kernel runs them."""

from typing import NamedTuple

from lvsportal.engine.source.source import Span


class Match(NamedTuple):
    """One condition of a rule: option, value, and whether it is negated. Options are iptables' own names (``-d``,
    ``--dport``, ``--mac-source`` …); lists are joined by commas, ranges written ``low:high``. ``?`` is a condition
    that is not understood."""

    option: str
    value: str
    negated: bool = False


class Rule(NamedTuple):
    """``target``: ACCEPT, DROP, MARK, REDIRECT, a chain's name …, "" for none. ``options``: of the target."""

    table: str
    chain: str
    matches: tuple[Match, ...]
    target: str
    options: dict[str, str]
    at: Span
    goto: bool = False


class Base(NamedTuple):
    """A chain that hangs on a hook. ``hook``: PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING. ``families``: 4, 6 or
    46, ``arp``. ``nat``: its rules rewrite addresses, and only of a connection's first packet."""

    hook: str
    priority: int
    table: str
    chain: str
    policy: str
    families: str
    nat: bool


class Netfilter(NamedTuple):
    """``bases`` in the order of their priority; ``rules`` by (table, chain). ``shown``: the families (4, 6, ``arp``)
    of which these are all the rules; of the others nothing is known."""

    bases: tuple[Base, ...]
    rules: dict[tuple[str, str], tuple[Rule, ...]]
    path: str = ""
    shown: frozenset[str] = frozenset()

    def on(self, hook: str, family: str) -> list[Base]:
        """The base chains of a hook for a family (``4``, ``6``, ``arp``), first the lowest priority."""
        return [base for base in self.bases if base.hook == hook and family in base.families]

    def rules_on(self, hook: str, family: str = "4") -> list[Rule]:
        """All rules that packets of a hook can meet, those of called chains behind their caller's."""
        found: list[Rule] = []
        seen: set[tuple[str, str]] = set()
        todo = [(base.table, base.chain) for base in self.on(hook, family)]
        while todo:
            key = todo.pop(0)
            if key in seen:
                continue
            seen.add(key)
            for rule in self.rules.get(key, ()):
                found.append(rule)
                if (rule.table, rule.target) in self.rules:
                    todo.append((rule.table, rule.target))
        return found


PRIORITIES = {
    ("raw", "PREROUTING"): -300,
    ("raw", "OUTPUT"): -300,
    ("nat", "PREROUTING"): -100,
    ("nat", "OUTPUT"): -100,
    ("nat", "INPUT"): 100,
    ("nat", "POSTROUTING"): 100,
}
_BY_TABLE = {"mangle": -150, "filter": 0, "security": 50}
HOOKS = ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING")


def iptables_base(table: str, chain: str, policy: str, families: str) -> Base:
    """The base chain that iptables (or arptables) registers (``iptable_*.c``)."""
    priority = PRIORITIES.get((table, chain), _BY_TABLE.get(table, 0))
    return Base(chain, priority, table, chain, policy, families, table == "nat")


def joined(parts: list[Netfilter]) -> Netfilter:
    """Several sources as one, in the order of priorities; of the same chain from two sources the first counts, since
    iptables-nft's rules show in nft's list as well."""
    rules: dict[tuple[str, str], tuple[Rule, ...]] = {}
    bases: list[Base] = []
    for part in parts:
        taken = set(rules)
        rules.update({key: found for key, found in part.rules.items() if key not in taken})
        held = {(base.table, base.chain, base.families) for base in bases}
        bases += [base for base in part.bases if (base.table, base.chain, base.families) not in held]
    bases.sort(key=lambda base: base.priority)
    shown = frozenset[str]().union(*(part.shown for part in parts))
    return Netfilter(tuple(bases), rules, parts[0].path if parts else "", shown)
