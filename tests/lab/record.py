"""The recorded lab: the evidence of every scenario and what its clients saw, so that it replays without a kernel.

``python -m tests.lab.record FOLDER…`` packs what ``python -m tests.lab --keep FOLDER`` left behind.
"""

import io
import json
import sys
import tarfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lvsportal.engine.source.bundle import Bundle, from_files

RECORDED = Path(__file__).with_name("recorded.tar.xz")
# What no reader takes, and what a node that runs nothing of it leaves behind.
_LEFT_OUT = {"ip-neigh.json"}


class Probe(NamedTuple):
    """What a client asked, and each thing that it saw: ``answered:rs1``, ``timeout``, ``refused`` …"""

    source: str
    to: str
    port: int
    protocol: str
    seen: frozenset[str]

    @property
    def name(self) -> str:
        host = f"[{self.to}]" if ":" in self.to else self.to
        return f"{host}:{self.port}/{self.protocol}"


class Recorded(NamedTuple):
    """A scenario: its nodes' evidence by path, and its probes."""

    name: str
    files: tuple[tuple[str, bytes], ...]
    probes: tuple[Probe, ...]

    @property
    def bundle(self) -> Bundle:
        return from_files(list(self.files))

    def without(self, *paths: str) -> "Recorded":
        """The same with some files taken away."""
        return self._replace(files=tuple(one for one in self.files if one[0] not in paths))


@cache
def recorded() -> dict[str, Recorded]:
    """All scenarios by name."""
    files: dict[str, list[tuple[str, bytes]]] = {}
    probes: dict[str, tuple[Probe, ...]] = {}
    with tarfile.open(RECORDED) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is None:
                continue
            name, _, path = member.name.partition("/")
            if path == "seen.json":
                probes[name] = tuple(map(_probe, json.load(content)))
            else:
                files.setdefault(name, []).append((path, content.read()))
    return {name: Recorded(name, tuple(files[name]), probes[name]) for name in sorted(files)}


def _probe(asked: dict[str, object]) -> Probe:
    seen = asked["seen"]
    assert isinstance(seen, list)
    return Probe(
        str(asked["from"]), str(asked["to"]), int(str(asked["port"])), str(asked["protocol"]), frozenset(seen)
    )


def pack(folders: list[Path]) -> int:
    """Write ``recorded.tar.xz`` from kept folders; how many scenarios there are."""
    done = 0
    with tarfile.open(RECORDED, "w:xz", preset=9) as archive:
        for seen in sorted(_kept(folders), key=lambda path: path.parent.name):
            done += 1
            for path in sorted(seen.parent.rglob("*")):
                if path.is_file() and path.name not in _LEFT_OUT:
                    _add(archive, path, seen.parent)
    return done


def _kept(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        for seen in folder.glob("guest*/*/seen.json"):
            if not (seen.parent / "failed.txt").exists():
                yield seen


def _add(archive: tarfile.TarFile, path: Path, scenario: Path) -> None:
    """A file without owner and time: the same evidence packs to the same archive."""
    content = path.read_bytes()
    told = tarfile.TarInfo(f"{scenario.name}/{path.relative_to(scenario)}")
    told.size = len(content)
    archive.addfile(told, io.BytesIO(content))


if __name__ == "__main__":
    print(f"{pack([Path(name) for name in sys.argv[1:]])} scenarios in {RECORDED.name}")
