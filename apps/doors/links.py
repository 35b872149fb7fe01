"""Addresses that go out of the house."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


def share_url(request: HttpRequest, token: str) -> str:
    """A share link's whole address, on the portal's public name where that is set."""
    path = reverse("web:shared", args=[token])
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else str(request.build_absolute_uri(path))
