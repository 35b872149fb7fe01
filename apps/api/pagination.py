"""Every list comes in pages, by cursor: stable while rows are added."""

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError as BadValue
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
            self._check_position(queryset, request)
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, BadValue, ValueError, OverflowError) as error:
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

    def _check_position(self, queryset: Any, request: Request) -> None:
        """:raises ValidationError, ValueError: the cursor stands where no row can: it never reaches the database."""
        cursor = self.decode_cursor(request)
        if cursor is None or cursor.position is None:
            return
        if "\0" in cursor.position:
            raise ValueError
        field = queryset.model._meta.get_field(self.ordering[0].lstrip("-"))
        value = field.to_python(cursor.position)
        if isinstance(value, datetime) and value.utcoffset():
            raise ValueError  # ours are in UTC

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


class ByTime(Pages):
    ordering = ("-at", "-id")
