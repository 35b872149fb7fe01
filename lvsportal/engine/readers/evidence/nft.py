"""``nft list ruleset`` (nft(8)): tables, chains on hooks, rules as far as the walk asks, sets of plain values."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lvsportal.engine.model.netfilter import Base, Match, Netfilter, Rule, joined
from lvsportal.engine.model.node import Node
from lvsportal.engine.source.source import Source, Span

_TOKEN = re.compile(r'"[^"\n]*"|[{};,]|!=|==|[^\s{};,"!=]+|[!=]')
_HOOKS = {
    "prerouting": "PREROUTING",
    "input": "INPUT",
    "forward": "FORWARD",
    "output": "OUTPUT",
    "postrouting": "POSTROUTING",
}
_FAMILIES = {"ip": "4", "ip6": "6", "inet": "46", "arp": "arp"}
_PRIORITIES = {
    "raw": -300,
    "mangle": -150,
    "dstnat": -100,
    "filter": 0,
    "security": 50,
    "srcnat": 100,
}
# What a selector of nft is called in iptables.
_SELECTORS = {
    "ip saddr": "-s",
    "ip daddr": "-d",
    "ip6 saddr": "-s",
    "ip6 daddr": "-d",
    "arp saddr ip": "-s",
    "arp daddr ip": "-d",
    "arp operation": "--opcode",
    "ether saddr": "--mac-source",
    "tcp dport": "tcp --dport",
    "udp dport": "udp --dport",
    "sctp dport": "sctp --dport",
    "th dport": "--dport",
    "tcp sport": "tcp --sport",
    "udp sport": "udp --sport",
    "th sport": "--sport",
    "ip protocol": "-p",
    "meta l4proto": "-p",
    "iifname": "-i",
    "iif": "-i",
    "oifname": "-o",
    "oif": "-o",
    "meta iifname": "-i",
    "meta oifname": "-o",
    "meta mark": "--mark",
    "mark": "--mark",
    "ct state": "--ctstate",
    "fib daddr type": "--dst-type",
}
_VERDICTS = {"accept": "ACCEPT", "drop": "DROP", "reject": "REJECT", "return": "RETURN", "queue": "QUEUE"}


class _Token(NamedTuple):
    text: str
    line: int
    column: int


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.bases: list[Base] = []
        self.rules: dict[tuple[str, str], list[Rule]] = {}
        self.sets: dict[tuple[str, str], str] = {}

    def file(self) -> Netfilter:
        """Walk over the file's blocks by their braces."""
        table, families, chain, named = "", "", "", ""
        path: list[str] = []
        for number, raw in enumerate(self.source.text.split("\n"), 1):
            words = [
                _Token(found[0], number, found.start() + 1)
                for found in _TOKEN.finditer(re.sub(r'#(?=(?:[^"]*"[^"]*")*[^"]*$).*', "", raw))
            ]
            if not words:
                continue
            first = words[0].text
            if first == "table" and len(words) >= 4:
                families = _FAMILIES.get(words[1].text, "")
                table = words[2].text if words[1].text == "ip" else f"{words[1].text} {words[2].text}"
                path = ["table"]
            elif first in ("chain", "set", "map") and len(path) == 1 and len(words) >= 3:
                path.append(first)
                chain = named = words[1].text
                if first == "chain":
                    self.rules.setdefault((table, chain), [])
                words = words[3:]
                if words and words[-1].text == "}":
                    path.pop()
                    words = words[:-1]
                if words:
                    self._inside(first, table, families, chain, words)
            elif first == "}":
                if path:
                    path.pop()
            elif len(path) == 2:
                self._inside(path[1], table, families, named if path[1] != "chain" else chain, words)
        ordered = tuple(sorted(self.bases, key=lambda base: base.priority))
        return Netfilter(ordered, {key: tuple(found) for key, found in self.rules.items()}, self.source.path)

    def _inside(self, block: str, table: str, families: str, name: str, words: list[_Token]) -> None:
        if block == "chain":
            for part in _statements(words):
                if part[0].text == "type":
                    self._base(table, families, name, part)
                elif part[0].text == "policy":
                    self._policy(table, name, part)
                else:
                    self._rule(table, name, part)
        elif block == "set":
            texts = [word.text for word in words]
            if "elements" in texts:
                values = [text.strip('"') for text in texts if text not in ("elements", "=", "{", "}", ",")]
                self.sets[table, name] = ",".join(values)

    def _base(self, table: str, families: str, chain: str, words: list[_Token]) -> None:
        texts = [word.text for word in words]
        hook = _HOOKS.get("".join(texts[texts.index("hook") + 1 :][:1]), "") if "hook" in texts else ""
        if not hook:
            return
        self.bases.append(Base(hook, _priority(texts), table, chain, "ACCEPT", families, texts[1] == "nat"))

    def _policy(self, table: str, chain: str, words: list[_Token]) -> None:
        policy = words[1].text.upper() if len(words) > 1 else "ACCEPT"
        self.bases = [
            base._replace(policy=policy) if (base.table, base.chain) == (table, chain) else base
            for base in self.bases
        ]

    def _rule(self, table: str, chain: str, words: list[_Token]) -> None:
        at = Span(self.source, words[0].line, words[0].column, words[-1].column + len(words[-1].text))
        found = _RuleReader([word.text for word in words], table, self.sets)
        found.read()
        self.rules.setdefault((table, chain), []).append(
            Rule(table, chain, tuple(found.matches), found.target, found.options, at, found.goto)
        )


def _statements(words: list[_Token]) -> Iterator[list[_Token]]:
    part: list[_Token] = []
    depth = 0
    for word in words:
        depth += (word.text == "{") - (word.text == "}")
        if word.text == ";" and not depth:
            if part:
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _priority(texts: list[str]) -> int:
    """``priority mangle``, ``priority -150``, ``priority filter + 10``."""
    if "priority" not in texts:
        return 0
    rest = [text for text in texts[texts.index("priority") + 1 :] if text not in (";",)]
    value = 0
    sign = 1
    for text in rest:
        if text in ("+", "-"):
            sign = 1 if text == "+" else -1
        elif text.lstrip("-").isdecimal():
            value += sign * int(text)
        elif text in _PRIORITIES:
            value += _PRIORITIES[text]
    return value


class _RuleReader:
    """One rule's words to matches and a target."""

    def __init__(self, words: list[str], table: str, sets: dict[tuple[str, str], str]) -> None:
        self.words = words
        self.table = table
        self.sets = sets
        self.at = 0
        self.matches: list[Match] = []
        self.target = ""
        self.options: dict[str, str] = {}
        self.goto = False

    def read(self) -> None:
        while self.at < len(self.words):
            if not (self._skip() or self._verdict() or self._action() or self._selector()):
                self.matches.append(Match("?", self.words[self.at]))
                self.at += 1

    def _skip(self) -> bool:
        word = self.words[self.at]
        if word == "counter":
            self.at += 1
            while self.at + 1 < len(self.words) and self.words[self.at] in ("packets", "bytes"):
                self.at += 2
            return True
        if word in ("comment", "handle"):
            self.at += 2
            return True
        if word in ("log", "limit"):
            while self.at < len(self.words) and self.words[self.at] not in (
                *_VERDICTS,
                "jump",
                "goto",
                "counter",
            ):
                self.at += 1
            return True
        return False

    def _verdict(self) -> bool:
        word = self.words[self.at]
        if word in _VERDICTS:
            self.target = _VERDICTS[word]
            self.at = len(self.words) if word == "reject" else self.at + 1
            return True
        if word in ("jump", "goto") and self.at + 1 < len(self.words):
            self.target, self.goto = self.words[self.at + 1], word == "goto"
            self.at += 2
            return True
        return False

    def _action(self) -> bool:
        words, at = self.words, self.at
        rest = words[at:]
        if rest[:3] == ["meta", "mark", "set"] or rest[:2] == ["mark", "set"]:
            value = rest[3 if rest[0] == "meta" else 2 :]
            self.target = "MARK"
            self.options["--set-xmark" if len(value) == 1 else "?"] = " ".join(value)
            self.at = len(words)
            return True
        if words[at] == "redirect":
            self.target = "REDIRECT"
            if rest[1:2] == ["to"] and len(rest) > 2:
                self.options["--to-ports"] = rest[2].lstrip(":")
            self.at = len(words)
            return True
        if words[at] in ("dnat", "snat"):
            self.target = words[at].upper()
            value = [word for word in rest[1:] if word not in ("to", "ip", "ip6")]
            option = "--to-destination" if words[at] == "dnat" else "--to-source"
            self.options[option] = value[0] if value else ""
            self.at = len(words)
            return True
        if words[at] in ("masquerade", "notrack"):
            self.target = words[at].upper()
            self.at = len(words)
            return True
        return False

    def _selector(self) -> bool:
        for length in (3, 2, 1):
            option = _SELECTORS.get(" ".join(self.words[self.at : self.at + length]))
            if option is None:
                continue
            self.at += length
            negated = self.at < len(self.words) and self.words[self.at] == "!="
            if self.at < len(self.words) and self.words[self.at] in ("!=", "=="):
                self.at += 1
            protocol, _, plain = option.rpartition(" ")
            if protocol:
                self.matches.append(Match("-p", protocol))
            self.matches.append(Match(plain, self._value(plain), negated))
            return True
        return False

    def _value(self, option: str) -> str:
        if self.at >= len(self.words):
            return ""
        if self.words[self.at] == "{":
            end = self.words.index("}", self.at) if "}" in self.words[self.at :] else len(self.words)
            values = [word for word in self.words[self.at + 1 : end] if word != ","]
            self.at = end + 1
        else:
            values = [self.words[self.at]]
            self.at += 1
            while self.at + 1 < len(self.words) and self.words[self.at] == ",":  # ct state established,related
                values.append(self.words[self.at + 1])
                self.at += 2
        text = ",".join(value.strip('"') for value in values)
        if text.startswith("@"):
            return self.sets.get((self.table, text[1:]), "?")
        if option in ("--dport", "--sport"):
            return text.replace("-", ":")
        return text.upper() if option in ("--ctstate", "--dst-type") else text


def parse_ruleset(source: Source) -> Netfilter:
    """The rules of ``nft list ruleset``; never raises."""
    return _Reader(source).file()


def read_nft(node: Node, source: Source) -> None:
    """``nft list ruleset``: what is for ARP goes with arptables, the rest with iptables. An empty list says nothing about
    iptables-legacy."""
    found = parse_ruleset(source)
    arp = tuple(base for base in found.bases if base.families == "arp")
    if arp:
        own = Netfilter(arp, found.rules, source.path)
        node.arptables = joined([node.arptables, own]) if node.arptables is not None else own
    others = tuple(base for base in found.bases if base.families != "arp")
    if not others:
        return
    rest = Netfilter(others, found.rules, source.path, frozenset("46"))
    node.netfilter = joined([node.netfilter, rest]) if node.netfilter is not None else rest
