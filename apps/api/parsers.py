"""Bodies: JSON in which nothing is dropped, and definitions as they are."""

import json
from collections.abc import Mapping, Sequence
from typing import IO, Any

from django.utils.translation import gettext
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser, JSONParser, MultiPartParser
from rest_framework.request import Request


class StrictJson(JSONParser):
    """JSON (RFC 8259) of bounded depth; a name given twice is refused, since one of the two would be lost."""

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            text = stream.read().decode("utf-8-sig")
            return json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
        except RecursionError as error:
            raise ParseError(gettext("The JSON is nested too deeply.")) from error
        except ValueError as error:
            raise ParseError(gettext("This is not JSON: %(reason)s") % {"reason": error}) from error


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in found if names.count(name) > 1)
        raise ValidationError({twice[:100]: [gettext("given twice")]})
    return found


def _no_number(text: str) -> Any:
    raise ValueError(text)


class RawDefinition(BaseParser):
    """An archive or a text as the whole body; the other fields come in the address's query."""

    media_type = "application/octet-stream"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return stream.read()


class ByType(DefaultContentNegotiation):
    """Picks the parser: a body without a type, a text or an archive is a definition where a call takes one."""

    def select_parser(self, request: Request, parsers: Sequence[BaseParser]) -> BaseParser | None:
        found: BaseParser | None = super().select_parser(request, parsers)
        if found is not None:
            return found
        raw = next((parser for parser in parsers if isinstance(parser, RawDefinition)), None)
        kind = request.content_type.partition(";")[0].strip().lower()
        return raw if not kind or kind.startswith("text/") or kind in _ARCHIVES else None


_ARCHIVES = frozenset(
    f"application/{name}"
    for name in ("x-tar", "gzip", "x-gzip", "zip", "x-zip-compressed", "x-xz", "zstd", "x-bzip2", "x-compressed-tar",
                 "yaml", "x-yaml")
)  # fmt: skip

DEFINITIONS = (StrictJson, MultiPartParser, RawDefinition)
