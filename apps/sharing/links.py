"""The addresses of share links."""

from django.http import HttpRequest
from django.urls import reverse


def share_url(request: HttpRequest, token: str) -> str:
    """A share link's whole address, on the portal's public name."""
    return str(request.build_absolute_uri(reverse("web:shared", args=[token])))
