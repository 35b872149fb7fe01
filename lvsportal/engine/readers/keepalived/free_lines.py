"""Lines of blocks that hold no keywords: addresses, routes, the entries of a virtual_server_group."""

from collections.abc import Callable
from itertools import pairwise

from lvsportal.engine.model.address import Address, Prefix, from_number, parse_address, parse_prefix, prefix_of
from lvsportal.engine.model.vrrp import StaticRoute, VirtualAddress
from lvsportal.engine.readers.keepalived import silent
from lvsportal.engine.readers.keepalived.service_settings import integer
from lvsportal.engine.readers.keepalived.tree import Statement

MOST_EXPANDED = 65536

# (vip, fwmark, port, family, group) of one virtual_server or one line of a group.
Tell = Callable[[silent.Told, Statement, int], None]
Head = tuple[Address | None, int, int, int, str]


def virtual_address(line: Statement, interface: str) -> VirtualAddress | None:
    """``ADDRESS[/PREFIX] [dev IF] …``; a prefix that is too long is cut to the address's bits (``lib/utils.c``)."""
    found = parse_prefix(line.keyword)
    if found is None:
        head, _, tail = line.keyword.partition("/")
        alone = parse_address(head) if tail.isascii() and tail.isdecimal() else None
        if alone is None:
            return None
        found = alone, alone.bits
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


def host_address(text: str) -> Address | None:
    """The address of ``A`` or ``A/P``: where one address is wanted keepalived cuts off a prefix (``lib/utils.c: inet_stosockaddr``)."""
    found = parse_address(text)
    return parse_address(text.partition("/")[0]) if found is None and "/" in text else found


def port(text: str) -> int | None:
    """A port as keepalived takes it: 1 – 65535 in digits, 0 for none or zero; None where it is neither, a service's name too."""
    if not (text.isascii() and text.isdecimal()):
        return None if text else 0
    return int(text) if len(text) < 12 and int(text) < 65536 else None


def group_heads(statement: Statement, tell: Tell) -> list[Head]:
    """The entries of a ``virtual_server_group``; ``tell`` takes the rows that keepalived skips (``check_data.c: alloc_vsg_entry``)."""
    heads: list[Head] = []
    name = statement.argument()
    for line in statement.block or ():
        if line.keyword == "fwmark":
            mark = integer(line.argument(), -1)
            if mark < 0 or mark > _MOST_MARK or line.argument(2) not in ("", "inet", "inet6"):
                tell(silent.bad_mark(line.argument(1)), line, 1)
            elif mark:
                heads.append((None, mark, 0, 6 if line.argument(2) == "inet6" else 4, name))
            continue
        number = port(line.argument())
        addresses = _range(line.keyword)
        if number is None or not addresses:
            tell(silent.bad_entry(line.keyword, line.argument()), line, 0)
            continue
        room = MOST_EXPANDED - len(heads)
        heads.extend((address, 0, number, address.family, name) for address in addresses[:room])
    return heads


_MOST_MARK = (1 << 32) - 1


def _range(text: str) -> list[Address]:
    """``A``, ``A-LAST``, ``A-B`` or ``A/P``: at most 65,536 addresses, none where keepalived skips the row."""
    low, dash, high = text.partition("-")
    found = parse_prefix(low)
    if found is None:
        return []
    first, length = found
    if not dash:
        count = 1 << min(first.bits - length, 16)
        if length == 0 or first.value & ((1 << first.bits - length) - 1):
            return [first] if length == first.bits else []  # bits set behind the mask
        return (
            [first] if count == 1 else [from_number(first.family, first.value + step) for step in range(count)]
        )
    last = _last(first, high)
    if last is None or last <= first.value:
        return []
    last = min(last, first.value + MOST_EXPANDED - 1)
    return [first, *(from_number(first.family, value) for value in range(first.value + 1, last + 1))]


def _last(first: Address, text: str) -> int | None:
    """The end of a range: a whole address of the same family, the last octet, or the last 16 bits in hexadecimal."""
    end = parse_address(text)
    if end is not None:
        return end.value if end.family == first.family else None
    if first.family == 4:
        digits = text.isascii() and text.isdecimal() and len(text) < 4 and int(text) < 256
        return first.value & ~255 | int(text) if digits else None
    digits = 0 < len(text) < 5 and all(letter in "0123456789abcdefABCDEF" for letter in text)
    return first.value & ~0xFFFF | int(text, 16) if digits else None
