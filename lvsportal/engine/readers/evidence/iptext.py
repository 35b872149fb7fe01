"""The text forms of what ``ip -j`` prints: ``ip addr``, ``ip -o addr``, ``ip link``, ``ifconfig`` (net-tools old and new,
busybox), ``ip route``, ``route -n``, ``netstat -rn``, ``ip rule``. Each gives the rows that ``ip -j`` would."""

import re
from collections.abc import Iterator
from typing import Any

from lvsportal.engine.model.address import netmask_length, parse_address

Row = dict[str, Any]

_HEAD = re.compile(r"^\d+:[ \t]+([^\s:@]+)(?:@(\S+?))?:?[ \t]+(?:<([^>]*)>)?")
_INET = re.compile(r"\binet6?[ \t]+([0-9a-fA-F:.]+)(?:[ \t]+peer[ \t]+\S+?)?(?:/(\d+))?\b(.*)")
_LINK = re.compile(r"\blink/(\S+)(?:[ \t]+([0-9a-fA-F:]{17}))?")
_SCOPE = re.compile(r"\bscope[ \t]+(\w+)")
_KINDS = ("vlan", "bond", "bridge", "macvlan", "ipvlan", "dummy", "ipip", "sit", "gre", "veth", "vrf", "vxlan")


def interfaces(text: str) -> list[Row]:
    """Interfaces with their links and addresses, from any of the forms."""
    return _ifconfig(text) if _looks_like_ifconfig(text) else list(_ip(text).values())


def _looks_like_ifconfig(text: str) -> bool:
    return re.search(r"^\S+[ \t]+Link encap:|^\S+: flags=\d+<", text, re.MULTILINE) is not None


def _ip(text: str) -> dict[str, Row]:
    found: dict[str, Row] = {}
    row: Row | None = None
    for line in text.split("\n"):
        head = _HEAD.match(line)
        if head:
            row = found.setdefault(head[1], {"ifname": head[1], "addr_info": []})
            if head[3] is not None:
                row["flags"] = head[3].split(",")
            if head[2]:
                row["link"] = head[2]
            mtu = re.search(r"\bmtu (\d+)", line)
            if mtu:
                row["mtu"] = int(mtu[1])
            master = re.search(r"\bmaster (\S+)", line)
            if master:
                row["master"] = master[1]
        if row is None:
            continue
        link = _LINK.search(line)
        if link:
            row["link_type"], row["address"] = link[1], (link[2] or "").lower()
        inet = _INET.search(line)
        if inet and parse_address(inet[1]) is not None:
            row["addr_info"].append(_address(inet[1], inet[2], inet[3]))
        words = line.split()
        if not head and words and words[0] in _KINDS:
            row["linkinfo"] = {"info_kind": words[0]}
    return found


def _address(address: str, length: str | None, rest: str) -> Row:
    scope = _SCOPE.search(rest)
    row: Row = {"local": address, "scope": scope[1] if scope else "global"}
    row["prefixlen"] = int(length) if length else (128 if ":" in address else 32)
    for word in ("tentative", "dadfailed", "secondary"):
        if word in rest.split():
            row[word] = True
    return row


def _ifconfig(text: str) -> list[Row]:
    """An alias (``lo:0``) is no interface of its own: its address stands on the one before the colon."""
    found: dict[str, Row] = {}
    row: Row | None = None
    for line in text.split("\n"):
        head = re.match(r"^([^\s:]+)(?::(\d\S*))?(?::)?[ \t]+(?:Link encap:(.*)|flags=\d+<([^>]*)>.*)$", line)
        if head:
            row = found.setdefault(head[1], {"ifname": head[1], "addr_info": []})
            if head[4] is not None:
                row["flags"] = head[4].split(",")
            hardware = re.search(r"HWaddr ([0-9a-fA-F:]{17})", line)
            if hardware:
                row["address"] = hardware[1].lower()
        if row is None:
            continue
        _ifconfig_line(row, line)
    return list(found.values())


def _ifconfig_line(row: Row, line: str) -> None:
    old = re.search(r"inet addr:(\S+).*?Mask:(\S+)", line)
    new = re.search(r"inet (\d\S+)[ \t]+netmask (\S+)", line)
    six = re.search(r"inet6 (?:addr: ?)?([0-9a-fA-F:]+)(?:/(\d+)|[ \t]+prefixlen (\d+))(.*)", line)
    ether = re.search(r"^[ \t]+ether ([0-9a-fA-F:]{17})", line)
    if ether:
        row["address"] = ether[1].lower()
    plain = old or new
    if plain:
        address, mask = plain.groups()
        number = int(mask, 16) if mask.startswith("0x") else _mask_value(mask)
        length = netmask_length(number) if number is not None else None
        scope = "host" if address.startswith("127.") else "global"
        row["addr_info"].append(
            {"local": address, "prefixlen": 32 if length is None else length, "scope": scope}
        )
    elif six:
        link = "link" in six[4].lower()
        row["addr_info"].append(
            {"local": six[1], "prefixlen": int(six[2] or six[3]), "scope": "link" if link else "global"}
        )


def _mask_value(mask: str) -> int | None:
    address = parse_address(mask)
    return address.value if address is not None else None


# -- routes ----------------------------------------------------------------------------------------------------

_TYPES = (
    "local",
    "broadcast",
    "unreachable",
    "blackhole",
    "prohibit",
    "throw",
    "multicast",
    "anycast",
    "unicast",
)
_PAIRS = {
    "via": "gateway",
    "dev": "dev",
    "src": "prefsrc",
    "metric": "metric",
    "table": "table",
    "scope": "scope",
}


def routes(text: str) -> list[Row]:
    """Routes, from ``ip route`` or from a table with the head ``Destination Gateway Genmask``."""
    if re.search(r"^Destination[ \t]+Gateway[ \t]+Genmask", text, re.MULTILINE):
        return list(_route_table(text))
    return list(_ip_routes(text))


def _ip_routes(text: str) -> Iterator[Row]:
    row: Row | None = None
    for line in text.split("\n"):
        words = line.split()
        if not words:
            continue
        if words[0] == "nexthop" and row is not None:
            row.setdefault("nexthops", []).append(_pairs(words[1:]))
            continue
        kind = words[0] if words[0] in _TYPES else ""
        words = words[1:] if kind else words
        if not words or not (words[0] == "default" or re.match(r"[0-9a-fA-F:.]+(/\d+)?$", words[0])):
            continue
        if row is not None:
            yield row
        row = {"dst": words[0], **_pairs(words[1:])}
        if kind:
            row["type"] = kind
        if "pref" in words or ":" in words[0]:
            row["family"] = "inet6"
    if row is not None:
        yield row


def _pairs(words: list[str]) -> Row:
    found: Row = {}
    for at, word in enumerate(words[:-1]):
        if word in _PAIRS:
            value = words[at + 1]
            if word == "via" and value in ("inet", "inet6") and at + 2 < len(words):
                value = words[at + 2]
            found[_PAIRS[word]] = value
    return found


def _route_table(text: str) -> Iterator[Row]:
    for line in text.split("\n"):
        words = line.split()
        if len(words) < 8 or parse_address(words[0]) is None:
            continue
        mask = parse_address(words[2])
        length = netmask_length(mask.value) if mask is not None else None
        if length is None:
            continue
        row: Row = {"dst": f"{words[0]}/{length}" if length else "default", "dev": words[-1]}
        if "G" in words[3]:
            row["gateway"] = words[1]
        if "!" in words[3]:
            row["type"] = "unreachable"
        if words[4].isdecimal():
            row["metric"] = int(words[4])
        yield row


# -- policy rules ----------------------------------------------------------------------------------------------


def rules(text: str) -> list[Row]:
    """``100: from 10.1.0.0/24 to all fwmark 0x1/0xff iif eth0 lookup 100``."""
    found: list[Row] = []
    for line in text.split("\n"):
        head = re.match(r"^[ \t]*(\d+):[ \t]+(.*)$", line)
        if head is None:
            continue
        row: Row = {"priority": int(head[1]), "src": "all"}
        words = head[2].split()
        for at, word in enumerate(words):
            value = words[at + 1] if at + 1 < len(words) else ""
            if word in ("from", "to") and value != "all":
                address, _, length = value.partition("/")
                name = "src" if word == "from" else "dst"
                row[name] = address
                if length:
                    row[f"{name}len"] = int(length)
            elif word == "fwmark":
                mark, _, mask = value.partition("/")
                row["fwmark"] = mark
                if mask:
                    row["fwmask"] = mask
            elif word == "lookup":
                row["table"] = value
            elif word in ("iif", "oif", "tos", "ipproto", "sport", "dport", "uidrange"):
                row[word] = value
            elif word in ("unreachable", "blackhole", "prohibit"):
                row["action"] = word
            elif word == "not":
                row["not"] = True
        found.append(row)
    return found


def neighbours(text: str) -> list[Row]:
    """``10.0.0.1 dev eth0 lladdr 52:54:00:00:00:01 REACHABLE``."""
    found = re.finditer(r"^(\S+) dev (\S+) lladdr ([0-9a-fA-F:]{17})", text, re.MULTILINE)
    return [{"dst": one[1], "dev": one[2], "lladdr": one[3]} for one in found]
