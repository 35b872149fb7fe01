"""A walk's capture is one that other tools read."""

import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lvsportal.engine.drawing.capture import _crc32c, capture
from lvsportal.engine.report.localise import localise
from lvsportal.engine.rules.catalogue import folders
from lvsportal.engine.service import review
from lvsportal.engine.source.bundle import from_paths


def circle() -> dict[str, Any]:
    path = Path(folders()["LVS007"]) / "examples" / "violated-mac-of-the-wrong-node"
    report = localise(review(from_paths([str(path)])), "en")
    walk: dict[str, Any] = next(
        one["walk"] for one in report["results"] if one["rule"] == "LVS007" and one["walk"]
    )
    assert walk["outcome"] == "loop"
    return walk


def test_the_capture_is_whole_blocks_with_an_interface_for_each_that_sent() -> None:
    data, at, kinds = capture(circle()), 0, []
    while at < len(data):
        kind, size = struct.unpack_from("<II", data, at)
        assert struct.unpack_from("<I", data, at + size - 4)[0] == size
        kinds.append(kind)
        at += size
    assert kinds[0] == 0x0A0D0D0A
    assert kinds.count(1) >= 2  # an interface of each director
    assert kinds.count(6) > 60  # a frame a lap, until the TTL is used up


@pytest.mark.parametrize(
    "mac", ["", "zz:zz:zz:zz:zz:zz", "52:54:0", "x" * 5000, "52:54:00:12:34:５6", "\x1b[2J"]
)
@pytest.mark.parametrize("address", ["10.0.00.100", "", "2001:db8::1", "10.0.0.1/24", "x"])
def test_evidence_that_is_none_breaks_no_capture(mac: str, address: str) -> None:
    walk = circle()
    for hop in walk["hops"]:
        hop["frame"]["dst_mac"] = mac
        hop["packet"]["dst"] = address
    assert capture(walk)


@pytest.mark.needs_kernel
def test_tcpdump_reads_each_frame_with_its_falling_ttl(tmp_path: Path) -> None:
    file = tmp_path / "walk.pcap"
    file.write_bytes(capture(circle()))
    told = subprocess.run(["tcpdump", "-nvr", str(file)], capture_output=True, text=True, check=True).stdout
    assert "ttl 63" in told and "ttl 1," in told
    assert "Flags [S]" in told and "bad" not in told and "incorrect" not in told


def test_an_sctp_connection_opens_with_an_init_chunk() -> None:
    packet = {
        "src": "10.0.0.10",
        "dst": "10.0.0.100",
        "protocol": "sctp",
        "sport": 40000,
        "dport": 80,
        "ttl": 64,
    }
    hop = {"node": "a", "interface": "eth0", "action": "", "to": "b", "note": "", "packet": packet}
    frame = {"src_mac": "", "dst_mac": ""}
    data = capture({"outcome": "lost", "by": "b", "reason": "", "hops": [hop | {"frame": frame}]})
    segment = data[data.index(b"\x9c\x40\x00\x50") :]
    assert segment[12] == 1  # INIT
    assert _crc32c(b"123456789") == 0xE3069283  # the check value of CRC-32C
