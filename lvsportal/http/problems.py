"""Errors as `application/problem+json` (RFC 9457)."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from django.http import JsonResponse


class FieldError(TypedDict):
    """What is wrong with one field of a request: its path (``files[0].content``), why, and which file is meant."""

    field: str
    detail: str
    path: NotRequired[str]


def problem(
    status: int, title: str, detail: str = "", errors: Sequence[FieldError] = (), code: str = ""
) -> JsonResponse:
    """A problem document. ``code``: what a program goes by, in words that do not change."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    body |= {"detail": detail} if detail else {}
    body |= {"code": code} if code else {}
    body |= {"errors": list(errors)} if errors else {}
    answer = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/problem+json"
    return answer
