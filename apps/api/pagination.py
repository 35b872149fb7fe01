"""Every list comes in pages, by cursor: stable while rows are added."""

import re
from typing import Any

from django.core.exceptions import ValidationError as BadValue
from django.db import DataError
from django.utils.translation import gettext
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

_CURSOR = re.compile(r"[A-Za-z0-9+/]{4,400}={0,2}")


class Pages(CursorPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering: tuple[str, ...] = ("-created_at", "-id")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, BadValue, DataError, ValueError, OverflowError) as error:
            raise ValidationError(
                {"cursor": [gettext("This cursor can't be used; begin without one.")]}
            ) from error

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """As OpenAPI 3.1 writes what may be null."""
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def decode_cursor(self, request: Request) -> Any:
        """:raises NotFound: it is no cursor of ours."""
        asked = request.query_params.get(self.cursor_query_param)
        if asked is not None and not _CURSOR.fullmatch(asked):
            raise NotFound
        return super().decode_cursor(request)

    def get_page_size(self, request: Request) -> int:
        """:raises ValidationError: it is no number within the bounds."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdecimal() and 1 <= int(asked[:9]) <= self.max_page_size):
            raise ValidationError({"page_size": [gettext("1 to %(most)d") % {"most": self.max_page_size}]})
        return int(asked)


class ByName(Pages):
    ordering = ("name", "id")


class ByNumber(Pages):
    ordering = ("-number",)
