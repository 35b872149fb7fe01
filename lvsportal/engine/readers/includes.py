"""Which files of a bundle an ``include`` means."""

import re
from fnmatch import fnmatchcase

from lvsportal.engine.source.source import Source

_INCLUDE = re.compile(r"^[ \t]*include[rmbwa]?[ \t]+([^\s#!]+)", re.MULTILINE)


class Includes:
    """Finds included files by their written path: relative to the including file, or, since a bundle rarely holds
    a whole file system, by the longest tail of the path that fits."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._sources = sources

    def load(self, including: str, pattern: str) -> list[Source]:
        """The files that ``pattern`` means in the file at path ``including``, sorted."""
        folder = including.rpartition("/")[0]
        parts = [part for part in pattern.strip('"').split("/") if part not in ("", ".")]
        while parts and parts[0] == "..":
            parts, folder = parts[1:], folder.rpartition("/")[0]
        if not pattern.startswith("/"):
            return self._matching(folder, parts)
        for start in range(len(parts)):
            here = folder
            while True:
                found = [
                    file for file in self._matching(here, parts[start:]) if file.path != including
                ]  # a file of the same name elsewhere on the machine, which was not given
                if found or not here:
                    break
                here = here.rpartition("/")[0]
            if found:
                return found
        return []

    def targets(self) -> set[str]:
        """Paths of all files that some file includes."""
        found: set[str] = set()
        for source in self._sources:
            if "include" in source.text:
                for use in _INCLUDE.finditer(source.text):
                    found.update(
                        file.path for file in self.load(source.path, use[1]) if file.path != source.path
                    )
        return found

    def _matching(self, folder: str, parts: list[str]) -> list[Source]:
        wanted = [*(folder.split("/") if folder else ()), *parts]
        return [
            source
            for source in self._sources
            if _fits(source.path.split("/"), wanted, len(wanted) - len(parts))
        ]


def _fits(path: list[str], wanted: list[str], literal: int) -> bool:
    if len(path) != len(wanted):
        return False
    return all(
        part == want if at < literal else fnmatchcase(part, want)
        for at, (part, want) in enumerate(zip(path, wanted, strict=True))
    )
