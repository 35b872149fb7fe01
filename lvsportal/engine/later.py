"""Modules that are loaded when first used: most definitions need no walk, and a command of 30 ms should not pay for it."""

import sys
from importlib import import_module
from typing import Any


class Later:
    """Stands for a module until one of its names is asked for. For the type checker, import the module itself under
    ``if TYPE_CHECKING``."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        module = sys.modules.get(self._name) or import_module(self._name)
        return getattr(module, attribute)
