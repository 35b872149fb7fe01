"""Pages for what went wrong; problem documents below /api/."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext

from lvsportal.http.logs import scrub
from lvsportal.http.problems import problem


def _error(request: HttpRequest, code: int, title: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(code, title)
    back = (
        request.path if scrub(request.path) == request.path else ""
    )  # an address that is a key is not said again
    return render(request, "error.html", {"code": code, "title": title, "next": back}, status=code)


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:
    return _error(request, 404, gettext("There is nothing here, or nothing that you may see."))


def forbidden(request: HttpRequest, exception: object = None) -> HttpResponse:
    return _error(request, 403, gettext("Your role in the team does not allow this."))


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:
    return _error(request, 400, gettext("The request can't be understood."))


def broken(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return _away(request)
    return _error(
        request, 500, gettext("Something broke on our side. What you put in is kept if it had arrived.")
    )


def _away(request: HttpRequest) -> HttpResponse:
    """The database is away, or too busy: 503, told without asking it anything."""
    title = gettext("The database does not answer right now. Try again in a few seconds.")
    if request.path.startswith("/api/"):
        answer = problem(503, title)
    else:
        language = "zh-Hans" if get_language() == "zh-hans" else "en"
        page = render_to_string("away.html", {"title": title, "html_lang": language})
        answer = HttpResponse(page, status=503)
    answer["Retry-After"] = "5"
    return answer


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(
        request,
        403,
        gettext("The form is too old, or cookies are off. Go back, reload the page and send it again."),
    )
