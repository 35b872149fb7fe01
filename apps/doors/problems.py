"""Errors as `application/problem+json` (RFC 9457), and the engine's refusals in the language of the request."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import get_language

from lvsportal.engine.source.source import RefusedInput


def problem(
    code: int, title: str, detail: str = "", errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    """A problem document. ``errors``: ``{"field", "detail"}`` each."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": code}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    answer = JsonResponse(body, status=code, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/problem+json"
    return answer


def refusal(error: RefusedInput) -> str:
    """The engine's refusal in the language of the request."""
    return error.message.say(get_language() or "en")


def reason_text(reason: dict[str, str]) -> str:
    """A stored reason in the language of the request."""
    return reason.get(get_language() or "en") or reason["en"]
