"""Pages for what went wrong; problem documents below /api/."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from apps.doors.problems import problem


def _error(request: HttpRequest, code: int, title: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(code, title)
    return render(request, "error.html", {"code": code, "title": title}, status=code)


def not_found(request: HttpRequest, exception: object = None) -> HttpResponse:
    return _error(request, 404, gettext("There is nothing here, or nothing that you may see."))


def forbidden(request: HttpRequest, exception: object = None) -> HttpResponse:
    return _error(request, 403, gettext("Your role in the team does not allow this."))


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:
    return _error(request, 400, gettext("The request can't be understood."))


def broken(request: HttpRequest) -> HttpResponse:
    return _error(
        request, 500, gettext("Something broke on our side. What you put in is kept if it had arrived.")
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(
        request,
        403,
        gettext("The form is too old, or cookies are off. Go back, reload the page and send it again."),
    )
