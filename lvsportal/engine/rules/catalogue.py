"""The rules: found by lying in a folder here whose name begins with the rule's number."""

import os
import sys
from _thread import RLock  # threading's own, without what else it imports
from functools import cache
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec
from types import ModuleType

from lvsportal.engine.rules.base import Rule

HERE = os.path.dirname(__file__)
_LOADING = RLock()


@cache
def folders() -> dict[str, str]:
    """Rule number → path of its folder, in order."""
    names = sorted(name for name in os.listdir(HERE) if name.startswith("LVS"))
    return {name.partition("_")[0]: os.path.join(HERE, name) for name in names}


def rules() -> tuple[Rule, ...]:
    """All rules in the order of their numbers. Threads that ask at once wait for the first: none meets half a module."""
    with _LOADING:
        return _all()


@cache
def _all() -> tuple[Rule, ...]:
    return tuple(_load(folder) for folder in folders().values())


def _load(folder: str) -> Rule:
    """The rule of a folder. Its place is known, so that the path is not searched for its three modules: at fifty rules that
    search takes as long as a small review."""
    package = f"{__package__}.{os.path.basename(folder)}"
    _module(package, folder, "__init__")
    _module(f"{package}.texts", folder, "texts")
    loaded: Rule = _module(f"{package}.rule", folder, "rule").RULE
    return loaded


def _module(name: str, folder: str, file: str) -> ModuleType:
    known = sys.modules.get(name)
    if known is not None:
        return known
    path = os.path.join(folder, f"{file}.py")
    loader = SourceFileLoader(name, path)
    spec = ModuleSpec(name, loader, origin=path, is_package=file == "__init__")
    spec.has_location = True
    if spec.submodule_search_locations is not None:
        spec.submodule_search_locations.append(folder)
    module = sys.modules[name] = module_from_spec(spec)
    if file != "__init__":  # the package's own is empty
        try:
            loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
    parent, _, attribute = name.rpartition(".")
    setattr(sys.modules[parent], attribute, module)
    return module


def rule(number: str) -> Rule | None:
    """The rule with a number, in any case; None where there is none."""
    return next((rule for rule in rules() if rule.id == number.upper()), None)


def article(number: str, language: str) -> str:
    """The rule's article as Markdown. :raises FileNotFoundError: there is no such rule or language."""
    folder = folders().get(number.upper())
    if folder is None:
        raise FileNotFoundError(number)
    with open(os.path.join(folder, f"article.{language}.md"), encoding="utf-8") as file:
        return file.read()
