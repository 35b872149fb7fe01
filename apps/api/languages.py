"""In which language a call answers: `?lang=`, else `Accept-Language`."""

from django.utils.translation import get_language, gettext
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from lvsportal.engine.source.language import LANGUAGES

LANGUAGE = OpenApiParameter("lang", str, enum=LANGUAGES)


def language_of(request: Request) -> str:
    """:raises ValidationError: it is none of ours."""
    asked = request.query_params.get("lang")
    if asked is None:
        return get_language() or "en"
    if asked not in LANGUAGES:
        raise ValidationError({"lang": [gettext("one of %(languages)s") % {"languages": ", ".join(LANGUAGES)}]})
    return asked
