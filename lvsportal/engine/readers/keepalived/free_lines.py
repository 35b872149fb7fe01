"""Lines of blocks that hold no keywords: addresses, routes, the entries of a virtual_server_group."""

from itertools import pairwise

from lvsportal.engine.model.address import Address, Prefix, from_number, parse_address, parse_prefix, prefix_of
from lvsportal.engine.model.vrrp import StaticRoute, VirtualAddress
from lvsportal.engine.readers.keepalived.service_settings import integer
from lvsportal.engine.readers.keepalived.tree import Statement
from lvsportal.engine.readers.ports import port_number

MOST_EXPANDED = 65536

# (vip, fwmark, port, family, group) of one virtual_server or one line of a group.
Head = tuple[Address | None, int, int, int, str]


def virtual_address(line: Statement, interface: str) -> VirtualAddress | None:
    found = parse_prefix(line.keyword)
    if found is None:
        return None
    address, length = found
    words = [word.text for word in line.words]
    device = words[words.index("dev") + 1] if "dev" in words[:-1] else interface
    written = length if "/" in line.keyword else None
    return VirtualAddress(address, written, device, line.span(), "no_track" in words)


def route(line: Statement) -> StaticRoute | None:
    """``[type] PREFIX [via A] [dev IF] …``, also ``to PREFIX``, ``src A``; ``gw`` is the old ``via``."""
    words = [word.text for word in line.words]
    options = dict(pairwise(words))
    target = next((word for word in words if word == "default" or parse_prefix(word)), "")
    gateway = parse_address(options.get("via", options.get("gw", "")))
    if target == "default":
        prefix = Prefix(gateway.family if gateway else 4, 0, 0)
    elif (found := parse_prefix(target)) is not None:
        prefix = prefix_of(*found)
    else:
        return None
    return StaticRoute(prefix, gateway, options.get("dev", options.get("oif", "")), line.span())


def group_heads(statement: Statement) -> list[Head]:
    heads: list[Head] = []
    name = statement.argument()
    for line in statement.block or ():
        if line.keyword == "fwmark":
            mark = integer(line.argument(), 0)
            if mark:
                heads.append((None, mark, 0, 6 if line.argument(2) == "inet6" else 4, name))
            continue
        port = port_number(line.argument()) if len(line.words) > 1 else 0
        if port is None:
            continue
        for address in _range(line.keyword):
            if len(heads) >= MOST_EXPANDED:
                break
            heads.append((address, 0, port, address.family, name))
    return heads


def _range(text: str) -> list[Address]:
    """``A``, ``A-LAST``, ``A-B`` or ``A/P``: at most 65,536 addresses."""
    low, dash, high = text.partition("-")
    found = parse_prefix(low)
    if found is None:
        return []
    first, length = found
    if not dash:
        count = 1 << min(first.bits - length, 16)
        return (
            [first] if count == 1 else [from_number(first.family, first.value + step) for step in range(count)]
        )
    end = parse_address(high)
    if end is not None:
        last = end.value
    elif first.family == 4 and high.isdecimal():
        last = first.value & ~255 | min(int(high), 255)
    else:
        try:
            last = first.value & ~0xFFFF | int(high, 16)
        except ValueError:
            return [first]
    last = min(last, first.value + MOST_EXPANDED - 1)
    return [first, *(from_number(first.family, value) for value in range(first.value + 1, last + 1))]
