"""``ADDRESS:PORT`` as ipvsadm, ldirectord and people write it."""

from lvsportal.engine.model.address import Address, parse_address
from lvsportal.engine.readers.ports import port_number


def endpoint(text: str) -> tuple[Address, int] | None:
    """``A:P`` or ``[A]:P``; P may be a name or be missing."""
    host, colon, port = text.rpartition(":")
    if not colon or (host.count(":") and not host.endswith("]")):
        host, port = text, ""
    address = parse_address(host.strip("[]"))
    number = port_number(port)
    return None if address is None or number is None else (address, number)
