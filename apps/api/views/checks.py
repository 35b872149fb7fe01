"""`POST check/`: a definition in, a report out, nothing stored."""

from django.conf import settings
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.permissions import Action, actor_of, teams
from apps.api.forms import CheckIn, bundle_of
from apps.reviews.runner import run
from lvsportal.engine.report.localise import localise


class CheckView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        request=CheckIn, responses={200: OpenApiTypes.OBJECT}, summary="Check a definition, store nothing"
    )
    def post(self, request: Request) -> Response:
        actor = actor_of(request)
        if not settings.ANONYMOUS_CHECKS and not teams(actor, Action.SUBMIT).exists():
            raise NotAuthenticated
        bundle, _ = bundle_of(request, CheckIn)
        return Response(localise(run(bundle), get_language() or "en"))
