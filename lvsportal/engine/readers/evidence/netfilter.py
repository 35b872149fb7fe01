"""``iptables-save``, ``ip6tables-save``, ``arptables-save``: one line, one rule. ``iptables -S`` too."""

import shlex

from lvsportal.engine.model.netfilter import HOOKS, Base, Match, Netfilter, Rule, iptables_base, joined
from lvsportal.engine.model.node import Node
from lvsportal.engine.source.source import Source, Span

_OPTIONS = {"--source": "-s", "--destination": "-d", "--protocol": "-p", "--in-interface": "-i", "--out-interface": "-o",
            "--src": "-s", "--dst": "-d", "--proto": "-p", "--jump": "-j", "--goto": "-g", "--match": "-m",
            "--source-ip": "-s", "--destination-ip": "-d", "--src-ip": "-s", "--dst-ip": "-d",
            "--dports": "--dport", "--destination-port": "--dport", "--destination-ports": "--dport",
            "--sports": "--sport", "--source-port": "--sport", "--source-ports": "--sport",
            "--state": "--ctstate"}  # fmt: skip
_PLACES = {"-s", "-d", "-i", "-o", "-p"}


def parse_saved(source: Source, families: str) -> Netfilter:
    """The rules of a saved table; ``families``: 4, 6 or arp. Lines that are none are passed over."""
    bases: dict[tuple[str, str], Base] = {}
    rules: dict[tuple[str, str], list[Rule]] = {}
    table = "filter"
    for number, line in enumerate(source.text.split("\n"), 1):
        line = line.strip()
        if line.startswith("*"):
            table = line[1:].strip()
        elif line.startswith((":", "-P ", "-N ")):
            words = line.removeprefix(":").split()
            words = words[1:] if words and words[0] in ("-P", "-N") else words
            if words and words[0] in HOOKS:
                policy = words[1] if len(words) > 1 else "ACCEPT"
                bases[table, words[0]] = iptables_base(table, words[0], policy, families)
            elif words:
                rules.setdefault((table, words[0]), [])
        elif line.startswith(("-A ", "[")):
            rule = _rule(table, line, Span(source, number, 1, len(line) + 1))
            if rule is not None:
                rules.setdefault((table, rule.chain), []).append(rule)
                if rule.chain in HOOKS:
                    bases.setdefault((table, rule.chain), iptables_base(table, rule.chain, "ACCEPT", families))
    ordered = tuple(sorted(bases.values(), key=lambda base: base.priority))
    return Netfilter(
        ordered, {key: tuple(found) for key, found in rules.items()}, source.path, frozenset({families})
    )


def _rule(table: str, line: str, at: Span) -> Rule | None:
    try:
        words = shlex.split(line.partition("] ")[2] if line.startswith("[") else line)
    except ValueError:
        words = line.split()
    if len(words) < 2 or words[0] != "-A":
        return None
    matches: list[Match] = []
    options: dict[str, str] = {}
    target, goto, negated = "", False, False
    index = 2
    while index < len(words):
        word = _OPTIONS.get(words[index], words[index])
        values: list[str] = []
        index += 1
        if word == "!":
            negated = True
            continue
        if index < len(words) and words[index] == "!":  # the old form: -d ! A
            negated, index = True, index + 1
        while index < len(words) and not words[index].startswith("-") and words[index] != "!":
            values.append(words[index])
            index += 1
        value = " ".join(values)
        if word in ("-j", "-g"):
            target, goto = value, word == "-g"
        elif target and word not in _PLACES:  # arptables writes the target first, and the addresses behind it
            options[word] = value
        elif word not in ("-m", "-c", "--h-length", "--h-type", "--proto-type"):
            matches.append(Match(word, value, negated))
        negated = False
    return Rule(table, words[1], tuple(matches), target, options, at, goto)


def read_iptables(node: Node, source: Source) -> None:
    """``iptables-save``; where several files of a node hold rules, all count."""
    _add(node, parse_saved(source, "4"))


def read_ip6tables(node: Node, source: Source) -> None:
    """``ip6tables-save``: its own tables, kept apart from those of IPv4 by their names."""
    found = parse_saved(source, "6")
    rules = {
        (f"ip6 {table}", chain): tuple(rule._replace(table=f"ip6 {table}") for rule in listed)
        for (table, chain), listed in found.rules.items()
    }
    bases = tuple(base._replace(table=f"ip6 {base.table}") for base in found.bases)
    _add(node, Netfilter(bases, rules, source.path, found.shown))


def read_arptables(node: Node, source: Source) -> None:
    """``arptables-save``."""
    found = parse_saved(source, "arp")
    node.arptables = joined([node.arptables, found]) if node.arptables is not None else found


def _add(node: Node, found: Netfilter) -> None:
    node.netfilter = joined([node.netfilter, found]) if node.netfilter is not None else found
