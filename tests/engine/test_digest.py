"""The digest of what was judged is the one that `sha256sum` makes."""

import subprocess
from pathlib import Path

from lvsportal.engine.compare.digest import digest, digest_of
from lvsportal.engine.source.bundle import from_paths

COMMAND = "find * -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum"


def test_a_pipeline_can_compute_it(tmp_path: Path) -> None:
    for name, content in (
        ("lb2/keepalived.conf", b"a\xff\r\n"),
        ("lb1/keepalived.conf", "中".encode("gb18030")),
        ("lb1/B.conf", b"x"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(COMMAND, shell=True, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert digest_of(from_paths([str(tmp_path)])) == "sha256:" + done.stdout.split()[0]


def test_order_does_not_count_and_a_byte_does() -> None:
    files = [("a", b"1"), ("b", b"2")]
    assert digest(files) == digest(files[::-1]) != digest([("a", b"1"), ("b", b"3")])
