"""IP addresses and prefixes, as small numbers: a definition holds tens of thousands of them."""

from functools import lru_cache
from typing import NamedTuple


class Address(NamedTuple):
    """An IPv4 or IPv6 address. ``family`` is 4 or 6; ``text`` is as it was written."""

    family: int
    value: int
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def key(self) -> tuple[int, int]:
        """What makes two addresses the same, however they were written."""
        return self.family, self.value

    @property
    def bits(self) -> int:
        return 32 if self.family == 4 else 128

    @property
    def is_loopback(self) -> bool:
        return self.value >> 24 == 127 if self.family == 4 else self.value == 1


class Prefix(NamedTuple):
    """A network: the address bits above ``length``, the rest zero."""

    family: int
    value: int
    length: int

    def holds(self, address: Address) -> bool:
        """Whether the address lies in the network."""
        if address.family != self.family:
            return False
        shift = address.bits - self.length
        return address.value >> shift == self.value >> shift

    def __str__(self) -> str:
        return f"{number_to_text(self.family, self.value)}/{self.length}"


def prefix_of(address: Address, length: int) -> Prefix:
    """The network of ``length`` bits that the address lies in."""
    shift = address.bits - length
    return Prefix(address.family, address.value >> shift << shift, length)


@lru_cache(maxsize=4096)
def _parse_six(text: str) -> Address | None:
    import ipaddress

    try:
        return Address(6, int(ipaddress.IPv6Address(text.split("%")[0])), text)
    except ValueError:
        return None


def parse_address(text: str) -> Address | None:
    """The address written in ``text`` (dotted quad as inet_pton takes it, or IPv6), else None."""
    if ":" in text:
        return _parse_six(text)
    parts = text.split(".")
    if len(parts) != 4:
        return None
    value = 0
    for part in parts:
        # isdecimal alone takes other scripts' digits too
        if not (part.isascii() and part.isdecimal()) or len(part) > 3:
            return None
        number = int(part)
        if number > 255:
            return None
        value = value << 8 | number
    return Address(4, value, text)


def parse_prefix(text: str) -> tuple[Address, int] | None:
    """(address, prefix length) of ``A/P`` or ``A``; ``A/255.255.255.0`` too."""
    head, slash, tail = text.partition("/")
    address = parse_address(head)
    if address is None:
        return None
    if not slash:
        return address, address.bits
    if tail.isascii() and tail.isdecimal() and len(tail) < 4 and int(tail) <= address.bits:
        return address, int(tail)
    mask = parse_address(tail)
    if mask is not None and mask.family == 4:
        length = netmask_length(mask.value)
        if length is not None:
            return address, length
    return None


def netmask_length(value: int) -> int | None:
    """Length of an IPv4 netmask, None where its bits have gaps."""
    inverse = value ^ 0xFFFFFFFF
    return 32 - inverse.bit_length() if inverse & (inverse + 1) == 0 else None


def number_to_text(family: int, value: int) -> str:
    """An address in its usual form."""
    if family == 4:
        return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))
    import ipaddress

    return str(ipaddress.IPv6Address(value))


def from_number(family: int, value: int) -> Address:
    return Address(family, value, number_to_text(family, value))
