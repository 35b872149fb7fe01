"""`POST check/`: a definition in, a report out, nothing stored."""

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.permissions import Action, actor_of, teams
from apps.api.forms import CheckIn, brought
from apps.api.languages import LANGUAGE, language_of
from apps.api.parsers import DEFINITIONS
from apps.api.views.base import Call
from apps.reviews.runner import run
from apps.reviews.uploads import accept_upload
from lvsportal.engine.report.localise import localise


class CheckView(Call):
    permission_classes = [AllowAny]
    parser_classes = DEFINITIONS
    query = ("lang", "path")

    @extend_schema(
        request=CheckIn,
        responses={200: OpenApiTypes.OBJECT},
        parameters=[LANGUAGE],
        summary="Check a definition, store nothing",
    )
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        if not settings.ANONYMOUS_CHECKS and not teams(actor, Action.SUBMIT).exists():
            raise NotAuthenticated
        files, _ = brought(request, CheckIn, ignored=["lang"])
        return Response(localise(run(accept_upload(files, None)), language_of(request)))
