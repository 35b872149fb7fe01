"""A walk as a capture that Wireshark opens: one pcapng file with one interface for each that a frame went through
(draft-ietf-opsawg-pcapng, sections 4.1 – 4.3). Frames are made from the walk's data; what is not shown is zero."""

from __future__ import annotations

import ipaddress
import string
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lvsportal.engine.report.types import Hop, Packet, Walk


_SECTION = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
_ETHERNET = 1
_PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132}
_SYN, _ACK, _RST = 0x02, 0x10, 0x04


def capture(walk: Walk[str]) -> bytes:
    """The capture of a localised walk. Each hop that leaves a node is a frame on that node's interface."""
    interfaces: dict[str, int] = {}
    blocks: list[bytes] = []
    for number, hop in enumerate(walk["hops"]):
        if not hop["to"]:
            continue
        name = f"{hop['node']}/{hop['interface'] or 'wire'}"
        index = interfaces.setdefault(name, len(interfaces))
        blocks.append(_packet_block(index, number, _frame(hop, _flags(walk, number))))
    return b"".join([_SECTION, *(_interface_block(name) for name in interfaces), *blocks])


def _block(kind: int, body: bytes) -> bytes:
    body += b"\0" * (-len(body) % 4)
    size = len(body) + 12
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def _option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def _interface_block(name: str) -> bytes:
    return _block(1, struct.pack("<HHI", _ETHERNET, 0, 0) + _option(2, name.encode()) + _option(0, b""))


def _packet_block(interface: int, step: int, frame: bytes) -> bytes:
    """A millisecond a step, so that the order is kept."""
    stamp = step * 1000
    head = struct.pack("<IIIII", interface, stamp >> 32, stamp & 0xFFFFFFFF, len(frame), len(frame))
    return _block(6, head + frame)


def _flags(walk: Walk[str], number: int) -> int:
    """SYN on the way there; SYN and ACK, or RST and ACK, on the way back."""
    answered = refused = False
    first = walk["hops"][0]["packet"]
    for hop in walk["hops"][: number + 1]:
        answered |= hop["packet"]["dst"] == first["src"]
    refused = walk["outcome"] == "refused"
    if not answered:
        return _SYN
    return _ACK | (_RST if refused else _SYN)


def _frame(hop: Hop[str], flags: int) -> bytes:
    packet = hop["packet"]
    segment = _segment(packet, flags)
    inner = _ip(packet["src"], packet["dst"], _PROTOCOLS.get(packet["protocol"], 6), packet["ttl"], segment)
    outer = packet.get("outer")
    if outer:
        inner = _ip(outer["src"], outer["dst"], 4, 64, inner)
    kind = 0x86DD if ":" in packet["src"] else 0x0800
    return _mac(hop["frame"]["dst_mac"]) + _mac(hop["frame"]["src_mac"]) + struct.pack("!H", kind) + inner


def _mac(text: str) -> bytes:
    """Zero where none is shown, or what evidence shows is none."""
    digits = text.replace(":", "")
    if len(digits) != 12 or any(digit not in string.hexdigits for digit in digits):
        return b"\0" * 6
    return bytes.fromhex(digits)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """0.0.0.0 for what is no address as ``ipaddress`` reads it, ``10.0.00.100`` for one."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return ipaddress.IPv4Address(0)


def _ip(source: str, destination: str, protocol: int, ttl: int, body: bytes) -> bytes:
    one, other = _address(source), _address(destination)
    if one.version == other.version == 6:
        return struct.pack("!IHBB", 6 << 28, len(body), protocol, ttl) + one.packed + other.packed + body
    head = (
        struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0x4000, ttl, protocol, 0)
        + one.packed
        + other.packed
    )
    return head[:10] + struct.pack("!H", _checksum(head)) + head[12:] + body


def _segment(packet: Packet, flags: int) -> bytes:
    """A TCP or UDP header with its checksum over the pseudo-header; of SCTP the chunk that opens a connection."""
    ports = struct.pack("!HH", packet["sport"] & 0xFFFF, packet["dport"] & 0xFFFF)
    protocol = _PROTOCOLS.get(packet["protocol"], 6)
    if protocol == 132:
        return _sctp(ports, flags)
    if protocol == 17:
        body, at = ports + struct.pack("!HH", 8, 0), 6
    else:
        body, at = ports + struct.pack("!IIBBHHH", 0, 0, 5 << 4, flags, 65535, 0, 0), 16
    ends = _address(packet["src"]).packed + _address(packet["dst"]).packed
    total = _checksum(ends + struct.pack("!HH", protocol, len(body)) + body)
    return body[:at] + struct.pack("!H", total) + body[at + 2 :]


_INIT, _INIT_ACK, _ABORT = 1, 2, 6


def _sctp(ports: bytes, flags: int) -> bytes:
    """An INIT, its acknowledgement or an ABORT (RFC 9260, section 3), with the CRC-32C of all of it."""
    if flags & _RST:
        chunk = struct.pack("!BBH", _ABORT, 0, 4)
    else:
        kind = _INIT_ACK if flags & _ACK else _INIT
        chunk = struct.pack("!BBHIIHHI", kind, 0, 20, 1, 65535, 1, 1, 1)
    packet = ports + struct.pack("!II", 0, 0) + chunk
    return packet[:8] + struct.pack("<I", _crc32c(packet)) + packet[12:]


def _crc32c(data: bytes) -> int:
    """Castagnoli's CRC (RFC 9260, appendix A)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def _checksum(data: bytes) -> int:
    data += b"\0" * (len(data) % 2)
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
