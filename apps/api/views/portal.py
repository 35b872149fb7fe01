"""Clusters, share links and tokens."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError

from apps.accounts.models import ApiToken
from apps.accounts.permissions import Action, actor_of, teams
from apps.accounts.services import create_token, revoke_token
from apps.api.pagination import ByName, ByNumber
from apps.api.serializers import (
    ClusterOut,
    RevisionOut,
    ShareIn,
    ShareMade,
    ShareOut,
    TokenIn,
    TokenMade,
    TokenOut,
)
from apps.clusters import selectors as clusters
from apps.clusters.models import Cluster, Revision
from apps.doors.links import share_url
from apps.reviews import selectors as reviews
from apps.sharing import services as sharing
from apps.sharing.models import Share


class ClustersView(generics.ListAPIView):
    serializer_class = ClusterOut
    pagination_class = ByName
    filterset_fields = ["name"]
    search_fields = ["name"]

    def get_queryset(self) -> QuerySet[Cluster]:
        return clusters.clusters(actor_of(self.request))


class ClusterView(generics.RetrieveAPIView):
    serializer_class = ClusterOut

    def get_queryset(self) -> QuerySet[Cluster]:
        return clusters.clusters(actor_of(self.request))


class RevisionsView(generics.ListAPIView):
    serializer_class = RevisionOut
    pagination_class = ByNumber

    def get_queryset(self) -> QuerySet[Revision]:
        return clusters.revisions(actor_of(self.request)).filter(cluster=self.kwargs.get("pk"))


class SharesView(generics.ListAPIView):
    serializer_class = ShareOut

    def get_queryset(self) -> QuerySet[Share]:
        return sharing.shares(actor_of(self.request))

    @extend_schema(request=ShareIn, responses={201: ShareMade}, summary="Make a share link")
    def post(self, request: Request) -> Response:
        asked = ShareIn(data=request.data)
        asked.is_valid(raise_exception=True)
        actor = actor_of(request)
        review = get_object_or_404(reviews.reviews(actor), pk=asked.validated_data["review"])
        seconds = asked.validated_data.get("expires_in", settings.SHARE_DAYS * 86400)
        share, token = sharing.create_share(actor=actor, review=review, lasts=timedelta(seconds=seconds))
        url = share_url(request, token)
        return Response({**ShareOut(share).data, "url": url}, 201, headers={"Location": url})


class ShareView(generics.RetrieveAPIView):
    serializer_class = ShareOut

    def get_queryset(self) -> QuerySet[Share]:
        return sharing.shares(actor_of(self.request))

    @extend_schema(responses={204: None}, summary="Revoke a share link")
    def delete(self, request: Request, pk: str) -> Response:
        sharing.revoke_share(actor=actor_of(request), share=self.get_object())
        return Response(status=204)


class TokensView(generics.ListAPIView):
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
        allowed = teams(actor, Action.MANAGE_TOKENS).order_by("created_at")
        team = get_object_or_404(allowed.filter(slug=values["team"])) if "team" in values else allowed.first()
        if team is None:
            self.permission_denied(request)
        try:
            made, token = create_token(
                actor=actor, team=team, name=values["name"], scopes=values["scopes"], days=values["days"]
            )
        except ValueError as error:
            raise ValidationError({str(error): ["a token can't give more than it has"]}) from error
        return Response({**TokenOut(made).data, "token": token}, 201)


class TokenView(generics.RetrieveAPIView):
    serializer_class = TokenOut

    def get_queryset(self) -> QuerySet[ApiToken]:
        allowed = teams(actor_of(self.request), Action.MANAGE_TOKENS)
        return ApiToken.objects.filter(team__in=allowed).select_related("team")

    @extend_schema(responses={204: None}, summary="Revoke a token")
    def delete(self, request: Request, pk: str) -> Response:
        revoke_token(actor=actor_of(request), token=self.get_object())
        return Response(status=204)
