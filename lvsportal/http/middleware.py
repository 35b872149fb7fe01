"""Who calls and under which name we are called: decided once, before anything else looks."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.gzip import GZipMiddleware
from django.utils.translation import gettext

from lvsportal.http.problems import problem

Next = Callable[[HttpRequest], HttpResponse]
Network = IPv4Network | IPv6Network
_FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
)


class ClientAddress:
    """``REMOTE_ADDR`` becomes the client's own address, for throttles, sign-in, sessions and logs alike.

    What ``X-Forwarded-*`` say counts only where the peer is one of ``TRUSTED_PROXIES``; from anybody else these headers
    are taken away, so that nothing further in can believe them. Of a chain the last address that is no trusted proxy
    counts: what stands before it the client may have written.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        trusted: list[Network] = settings.TRUSTED_PROXIES
        if not _is_one_of(peer, trusted):
            for name in _FORWARDED:
                request.META.pop(name, None)
        else:
            request.META["REMOTE_ADDR"] = client_of(peer, forwarded, trusted)
        return self.get_response(request)


def client_of(peer: str, forwarded: str, trusted: list[Network]) -> str:
    """The client behind trusted proxies: from the right, the first address of ``X-Forwarded-For`` that is none."""
    client = peer
    for part in reversed(forwarded.split(",")):
        address = part.strip()
        if not _is_address(address):
            return client
        client = address
        if not _is_one_of(address, trusted):
            return client
    return client


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_one_of(text: str, networks: list[Network]) -> bool:
    if not _is_address(text):
        return False
    address = ip_address(text)
    plain = getattr(address, "ipv4_mapped", None) or address
    return any(plain in network for network in networks)


class PublicLinks:
    """Whole addresses that we say, in answers, mails and pages, stand under ``PUBLIC_URL``, whatever Host was sent."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PUBLIC_URL:

            def absolute(location: str | None = None) -> str:
                return urljoin(f"{settings.PUBLIC_URL}{request.path}", location or request.get_full_path())

            request.build_absolute_uri = absolute  # type: ignore[method-assign]
        return self.get_response(request)


class NoNul:
    """A NUL in an address is nobody's name for anything, and no database takes it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" not in request.path and "%00" not in request.META.get("QUERY_STRING", ""):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return problem(400, gettext("The request can't be understood."))
        return HttpResponseBadRequest()


class Compressed(GZipMiddleware):
    """Answers by gzip, where the client takes it. Against BREACH Django pads each by chance and masks its CSRF token anew;
    pages that show a secret itself (a token, an invitation, a password's form) are sent as they are."""

    plain = ("/team/", "/account/", "/setup/", "/join/", "/api/v1/tokens/", "/api/v1/shares/")

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path.startswith(self.plain):
            return response
        return super().process_response(request, response)
