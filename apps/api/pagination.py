"""Every list comes in pages, by cursor: stable while rows are added."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = ("-created_at", "-id")


class ByName(Pages):
    ordering = ("name", "id")


class ByNumber(Pages):
    ordering = ("-number",)
