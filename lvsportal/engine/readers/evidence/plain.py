"""``sysctl -a``, ``ss -Hlntu``, ``iptables-save``, ``arptables-save``: one line, one fact."""

import re
import shlex

from lvsportal.engine.model.address import parse_address
from lvsportal.engine.model.netfilter import Match, Netfilter, Rule
from lvsportal.engine.model.node import Listener, Node, Sysctl
from lvsportal.engine.source.source import Source, Span

_SYSCTL = re.compile(r"^(?:/proc/sys/)?([\w./:@-]+?)[ \t]*[=:][ \t]*(.*?)[ \t\r]*$")


def read_sysctls(node: Node, source: Source) -> None:
    """``key = value`` lines; also paths (``/proc/sys/net/…: 1``). A dot inside an interface's name is ``/`` there."""
    found: dict[str, Sysctl] = {}
    for number, line in enumerate(source.text.split("\n"), 1):
        match = _SYSCTL.match(line)
        if match is None or "permission denied" in line:
            continue
        key = match[1]
        if "/" in key and "." not in key:
            key = key.replace("/", ".")
        found[key] = Sysctl(match[2], Span(source, number, 1, len(line.rstrip()) + 1))
    node.sysctls = found


def read_listeners(node: Node, source: Source) -> None:
    """``ss -lntu`` (with and without its head) and ``netstat -lnt``."""
    found: list[Listener] = []
    for line in source.text.split("\n"):
        words = line.split()
        if len(words) < 4 or not words[0].startswith(("tcp", "udp")):
            continue
        local = words[4] if len(words) > 4 and words[1].isalpha() else words[3]
        host, _, port = local.rpartition(":")
        if not port.isdecimal():
            continue
        host, _, interface = host.strip("[]").partition("%")
        interface = interface.rstrip("]")
        wildcard = host in ("0.0.0.0", "*", "::", "")
        address = None if wildcard else parse_address(host)
        if address is None and not wildcard:
            continue
        family = {"0.0.0.0": 4, "::": 6}.get(host, 46) if wildcard else (address.family if address else 4)
        if words[0].endswith("6") and host == "::":
            family = 46
        found.append(Listener(words[0][:3], address, int(port), interface, family))
    node.listeners = tuple(found)


_OPTIONS = {"--source": "-s", "--destination": "-d", "--protocol": "-p", "--in-interface": "-i", "--out-interface": "-o",
            "--src": "-s", "--dst": "-d", "--jump": "-j", "--goto": "-g", "--match": "-m", "--source-ip": "-s",
            "--destination-ip": "-d"}  # fmt: skip
_PLACES = {"-s", "-d", "-i", "-o", "-p"}


def read_netfilter(source: Source) -> Netfilter:
    """The rules of an iptables-save, ip6tables-save or arptables-save."""
    policies: dict[tuple[str, str], str] = {}
    rules: dict[tuple[str, str], list[Rule]] = {}
    table = "filter"
    for number, line in enumerate(source.text.split("\n"), 1):
        line = line.strip()
        if line.startswith("*"):
            table = line[1:].strip()
        elif line.startswith(":"):
            words = line[1:].split()
            if len(words) > 1:
                policies[table, words[0]] = words[1]
        elif line.startswith(("-A ", "[")):
            rule = _rule(table, line, Span(source, number, 1, len(line) + 1))
            if rule is not None:
                rules.setdefault((table, rule.chain), []).append(rule)
    return Netfilter(policies, {key: tuple(found) for key, found in rules.items()}, source.path)


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
        while index < len(words) and not words[index].startswith("-") and words[index] != "!":
            values.append(words[index])
            index += 1
        value = " ".join(values)
        if word in ("-j", "-g"):
            target, goto = value, word == "-g"
        elif target and word not in _PLACES:  # arptables writes the target first, and the addresses behind it
            options[word] = value
        elif word != "-m":
            matches.append(Match(word, value, negated))
        negated = False
    return Rule(table, words[1], tuple(matches), target, options, at, goto)


def read_iptables(node: Node, source: Source) -> None:
    node.netfilter = read_netfilter(source)


def read_arptables(node: Node, source: Source) -> None:
    node.arptables = read_netfilter(source)
