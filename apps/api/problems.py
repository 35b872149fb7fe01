"""What the API answers when something is wrong: what, where, what to do, in the caller's language."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from rest_framework import exceptions, status

from apps.accounts.permissions import TeamUnclear
from apps.gate.services import Refused
from apps.reviews.runner import Killed, RunFailed
from apps.reviews.services import KeyReused
from apps.reviews.wording import reason_text, refusal
from lvsportal.engine.source.source import RefusedInput
from lvsportal.http.problems import FieldError, problem

_TOO_MUCH = {"too_large", "too_many"}


def handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """What the API answers to an exception; None for those that are bugs."""
    if isinstance(error, RefusedInput):
        code = 413 if error.kind in _TOO_MUCH else 422
        field: FieldError = {"field": "files", "path": error.path, "detail": refusal(error)}
        return problem(code, gettext("The definition can't be used."), refusal(error), [field], error.kind)
    if isinstance(error, RequestDataTooBig | TooManyFilesSent):
        return problem(413, gettext("The request is too large."))
    if isinstance(error, Killed):
        answer = problem(503, gettext("There is no report."), reason_text(error.reason))
        answer["Retry-After"] = "5"
        return answer
    if isinstance(error, RunFailed):
        return problem(422, gettext("There is no report."), reason_text(error.reason))
    if isinstance(error, TeamUnclear):
        said = gettext("You are in several teams: say which, by its slug.")
        return problem(
            422, gettext("The request is not as it should be."), said, [{"field": "team", "detail": said}]
        )
    if isinstance(error, Refused):
        wrong: FieldError = {"field": error.field, "detail": error.reason}
        return problem(422, gettext("This can't be done."), error.reason, [wrong])
    if isinstance(error, KeyReused):
        return problem(409, gettext("This Idempotency-Key came before, with another body."))
    if isinstance(error, Http404):
        return problem(404, gettext("Not found."))
    if isinstance(error, PermissionDenied):
        return problem(403, gettext("You may not do this here."))
    if isinstance(error, exceptions.ValidationError):
        errors = list(_fields(error.detail, ""))
        detail = "; ".join(f"{row['field']}: {row['detail']}" for row in errors[:5])
        return problem(422, gettext("The request is not as it should be."), detail, errors)
    if isinstance(error, exceptions.APIException):
        return _api_exception(error)
    return None


def _api_exception(error: exceptions.APIException) -> HttpResponse:
    answer = problem(error.status_code, str(error.detail))
    header = getattr(error, "auth_header", None)
    if header and error.status_code == status.HTTP_401_UNAUTHORIZED:
        answer["WWW-Authenticate"] = header
    wait = getattr(error, "wait", None)
    if wait is not None:
        answer["Retry-After"] = str(int(wait) + 1)
    return answer


def _fields(detail: Any, field: str) -> Iterator[FieldError]:
    """Each mistake with the path of its field: ``files[0].content``."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _fields(inner, _below(field, str(name)))
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            deeper = f"{field}[{number}]" if isinstance(inner, dict) else field
            yield from _fields(inner, deeper)
    else:
        yield {"field": field, "detail": str(detail)}


def _below(field: str, name: str) -> str:
    if name == "non_field_errors":
        return field
    if name.isdecimal():
        return f"{field}[{name}]"
    return f"{field}.{name}" if field else name
