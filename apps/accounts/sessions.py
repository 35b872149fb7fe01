"""When and from where each session was last used: what people see of their sessions."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

EVERY_SECONDS = 60


class SessionActivity:
    """Notes a session's use once a minute: a page must not wait for a write that only says that it was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and cache.add(f"session-seen-{key}", 1, EVERY_SECONDS):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
