"""What the fuzzer found, and hostile inputs that people think of: one clear sentence, in bounded time and memory."""

import io
import lzma
import resource
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.target import NAMES, read_anything

FOUND = sorted(
    path for path in Path(__file__).with_name("found").glob("*") if not path.name.startswith("bundle-")
)


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_was_found_once_is_read_now(path: Path) -> None:
    read_anything(path.read_bytes())


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, len(NAMES) - 1), st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode))
)
def test_no_file_of_any_kind_makes_a_reader_raise(kind: int, data: bytes) -> None:
    read_anything(bytes([kind]) + data)


def _zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/keepalived.conf", b"\n" * (200 << 20))
    return file.getvalue()


def _climbing_tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, kind in (("../../etc/keepalived.conf", tarfile.REGTYPE), ("lb1/link", tarfile.SYMTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member, io.BytesIO(b"") if kind == tarfile.REGTYPE else None)
        content = (
            b"virtual_server 10.0.0.1 80 {\n lb_kind DR\n protocol TCP\n real_server 10.0.0.2 80 {\n }\n}\n"
        )
        member = tarfile.TarInfo("lb1/keepalived.conf")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


HOSTILE = {
    "braces.conf": lambda: b"{" * (100 << 20),
    "one-line.conf": lambda: b"virtual_server " + b"a" * (10 << 20) + b" {\n}\n",
    "nested.conf": lambda: b"vrrp_instance a {\n" * 100_000,
    "open-heads.conf": lambda: b"virtual_server 10.0.0.1 80 {\n" * 200_000,
    "sequences.conf": lambda: b"virtual_server 10.0.0.1 80 {\n~SEQ(A,1,1000) ~SEQ(B,1,1000) ~SEQ(C,1,1000) weight $A$B$C\n}\n",
    "multiplying.conf": lambda: b"$A=" + b"x" * 900 + b"\n$B=$A$A$A$A$A$A$A$A$A$A\n$C=$B$B$B$B$B$B$B$B$B$B\n$D=$C$C$C$C$C$C$C$C\nvrrp_instance $D$D$D {\n}\n",
    "naming-the-next.conf": lambda: b"$A0=xxxxxxxxxx\n" + b"".join(b"$A%d=" % n + b"$A%d " % (n - 1) * 10 + b"\n" for n in range(1, 13)) + b"vrrp_instance V {\n notify $A12\n}\n",
    "random.conf": lambda: b"".join(b"vrrp_instance V%d {\n priority ${_RANDOM %s}\n}\n" % (n, bounds) for n, bounds in enumerate((b"5 3", b"5 abc", b"99999", b"9" * 500, b"-1", b"\xd9\xa3"))),
    "include.conf": lambda: b"include include.conf\nvirtual_server 10.0.0.1 80 {\n}\n",
    "nul.conf": lambda: b"virtual_server\0 10.0.0.1 80 {\n" * 1000,
    "utf16.conf": lambda: "virtual_server 10.0.0.1 80 {\n}\n".encode("utf-16"),
    "lone-cr.conf": lambda: b"virtual_server 10.0.0.1 80 {\r lb_kind DR\r}\r",
    "bomb.zip": _zip_bomb,
    "bomb.tar.xz": lambda: lzma.compress(b"\0" * (200 << 20)),
    "climbing.tar.gz": _climbing_tar,
    "deep.yaml": lambda: b"nodes: " + b"{a: " * 5000,
    "ip-addr.json": lambda: b"[" * 1_000_000,
    "iptables-save.txt": lambda: b"*filter\n:INPUT ACCEPT\n" + b"-A INPUT -j INPUT\n" * 100_000,
}  # fmt: skip


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1200 << 20, 1200 << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_ends_within_its_bounds_and_without_a_traceback(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lvsportal"), "check", str(path), "--format", "json"],
        capture_output=True,
        timeout=90,
        preexec_fn=_bounded,
    )
    told = done.stderr.decode(errors="replace")
    assert done.returncode in (0, 1, 2), told[-500:]
    assert "Traceback" not in told
    if done.returncode == 2:
        assert told.startswith("lvsportal: ") and told.count("\n") == 1
