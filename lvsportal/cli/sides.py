"""The two definitions of a comparison, as the command line names them."""

import os

from lvsportal.engine.compare.compare import Given
from lvsportal.engine.source.bundle import Bundle


def side(paths: list[str], bundle: Bundle) -> Given:
    """A definition with the name that people gave it: its paths. A file, or a folder with files right in it, is one machine."""
    return Given(bundle, " ".join(paths), len(paths) == 1 and _is_one_place(paths[0]))


def _is_one_place(path: str) -> bool:
    if path == "-" or os.path.isfile(path):
        return True
    with os.scandir(path) as entries:
        return any(entry.is_file() and not entry.name.startswith(".") for entry in entries)
