"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from apps.accounts.permissions import Action, actor_of, teams

THEMES = ("light", "dark")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Theme, language and what the person may do. A cookie holds the theme, so that the page comes in it."""
    actor = actor_of(request)
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in THEMES else "",
        "language": get_language() or "en",
        "here": _without_language(request),
        "html_lang": "zh-Hans" if get_language() == "zh-hans" else "en",
        "may_submit": actor.is_known and teams(actor, Action.SUBMIT).exists(),
        "anonymous_checks": settings.ANONYMOUS_CHECKS,
    }


def _without_language(request: HttpRequest) -> str:
    """This page's address without a language, for the button that changes it."""
    query = request.GET.copy()
    query.pop("lang", None)
    return request.path + (f"?{query.urlencode()}" if query else "")
