"""iptables, ip6tables and arptables rules, as iptables-save writes them."""

from typing import NamedTuple

from lvsportal.engine.source.source import Span


class Match(NamedTuple):
    """One condition of a rule: option, value, and whether it is negated by ``!``."""

    option: str
    value: str
    negated: bool


class Rule(NamedTuple):
    """``target``: ACCEPT, DROP, MARK, REDIRECT, a chain's name …, "" for none. ``options``: of the target."""

    table: str
    chain: str
    matches: tuple[Match, ...]
    target: str
    options: dict[str, str]
    at: Span
    goto: bool = False


class Netfilter(NamedTuple):
    """``policies`` and ``rules`` by (table, chain)."""

    policies: dict[tuple[str, str], str]
    rules: dict[tuple[str, str], tuple[Rule, ...]]
    path: str = ""
