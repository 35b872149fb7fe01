"""What is put in is bounded, and its names are safe."""

import io
import tarfile
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


def test_archives_are_unpacked_and_names_that_climb_are_left_out() -> None:
    data = _zip({"lb1/keepalived.conf": b"vrrp_instance A {\n}\n", "../evil": b"x"})
    assert [source.path for source in from_files([("b.zip", data)]).sources] == ["lb1/keepalived.conf"]


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
