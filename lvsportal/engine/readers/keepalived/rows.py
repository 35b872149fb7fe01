"""The rows of address, route and rule blocks: words that keepalived does not know there (``vrrp/vrrp_ipaddress.c: alloc_ipaddress``,
``vrrp/vrrp_iproute.c: alloc_route``, ``vrrp/vrrp_iprule.c: alloc_rule``)."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from lvsportal.engine.model.address import parse_address, parse_prefix
from lvsportal.engine.readers.keepalived import silent
from lvsportal.engine.readers.keepalived.tree import Statement
from lvsportal.engine.readers.keepalived.values import number

Tell = Callable[[silent.Told, Statement], None]


class _Words(NamedTuple):
    """Of one kind of row: words that take a value, and words that stand alone."""

    valued: frozenset[str]
    alone: frozenset[str]


_ADDRESS = _Words(
    frozenset(["dev", "scope", "broadcast", "brd", "label", "peer", "preferred_lft", "track_group"]),
    frozenset(["home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track", "use_vmac"]),
)
_ROUTE = _Words(
    frozenset(
        ["src", "via", "gw", "from", "tos", "dsfield", "table", "protocol", "scope", "metric", "priority", "preference", "dev", "oif", "expires", "mtu", "hoplimit", "advmss", "rtt", "rttvar", "reordering", "window", "cwnd", "ssthresh", "realms", "rto_min", "initcwnd", "initrwnd", "features", "quickack", "congctl", "pref", "ttl-propagate", "fastopen_no_cookie", "track_group", "vrf", "weight", "or", "to", "as", "encap"]
    ),
    frozenset(["inet", "inet6", "onlink", "add", "prepend", "append", "nexthop", "no_track", "lock", "default", "unicast", "local", "broadcast", "anycast", "multicast", "nat", "throw", "blackhole", "prohibit", "unreachable"]),
)  # fmt: skip
_RULE = _Words(
    frozenset(
        [
            "from",
            "to",
            "table",
            "lookup",
            "preference",
            "order",
            "priority",
            "tos",
            "dsfield",
            "fwmark",
            "realms",
            "suppress_prefixlength",
            "sup_pl",
            "suppress_ifgroup",
            "sup_group",
            "dev",
            "iif",
            "oif",
            "tunnel-id",
            "uidrange",
            "protocol",
            "ipproto",
            "sport",
            "dport",
            "track_group",
            "goto",
            "type",
        ]
    ),
    frozenset(
        ["inet", "inet6", "not", "l3mdev", "no_track", "nop", "unicast", "blackhole", "prohibit", "unreachable"]
    ),
)
_ACTIONS = frozenset(["table", "lookup", "goto", "nop", "blackhole", "prohibit", "unreachable", "l3mdev"])
_SCOPES = frozenset(["global", "site", "link", "host", "nowhere"])


def addresses(rows: list[Statement], tell: Tell) -> None:
    """``ADDRESS[/PREFIX] [dev IF] [scope S] …``, also with ``broadcast`` and the like before the address."""
    for row in rows:
        words = [word.text for word in row.words]
        if parse_prefix(words[0]) is None:
            continue  # told where the address is read
        odd = _unknown(words[1:], _ADDRESS)
        if odd:
            tell(silent.unknown_option(odd), row)


def routes(rows: list[Statement], tell: Tell, tracked: bool) -> None:
    """``tracked``: routes of an instance, which follow their interface."""
    for row in rows:
        words = [word.text for word in row.words]
        odd = _unknown(words, _ROUTE) or _bad_value(words)
        if odd:
            tell(silent.unknown_option(odd), row)
        elif not any(word == "default" or parse_prefix(word) for word in _targets(words)):
            tell(silent.ROUTE_WITHOUT_TARGET, row)
        elif tracked and not {
            "dev",
            "oif",
            "no_track",
            "nexthop",
            "blackhole",
            "unreachable",
            "prohibit",
        } & set(words):
            tell(silent.ROUTE_WITHOUT_INTERFACE, row)  # fmt: skip


def rules(rows: list[Statement], tell: Tell) -> None:
    """Policy rules: an action and a preference belong to each."""
    for row in rows:
        words = [word.text for word in row.words]
        odd = _unknown(words, _RULE) or _bad_value(words)
        if odd:
            tell(silent.unknown_option(odd), row)
        elif not _ACTIONS & set(words):
            tell(silent.RULE_WITHOUT_ACTION, row)
        elif not {"preference", "order", "priority"} & set(words):
            tell(silent.RULE_WITHOUT_PREFERENCE, row)


def _targets(words: list[str]) -> list[str]:
    """The words that are no option's value: the destination is among them (or behind ``to``)."""
    found, at = [], 0
    while at < len(words):
        if words[at] in _ROUTE.valued and words[at] not in ("to", "or"):
            at += 1
        else:
            found.append(words[at])
        at += 1
    return found


def _prefix_like(word: str) -> bool:
    return word[:1].isdigit() or ":" in word


def _unknown(words: list[str], known: _Words) -> str:
    at = 0
    while at < len(words):
        if words[at] in known.valued:
            at += 2 if words[at] not in ("to", "as", "via") else 1 + (at + 1 < len(words))
            continue
        if words[at] not in known.alone and not _prefix_like(words[at]):
            return words[at]
        at += 1
    return ""


_BITS = {
    "metric": 32,
    "mtu": 32,
    "priority": 32,
    "preference": 32,
    "order": 32,
    "hoplimit": 8,
    "advmss": 32,
    "window": 32,
}


def _is_bad(option: str, value: str) -> bool:
    if option in ("via", "gw", "src"):
        return value not in ("inet", "inet6") and parse_address(value.partition("/")[0]) is None
    if option in ("from", "to"):
        return value not in ("default", "all", "any") and parse_prefix(value) is None
    if option in _BITS and value != "lock":
        written = number(value)
        return written is None or not 0 <= written < 1 << _BITS[option]
    return option == "scope" and value not in _SCOPES and not value.isdecimal()


def _bad_value(words: list[str]) -> str:
    """The first option whose value keepalived can't use."""
    return next((f"{option} {value}" for option, value in pairwise(words) if _is_bad(option, value)), "")
