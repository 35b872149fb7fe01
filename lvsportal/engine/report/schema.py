"""The JSON Schema of the report, derived from its types: ``python -m lvsportal.engine.report.schema``."""

import json
import sys
from enum import StrEnum
from types import NoneType, UnionType
from typing import (
    Any,
    NotRequired,
    Required,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from lvsportal.engine.report import types

Schema = dict[str, Any]
_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def report_schema(said: type = str, closed: bool = False) -> Schema:
    """The schema (draft 2020-12) of a report whose texts are ``said``: ``str`` in one language, ``types.Bilingual`` as it is
    stored. ``closed``: no other fields than those that are known; what is published leaves room for later ones."""
    maker = _Maker(said, closed)
    root = maker.schema(types.Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "lvsportal.report/1",
        **root,
        "$defs": dict(sorted(maker.definitions.items())),
    }


class _Maker:
    """Walks through the types once; each TypedDict becomes a definition."""

    def __init__(self, said: type, closed: bool) -> None:
        self.said = said
        self.closed = closed
        self.definitions: dict[str, Schema] = {}

    def schema(self, kind: Any) -> Schema:
        """The schema of a type. :raises TypeError: it is of no kind that a report may hold."""
        if isinstance(kind, TypeVar):
            return self.schema(self.said)
        if kind is object or kind is Any:
            return {}
        if kind in _PLAIN:
            return {"type": _PLAIN[kind]}
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return {"enum": [member.value for member in kind]}
        origin = get_origin(kind) or kind
        if is_typeddict(origin):
            return self._reference(origin)
        return self._compound(origin, get_args(kind))

    def _compound(self, origin: Any, arguments: tuple[Any, ...]) -> Schema:
        if origin in (NotRequired, Required):
            return self.schema(arguments[0])
        if origin in (Union, UnionType):
            return {"anyOf": [self.schema(part) for part in arguments]}
        if origin is list:
            return {"type": "array", "items": self.schema(arguments[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.schema(arguments[1])}
        raise TypeError(f"{origin} has no place in a report")

    def _reference(self, kind: Any) -> Schema:
        name = kind.__name__
        if name not in self.definitions:
            self.definitions[name] = {}
            hints = get_type_hints(kind, include_extras=True)
            definition: Schema = {
                "type": "object",
                "properties": {field: self.schema(hint) for field, hint in hints.items()},
                "required": sorted(kind.__required_keys__),
            }
            if self.closed:
                definition["additionalProperties"] = False
            self.definitions[name] = definition
        return {"$ref": f"#/$defs/{name}"}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(report_schema(), indent=1) + "\n")
