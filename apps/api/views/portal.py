"""Clusters, share links and tokens."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.serializers import ValidationError

from apps.accounts.audit import entries
from apps.accounts.models import ApiToken, AuditEntry
from apps.accounts.permissions import Action, actor_of, require, team_for, teams
from apps.accounts.services import Exceeds, create_token, revoke_token, rotate_token
from apps.api.forms import ShareIn, TokenIn, brought
from apps.api.gate_serializers import RevisionIn
from apps.api.pagination import ByName, ByNumber, ByTime
from apps.api.parsers import DEFINITIONS
from apps.api.patches import over
from apps.api.serializers import (
    AuditOut,
    ClusterOut,
    RevisionOut,
    ShareMade,
    ShareOut,
    TokenMade,
    TokenOut,
)
from apps.api.views.base import Call, Listing, Single
from apps.clusters import selectors as clusters
from apps.clusters.models import Cluster, Revision, RevisionFile
from apps.clusters.services import add_revision
from apps.reviews import selectors as reviews
from apps.reviews.uploads import accept_upload
from apps.sharing import services as sharing
from apps.sharing.links import share_url
from apps.sharing.models import Share


class ClustersView(Listing):
    serializer_class = ClusterOut
    pagination_class = ByName
    filterset_fields = ["name"]
    search_fields = ["name"]

    def get_queryset(self) -> QuerySet[Cluster]:
        return clusters.clusters(actor_of(self.request))


class ClusterView(Single):
    serializer_class = ClusterOut

    def get_queryset(self) -> QuerySet[Cluster]:
        return clusters.clusters(actor_of(self.request))


class RevisionsView(Listing):
    parser_classes = DEFINITIONS
    post_query = ("mode", "path")
    queryset = Revision.objects.none()
    serializer_class = RevisionOut
    pagination_class = ByNumber

    def get_queryset(self) -> QuerySet[Revision]:
        if getattr(self, "swagger_fake_view", False):
            return Revision.objects.none()
        actor = actor_of(self.request)
        cluster = get_object_or_404(clusters.clusters(actor), pk=self.kwargs.get("pk"))
        found = clusters.revisions(actor).filter(cluster=cluster).select_related("approved_by", "deployed_by")
        return found.prefetch_related(Prefetch("files", RevisionFile.objects.only("revision_id", "path")))

    @extend_schema(
        request=RevisionIn, responses={201: RevisionOut}, summary="A new revision: whole, or over the newest"
    )
    def post(self, request: Request, pk: str) -> Response:
        actor = actor_of(request)
        cluster = get_object_or_404(clusters.clusters(actor), pk=pk)
        require(actor, Action.SUBMIT, cluster.team)
        files, values = brought(request, RevisionIn)
        whole = over(cluster.revisions.first(), files) if values["mode"] == "patch" else files
        revision = add_revision(actor=actor, cluster=cluster, bundle=accept_upload(whole, cluster.team))
        return Response(RevisionOut(revision).data, 201)


class SharesView(Listing):
    serializer_class = ShareOut

    def get_queryset(self) -> QuerySet[Share]:
        return sharing.shares(actor_of(self.request))

    @extend_schema(request=ShareIn, responses={201: ShareMade}, summary="Make a share link")
    def post(self, request: Request) -> Response:
        asked = ShareIn(data=request.data)
        asked.is_valid(raise_exception=True)
        actor = actor_of(request)
        review = get_object_or_404(reviews.to_share(actor), pk=asked.validated_data["review"])
        seconds = asked.validated_data.get("expires_in", settings.SHARE_DAYS * 86400)
        share, token = sharing.create_share(actor=actor, review=review, lasts=timedelta(seconds=seconds))
        url = share_url(request, token)
        place = reverse("api:share", [share.pk], request=request)  # not the link: logs keep it
        return Response({**ShareOut(share).data, "url": url}, 201, headers={"Location": place})


class ShareView(Single):
    serializer_class = ShareOut

    def get_queryset(self) -> QuerySet[Share]:
        return sharing.shares(actor_of(self.request))

    @extend_schema(responses={204: None}, summary="Revoke a share link")
    def delete(self, request: Request, pk: str) -> Response:
        sharing.revoke_share(actor=actor_of(request), share=self.get_object())
        return Response(status=204)


class AuditView(Listing):
    """Who changed what; for people who own a team."""

    serializer_class = AuditOut
    pagination_class = ByTime
    search_fields = ("who", "subject", "action")

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return entries(actor_of(self.request)).select_related("team")


class TokensView(Listing):
    serializer_class = TokenOut

    def get_queryset(self) -> QuerySet[ApiToken]:
        allowed = teams(actor_of(self.request), Action.MANAGE_TOKENS)
        return ApiToken.objects.filter(team__in=allowed).select_related("team")

    @extend_schema(request=TokenIn, responses={201: TokenMade}, summary="Make a token")
    def post(self, request: Request) -> Response:
        asked = TokenIn(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        actor = actor_of(request)
        team = team_for(actor, Action.MANAGE_TOKENS, values.get("team", ""))
        try:
            made, token = create_token(
                actor=actor, team=team, name=values["name"], scopes=values["scopes"], days=values.get("days")
            )
        except Exceeds as error:
            reason = gettext("A token gives no more, and for no longer, than what makes it.")
            raise ValidationError({error.field: [reason]}) from error
        place = reverse("api:token", [made.pk], request=request)
        return Response({**TokenOut(made).data, "token": token}, 201, headers={"Location": place})


class OwnTokenView(Call):
    """What the calling token may do, until when."""

    @extend_schema(responses=TokenOut, summary="The calling token")
    def get(self, request: Request) -> Response:
        return Response(TokenOut(_own(request)).data)


class RotateView(Call):
    @extend_schema(
        request=None, responses=TokenMade, summary="A new text for the calling token; the old one ends"
    )
    def post(self, request: Request) -> Response:
        token = _own(request)
        text = rotate_token(token)
        return Response({**TokenOut(token).data, "token": text})


def _own(request: Request) -> ApiToken:
    token = actor_of(request).token
    if token is None:  # a person's session has none
        raise Http404
    return token


class TokenView(Single):
    serializer_class = TokenOut

    def get_queryset(self) -> QuerySet[ApiToken]:
        allowed = teams(actor_of(self.request), Action.MANAGE_TOKENS)
        return ApiToken.objects.filter(team__in=allowed).select_related("team")

    @extend_schema(responses={204: None}, summary="Revoke a token")
    def delete(self, request: Request, pk: str) -> Response:
        revoke_token(actor=actor_of(request), token=self.get_object())
        return Response(status=204)
