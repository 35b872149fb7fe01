"""Which files of a bundle an ``include`` means."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase

from lvsportal.engine.source.source import Source

_INCLUDE = re.compile(r"^[ \t]*include[rmbwa]?[ \t]+([^\s#!]+)", re.MULTILINE)

_MAGIC = re.compile(r"[*?\[]")


class Includes:
    """Finds included files by their written path: relative to the including file, or, since a bundle rarely holds
    a whole file system, by the longest tail of the path that fits."""

    def __init__(self, sources: tuple[Source, ...]) -> None:
        self._sources = sources
        self._root = _Folder()
        for place, source in enumerate(sources):
            self._root.put(source.path.split("/"), place)

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
        """The files below ``folder``, which is meant literally, that ``parts`` fit, in the order of the bundle."""
        here = [self._root]
        for name in folder.split("/") if folder else ():
            here = [at.folders[name] for at in here if name in at.folders]
        for want in parts[:-1]:
            here = [at.folders[name] for at in here for name in _fitting(at.folders, want)]
        places = (
            [place for at in here for name in _fitting(at.files, parts[-1]) for place in at.files[name]]
            if parts
            else []
        )
        return [self._sources[place] for place in sorted(places)]


class _Folder:
    """A folder of the bundle. ``files``: by name, their places in the bundle: a file is found without a look at the others."""

    __slots__ = ("files", "folders")

    def __init__(self) -> None:
        self.files: dict[str, list[int]] = {}
        self.folders: dict[str, _Folder] = {}

    def put(self, parts: list[str], place: int) -> None:
        """Keep the file at ``parts``, below this folder."""
        here = self
        for name in parts[:-1]:
            here = here.folders.setdefault(name, _Folder())
        here.files.setdefault(parts[-1], []).append(place)


def _fitting(names: Mapping[str, object], want: str) -> list[str]:
    """Those of ``names`` that a part of a pattern means."""
    if not _MAGIC.search(want):
        return [want] if want in names else []
    return [name for name in names if fnmatchcase(name, want)]
