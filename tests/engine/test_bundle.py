"""What is put in is bounded, and its names are safe."""

import io
import tarfile
import time
import zipfile

import pytest

from lvsportal.engine.source.bundle import from_files
from lvsportal.engine.source.limits import Limits
from lvsportal.engine.source.source import RefusedInput

SMALL = Limits(file_bytes=10_000, total_bytes=20_000, files=3)


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ([("../../etc/passwd", b"x")], "bad_path"),
        ([("/etc/passwd", b"x")], "bad_path"),
        ([("a\nb", b"x")], "bad_path"),
        ([("a", b"")], "empty"),
        ([("a", b"   \n")], "empty"),
        ([("a", bytes(range(256)) * 4)], "binary"),
        ([("a", b"x" * 10_001)], "too_large"),
        ([("a", b"x" * 9000), ("b", b"x" * 9000), ("c", b"x" * 9000)], "too_large"),
        ([(name, b"x") for name in "abcd"], "too_many"),
        ([("a.zip", b"PK\x03\x04 broken")], "archive"),
    ],
)
def test_each_mistake_has_its_own_sentence(files: list[tuple[str, bytes]], kind: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        from_files(files, SMALL)
    assert refused.value.kind == kind
    assert refused.value.message.en and refused.value.message.zh


def _zip(files: dict[str, bytes]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return found.getvalue()


def test_archives_are_unpacked() -> None:
    data = _zip({"lb1/keepalived.conf": b"vrrp_instance A {\n}\n"})
    assert [source.path for source in from_files([("b.zip", data)]).sources] == ["lb1/keepalived.conf"]


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "lb1/../../x", "lb1/\x1b[2J", "lb1/\u202egnp.conf"])
def test_a_member_that_climbs_or_hides_refuses_the_whole(name: str) -> None:
    data = _zip({"lb1/keepalived.conf": b"vrrp_instance A {\n}\n", name: b"x"})
    with pytest.raises(RefusedInput) as refused:
        from_files([("b.zip", data)])
    assert refused.value.kind == "bad_path"
    assert refused.value.path.isascii() and refused.value.path.isprintable()


def test_a_path_in_two_archives_is_given_twice() -> None:
    data = _zip({"lb1/keepalived.conf": b"x 1\n"})
    with pytest.raises(RefusedInput) as refused:
        from_files([("a.zip", data), ("b.zip", data)])
    assert (refused.value.kind, refused.value.path) == ("twice", "lb1/keepalived.conf")


def _pax(name: str, value: bytes) -> bytes:
    body = b"%d comment=%s\n" % (len(value) + 20, value)
    head = tarfile.TarInfo(name)
    head.type, head.size = tarfile.XHDTYPE, len(body)
    return head.tobuf(tarfile.GNU_FORMAT) + body + b"\0" * (-len(body) % 512)


def test_a_tar_name_of_odd_bytes_is_refused_and_can_be_told() -> None:
    head = tarfile.TarInfo("lb1/\udcff.conf")
    head.size = 4
    data = head.tobuf(tarfile.GNU_FORMAT, errors="surrogateescape") + b"a b\n" + b"\0" * (508 + 1024)
    with pytest.raises(RefusedInput) as refused:
        from_files([("b.tar", data)])
    refused.value.message.en.encode()
    refused.value.path.encode()


@pytest.mark.parametrize(
    "data",
    [
        _pax("x", b"1" * 3_000_000) + b"\0" * 1024,
        b"".join(tarfile.TarInfo(f"d{number}/").tobuf() for number in range(20_000)),
        _pax("x", b"GNU.sparse.major=1") + b"\0" * 1024,
        tarfile.TarInfo("a").tobuf()[:124] + b"\xff" * 12 + tarfile.TarInfo("a").tobuf()[136:] + b"\0" * 1024,
    ],
    ids=["long header", "many members", "sparse", "negative size"],
)
def test_a_hostile_tar_costs_nothing(data: bytes) -> None:
    start = time.process_time()
    with pytest.raises(RefusedInput):
        from_files([("b.tar", data)])
    assert time.process_time() - start < 2


def test_a_zip_of_many_entries_is_refused_before_they_are_read() -> None:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"d{number}/", b"")
    with pytest.raises(RefusedInput) as refused:
        from_files([("b.zip", found.getvalue())])
    assert refused.value.kind == "too_many"


def test_links_in_a_tar_are_left_out() -> None:
    found = io.BytesIO()
    with tarfile.open(fileobj=found, mode="w:xz") as archive:
        link = tarfile.TarInfo("lb1/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        file = tarfile.TarInfo("lb1/keepalived.conf")
        file.size = 5
        archive.addfile(file, io.BytesIO(b"a b\nc"))
    assert [source.path for source in from_files([("b.tar.xz", found.getvalue())]).sources] == [
        "lb1/keepalived.conf"
    ]


@pytest.mark.parametrize("kind", ["zip", "gz", "xz"])
def test_a_bomb_is_refused(kind: str) -> None:
    zeros = b"0" * 30_000_000
    if kind == "zip":
        data = _zip({"bomb": zeros})
    else:
        found = io.BytesIO()
        with tarfile.open(fileobj=found, mode=f"w:{kind}") as archive:
            file = tarfile.TarInfo("bomb")
            file.size = len(zeros)
            archive.addfile(file, io.BytesIO(zeros))
        data = found.getvalue()
    with pytest.raises(RefusedInput) as refused:
        from_files([(f"b.{kind}", data)], SMALL)
    assert refused.value.kind == "too_large"
