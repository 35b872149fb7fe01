"""Which node a file is of, by where it lies, and which configurations are only lying beside another one."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lvsportal.engine.model.evidence import KEEPALIVED, ROLES
from lvsportal.engine.source.source import Source

# Folders that say where a file lies on a machine, not which machine it is.
_PLACES = frozenset(
    [
        "etc",
        "keepalived",
        "conf.d",
        "conf",
        "config",
        "sysconfig",
        "network-scripts",
        "network",
        "firewalld",
        "ha.d",
        "proc",
        "net",
        "networking",
        "kernel",
        "sysctl.d",
        "cron.d",
        "scripts",
        "usr",
        "lib",
        "local",
        "bin",
        "sbin",
        "opt",
    ]
)
# Names that the upload's own folder may have by chance: they name no node.
_CHANCE = frozenset(
    [
        "in",
        "input",
        "inputs",
        "upload",
        "uploads",
        "tmp",
        "temp",
        "test",
        "tests",
        "files",
        "file",
        "data",
        "home",
        "root",
        "desktop",
        "documents",
        "downloads",
        "download",
        "src",
        "repo",
        "work",
        "lvs",
        "ha",
        "cluster",
        "configs",
        "definition",
    ]
)
_OLD = re.compile(
    r"\.(?:bak|old|orig|save|sav|rpmsave|rpmnew|rpmorig|dpkg-\w+|ucf-\w+|swp|tmp|sample|example|disabled|off|prev|backup|copy|\d+)"
    r"(?:[._-]?\d*)?$|~\d*$|[._-](?:19|20)\d{2}[-_.]?\d{2}[-_.]?\d{2}|(?:^|[ ._-])(?:copy|copie|kopie|old|bak)(?:[ ._-]|\(|$)|副本|备份",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"^[ \t]*(?:global_defs|vrrp_instance)\b", re.MULTILINE)


class Place(NamedTuple):
    """``folder``: the node's, "" where none names it. ``role``: master or backup, for what was taken in that state."""

    folder: str
    role: str = ""


def place_of(path: str, state_folders: frozenset[str] = frozenset()) -> Place:
    """The nearest folder that is not merely a place such as ``etc``, and the state that a folder in it names."""
    role, parts = "", path.split("/")[:-1]
    if "/".join(parts) in state_folders:
        role = parts.pop()
    for part in reversed(parts):
        if part not in _PLACES and not part.startswith("sos_"):
            return Place(part, role)
    return Place("", role)


def state_folders(sources: Iterable[Source], kinds: Mapping[str, str]) -> frozenset[str]:
    """Folders called ``master`` or ``backup`` inside a node's: they hold evidence of that node in that VRRP state. With a
    configuration of its own such a folder is a node."""
    paths = [source.path for source in sources]
    folders = {path.rpartition("/")[0] for path in paths}
    configured = {path.rpartition("/")[0] for path in paths if kinds[path] == KEEPALIVED}
    return frozenset(
        folder
        for folder in folders - configured
        if folder.rpartition("/")[2] in ROLES and folder.rpartition("/")[0] in folders
    )


def is_chance(folder: str) -> bool:
    """Whether the folder's name says nothing about the machine (``in``, ``tmp`` …)."""
    return folder.lower() in _CHANCE or folder.lower() in _PLACES


def left_overs(roots: list[Source]) -> dict[str, str]:
    """Path of a configuration that nothing includes → path of the one beside which it lies.

    Old copies by their names; in a folder that holds a ``keepalived.conf``, fragments, and whatever else lies in a folder that
    names its node."""
    main = {_folder(source.path): source.path for source in roots if _name(source.path) == KEEPALIVED}
    others: dict[str, str] = {}
    for source in roots:
        folder, name = _folder(source.path), _name(source.path)
        kept = main.get(folder) or main.get(folder.rpartition("/")[0])
        if name == KEEPALIVED:
            continue
        if _OLD.search(name):
            kept = kept or next((other.path for other in roots if _is_newer(other, source)), None)
            if kept is not None:
                others[source.path] = kept
        elif kept is not None and (not _WHOLE.search(source.text) or _names_a_node(folder)):
            others[source.path] = kept
    return others


def _is_newer(other: Source, old: Source) -> bool:
    """Whether ``other`` is what the old copy's name is made of."""
    return _folder(other.path) == _folder(old.path) and _OLD.sub("", _name(old.path)) == _name(other.path)


def _names_a_node(folder: str) -> bool:
    nearest = place_of(folder + "/x").folder
    return bool(nearest) and not is_chance(nearest)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def stem(path: str) -> str:
    """The file's name without its ending."""
    name = _name(path)
    return name.rpartition(".")[0] or name
