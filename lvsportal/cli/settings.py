"""``lvsportal.toml``: what a repository wants by default, from the nearest folder above what is checked."""

import argparse
import os
from typing import Any

from lvsportal.engine.source.language import Text
from lvsportal.engine.source.source import RefusedInput

NAME = "lvsportal.toml"
_PATHS = ("base", "policy", "waivers", "overlaid", "root")  # relative to the file's folder
_NAMES = {"in": "overlaid", "as": "place"}
_LISTS = ("select", "ignore")


def file_for(paths: list[str]) -> str:
    """The nearest ``lvsportal.toml`` in the folder of the first path or above it; "" where there is none."""
    first = next((path for path in paths if path != "-"), ".")
    here = os.path.realpath(first if os.path.isdir(first) else os.path.dirname(first) or ".")
    while True:
        found = os.path.join(here, NAME)
        if os.path.isfile(found):
            return found
        parent = os.path.dirname(here)
        if parent == here:
            return ""
        here = parent


def defaults_from(path: str, command: argparse.ArgumentParser) -> dict[str, Any]:
    """The defaults that the file gives to the options of a command; other commands' options are passed over.

    :raises RefusedInput: it can't be read, or names an option that no command has, or a value that the option does not take.
    """
    options = {action.dest: action for action in command._actions if action.option_strings}
    found: dict[str, Any] = {}
    for name, value in _read(path).items():
        dest = _NAMES.get(name, name.replace("-", "_"))
        if dest in options:
            found[dest] = _value(options[dest], name, dest, value, path)
        elif dest not in _KNOWN:
            raise _unknown(name, path)
    return found


# Options that one command has and another has not.
_KNOWN = [
    "format",
    "profile",
    "root",
    "fail_on",
    "subjects",
    "server",
    "cluster",
    "lang",
    "select",
    "ignore",
    "base",
    "policy",
    "waivers",
    "overlaid",
    "exit_zero",
]


def _read(path: str) -> dict[str, Any]:
    import tomllib

    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise RefusedInput(Text(f"{path}: {reason}", f"{path}：{reason}"), path) from error


def _value(option: argparse.Action, name: str, dest: str, value: Any, path: str) -> Any:
    if dest in _LISTS:
        listed = value if isinstance(value, list) else str(value).split(",")
        return [str(one).strip().upper() for one in listed]
    if option.choices and value not in option.choices:
        allowed = ", ".join(map(str, option.choices))
        raise RefusedInput(
            Text(
                f"{path}: {name} = {value!r} is none of {allowed}",
                f"{path}：{name} = {value!r} 不是 {allowed} 之一",
            ),
            path,
        )
    if dest in _PATHS and value != "-":
        return os.path.join(os.path.dirname(path), str(value))
    return value


def _unknown(name: str, path: str) -> RefusedInput:
    import difflib

    names = sorted(known.replace("_", "-") for known in _KNOWN) + list(_NAMES)
    near = difflib.get_close_matches(name, names, 1) or ["lang"]
    return RefusedInput(
        Text(
            f"{path}: {name} is unknown; the nearest is {near[0]}",
            f"{path}：{name} 不认识，最接近的是 {near[0]}",
        ),
        path,
    )
